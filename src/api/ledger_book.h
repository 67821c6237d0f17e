#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "ledger/decomposition.h"
#include "ledger/states.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// What one scope sees of the NAT44 ledger at one commit: the change log, read once, and what was
/// asked of it lately. A log of 250,000 changes takes some 100 MB. Safe from any thread.
class LedgerBook {
 public:
  /// Reads the log up to `newest`. With `before`, a book of the same scope that saw everything at
  /// an earlier commit, only what came since is read.
  [[nodiscard]] static Result<std::shared_ptr<const LedgerBook>> read(
      const registry::ObjectStore& store, const registry::Scope& scope,
      registry::CommitNumber newest, const LedgerBook* before = nullptr);

  LedgerBook(const LedgerBook&) = delete;
  LedgerBook& operator=(const LedgerBook&) = delete;

  [[nodiscard]] registry::CommitNumber newest() const { return newest_; }
  [[nodiscard]] std::size_t changes() const { return devices_.size() + pools_.size(); }
  /// Kept for the next who ask the same: a page asks several questions of one span.
  [[nodiscard]] std::shared_ptr<const ledger::Decomposition> decomposition(
      const std::vector<ledger::Point>& points) const;
  [[nodiscard]] std::shared_ptr<const std::vector<ledger::State>> states(
      const std::vector<ledger::Point>& points) const;

  /// Of a device, as it is now; empty: not in the book.
  [[nodiscard]] const std::string& key_of(registry::ObjectId device) const;
  /// Who made a commit and why; nobody where it is not in the book.
  [[nodiscard]] const registry::Author& author_of(registry::CommitNumber commit) const;

  using Objects = std::shared_ptr<const std::vector<registry::Object>>;
  /// Objects of another kind as they are at `newest`, the store's newest commit; read once.
  [[nodiscard]] Result<Objects> objects(const registry::ObjectStore& store,
                                        const registry::Scope& scope, const std::string& kind,
                                        registry::CommitNumber newest) const;

 private:
  template <class T>
  using Kept = std::list<std::pair<std::vector<ledger::Point>, std::shared_ptr<const T>>>;
  struct Listed {
    registry::CommitNumber at = {};
    Objects objects = {};
  };

  LedgerBook() = default;
  void take(std::vector<registry::Change> changes, std::vector<registry::Change>& into);
  template <class T>
  [[nodiscard]] std::shared_ptr<const T> kept(
      Guarded<Kept<T>>& all, std::size_t points_max, const std::vector<ledger::Point>& points,
      const std::function<T(const ledger::History&)>& make) const;

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

/// The books of the scopes that asked lately. Safe from any thread; two who ask the same wait for
/// one reading.
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
  struct Slot {
    std::string scope;
    std::mutex reading;  ///< Guards the two below; held while the log is read.
    std::shared_ptr<const LedgerBook> book = {};
    registry::CommitNumber seen = {};
  };
  [[nodiscard]] std::shared_ptr<Slot> slot_of(const registry::Scope& scope);

  Guarded<std::list<std::shared_ptr<Slot>>> slots_;  ///< Last asked first.
};

}  // namespace sixscope::api
