#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ledger_book.h"
#include "api/question.h"
#include "api/registry_calls.h"
#include "base/guarded.h"
#include "http/message.h"
#include "ledger/decomposition.h"
#include "ledger/groups.h"
#include "ledger/quality.h"
#include "model/month.h"

namespace sixscope::api {

/// Most months of one question: ten years.
inline constexpr std::int32_t kLedgerMonthsMax = 120;
/// Parts of a waterfall, as members and as values of `part`.
inline constexpr std::array<std::string_view, 7> kPartNames = {
    "added", "expanded", "reduced", "retired", "moved_in", "moved_out", "corrected"};

/// A question about the ledger: every value checked, defaults filled in. Calls use what they take.
struct LedgerQuestion {
  ledger::Grouping grouping;
  model::Month first;  ///< Of `months`; the month itself where one is asked for.
  model::Month last;
  model::Month reference;
  std::optional<model::Month> baseline;       ///< As given; see `LedgerAsked::baseline`.
  std::vector<ledger::Component> components;  ///< All unless one is named.
  std::string part;                           ///< Of `kPartNames`; empty: any.
  std::optional<ledger::Confirmation> answer;
  registry::CommitNumber as_of;  ///< 0: all that is recorded.
  std::size_t limit = kLimitDefault;
};

/// Reads the parameters; those that are left out: the twelve months before this one, the month
/// before this one, no grouping, and the reference of `rules`.
[[nodiscard]] Parsed<LedgerQuestion> parse_ledger_question(const http::Request& request,
                                                           Instant now, const LedgerRules& rules);

/// What every handler of the ledger has at hand.
struct LedgerContext {
  explicit LedgerContext(RegistryDependencies dependencies)
      : registry(std::move(dependencies)), shelf(registry.ledger_shelf) {}
  RegistryDependencies registry;
  std::shared_ptr<LedgerShelf> shelf;  ///< Of all who were given the same dependencies.
  /// Whether versions of frozen months were the same when they were last made again.
  Guarded<std::map<std::pair<std::string, std::uint32_t>, bool>> reproduced;
};

/// A question with who asks it, and the book that answers it.
struct LedgerAsked {
  registry::Scope scope;
  LedgerQuestion question;  ///< Its grouping bounded by the scope.
  std::shared_ptr<const LedgerBook> book;
  registry::CommitNumber newest;          ///< Of the store.
  std::vector<registry::Freeze> freezes;  ///< By month and version.

  /// What the answer knows.
  [[nodiscard]] registry::CommitNumber known() const;
  /// The month plans are held against from: as given, otherwise that of the first plan, so that
  /// every promise is in it; a year back where there is none.
  [[nodiscard]] model::Month baseline() const;
  /// The month ends from `first` to `last`, one a month. A frozen month knows what its version
  /// knew; of several versions the newest that the months after it allow for, because no month can
  /// know more than a later one it is compared with.
  [[nodiscard]] std::vector<ledger::Point> points(model::Month first, model::Month last) const;
  /// The version that `point` is; nothing where it is not a frozen one.
  [[nodiscard]] std::optional<std::uint32_t> version_of(const ledger::Point& point) const;
};

/// The book as a scope sees it, with nothing asked of it yet.
[[nodiscard]] Result<LedgerAsked> open_ledger(const LedgerContext& context,
                                              const registry::Scope& scope);

/// Settles who asks, reads the question and opens the book; the response of a refusal otherwise.
[[nodiscard]] tl::expected<LedgerAsked, http::Response> ask_ledger(const http::Request& request,
                                                                   LedgerContext& context);

/// Bounds a grouping by what an account sees.
void bound(ledger::Grouping& grouping, const registry::Scope& scope);

}  // namespace sixscope::api
