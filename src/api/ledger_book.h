#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "ledger/decomposition.h"
#include "ledger/standings.h"
#include "ledger/states.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// What one scope sees of the NAT44 ledger at one commit: the change log, read once, and what was
/// asked of it lately. A log of 250,000 changes takes some 100 MB. Safe from any thread.
///
/// The log is that of the whole ledger, and what leaves the book is bounded by where devices stood
/// at the time: a part of the country has the same figures in its own account as in the nation's,
/// and a device that moves takes no past with it.
class LedgerBook {
 public:
  /// Reads the log up to `newest`. With `before`, a book of everything at an earlier commit, only
  /// what came since is read.
  [[nodiscard]] static Result<std::shared_ptr<const LedgerBook>> read(
      const registry::ObjectStore& store, registry::CommitNumber newest,
      const LedgerBook* before = nullptr);
  /// What `scope` sees of `whole`, a book of everything.
  [[nodiscard]] static std::shared_ptr<const LedgerBook> part(
      std::shared_ptr<const LedgerBook> whole, const registry::Scope& scope);

  LedgerBook(const LedgerBook&) = delete;
  LedgerBook& operator=(const LedgerBook&) = delete;

  /// The book of everything that this one is a part of; itself.
  [[nodiscard]] const LedgerBook& whole() const { return whole_ ? *whole_ : *this; }
  /// Kept for the next who ask the same, unless the span alone is more than is kept: a page asks
  /// several questions of one span.
  [[nodiscard]] std::shared_ptr<const ledger::Decomposition> decomposition(
      const std::vector<ledger::Point>& points, model::Month reference) const;
  [[nodiscard]] std::shared_ptr<const std::vector<ledger::State>> states(
      const std::vector<ledger::Point>& points) const;
  /// Shows the same states one after the other: those that are kept where the span is short, and
  /// otherwise one at a time, with devices that are not seen `elsewhere`.
  void walk(const std::vector<ledger::Point>& points,
            const std::function<void(const ledger::State&)>& visit) const;
  /// Of one device and the pools it names, as `ledger::states_of`: whatever the span, small enough
  /// to be made each time.
  [[nodiscard]] std::vector<ledger::State> states_of(
      registry::ObjectId device, const std::vector<ledger::Point>& points) const;
  /// The month of the first plan, as known at that commit.
  [[nodiscard]] std::optional<model::Month> first_plan(registry::CommitNumber known) const;

  /// Of a device, as it is now, or was when the scope saw it last; empty: it never did.
  [[nodiscard]] const std::string& key_of(registry::ObjectId device) const;
  /// Who made a commit and why; nobody where it is not in the book.
  [[nodiscard]] const registry::Author& author_of(registry::CommitNumber commit) const;

  using Objects = std::shared_ptr<const std::vector<registry::Object>>;
  /// Objects of another kind as they are at `newest`, the store's newest commit; read once.
  [[nodiscard]] Result<Objects> objects(const registry::ObjectStore& store,
                                        const registry::Scope& scope, const std::string& kind,
                                        registry::CommitNumber newest) const;

 private:
  /// What was asked: month ends and, where growth is told from what was there, since when.
  struct Asked {
    std::vector<ledger::Point> points;
    std::optional<model::Month> reference = {};
    friend bool operator==(const Asked&, const Asked&) = default;
  };
  template <class T>
  using Kept = std::list<std::pair<Asked, std::shared_ptr<const T>>>;
  struct Listed {
    registry::CommitNumber at = {};
    Objects objects = {};
  };

  LedgerBook() = default;
  void take(std::vector<registry::Change> changes, std::vector<registry::Change>& into);
  void name_seen();
  [[nodiscard]] bool sees(const ledger::Place& place) const;
  template <class T>
  [[nodiscard]] std::shared_ptr<const T> kept(Guarded<Kept<T>>& all, std::size_t points_max,
                                              const Asked& asked,
                                              const std::function<T()>& make) const;

  std::shared_ptr<const LedgerBook> whole_;  ///< Nothing: this is a book of everything.
  registry::Scope scope_;                    ///< Of a part.
  registry::CommitNumber newest_;
  std::vector<registry::Change> devices_;  ///< Without author and value before, which are heavy.
  std::vector<registry::Change> pools_;
  std::unordered_map<registry::ObjectId, std::string> keys_;
  std::unordered_map<registry::CommitNumber, registry::Author> authors_;
  std::unique_ptr<const ledger::History> history_;  ///< Borrows the changes.
  mutable Guarded<Kept<ledger::Decomposition>> decompositions_;
  mutable Guarded<Kept<std::vector<ledger::State>>> states_;
  mutable Guarded<std::unordered_map<std::string, Listed>> objects_;
};

/// The book of everything, read once for all who ask, and its parts for the scopes that asked
/// lately. Safe from any thread; two who ask at once wait for one reading.
class LedgerShelf {
 public:
  /// The book of `scope` as of the store's newest commit, which is given back beside it: a commit
  /// that touches no device leaves the book as it is.
  struct Opened {
    std::shared_ptr<const LedgerBook> book;
    registry::CommitNumber newest;
  };
  [[nodiscard]] Result<Opened> open(const registry::ObjectStore& store,
                                    const registry::Scope& scope);

 private:
  struct Part {
    std::string scope;
    std::shared_ptr<const LedgerBook> book;
  };
  struct Books {
    std::shared_ptr<const LedgerBook> whole = {};
    registry::CommitNumber seen = {};
    std::list<Part> parts = {};  ///< Of `whole`, last asked first.
  };
  static std::shared_ptr<const LedgerBook> part_in(Books& books, const registry::Scope& scope);

  Guarded<Books> books_;  ///< Held while the log is read and a part is named.
};

}  // namespace sixscope::api
