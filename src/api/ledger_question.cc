#include "api/ledger_question.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "api/question_reader.h"
#include "http/problem.h"
#include "registry/scope.h"

namespace sixscope::api {
namespace {

using ledger::RegionLevel;
using model::Month;

// A scope that lets nothing through: no region and no operator is called so.
constexpr const char* kNothing = "-";
constexpr std::int32_t kYear = 12;

constexpr std::array<std::pair<std::string_view, RegionLevel>, 4> kLevels = {
    {{"region", RegionLevel::province},
     {"province", RegionLevel::province},
     {"prefecture", RegionLevel::prefecture},
     {"county", RegionLevel::county}}};

/// Takes what a question of the ledger has beside months.
class Reader : public QuestionReader {
 public:
  using QuestionReader::QuestionReader;

  void by(ledger::Grouping& grouping) {
    for (const std::string& one : split(text("by"))) {
      const auto* const level =
          std::ranges::find(kLevels, one, &std::pair<std::string_view, RegionLevel>::first);
      if (level != kLevels.end() && grouping.region == RegionLevel::none) {
        grouping.region = level->second;
      } else if (level != kLevels.end()) {
        fault("by", "only one of region, province, prefecture and county");
      } else if (one == "operator") {
        grouping.by_operator = true;
      } else if (one == "class") {
        grouping.by_class = true;
      } else {
        fault("by", fmt::format("'{}' is none of region, province, prefecture, county, operator, "
                                "class",
                                one));
      }
    }
  }

  void regions(ledger::Grouping& grouping) {
    for (const std::string_view name : {"within", "region"}) {
      std::ranges::move(QuestionReader::regions(name), std::back_inserter(grouping.within));
    }
  }

  void classes(ledger::Grouping& grouping) {
    for (const std::string& one : split(text("class"))) {
      if (const auto found = in("class", one, ledger::kLedgerClassNames)) {
        grouping.classes.push_back(static_cast<ledger::LedgerClass>(*found));
      }
    }
  }
};

// Regions that lie in both lists; either empty: all.
std::vector<std::string> both(const std::vector<std::string>& asked,
                              const std::vector<std::string>& seen) {
  if (asked.empty()) {
    return seen;
  }
  std::vector<std::string> regions;
  for (const std::string& one : asked) {
    for (const std::string& other : seen) {
      if (registry::lies_in(one, other)) {
        regions.push_back(one);
      } else if (registry::lies_in(other, one)) {
        regions.push_back(other);
      }
    }
  }
  return regions;
}

// The newest version of a frozen month that knows no more than `most` (0: no bound); nothing if it
// has none.
std::optional<registry::CommitNumber> frozen_by(const std::vector<registry::Freeze>& freezes,
                                                Month month, registry::CommitNumber most) {
  const std::string name = month.to_string();
  std::optional<registry::CommitNumber> commit;
  for (const registry::Freeze& freeze : freezes) {  // Versions ascend.
    if (freeze.period == name && (most == registry::CommitNumber() || freeze.commit <= most)) {
      commit = freeze.commit;
    }
  }
  return commit;
}

// Of two bounds; 0 is none.
registry::CommitNumber least_of(registry::CommitNumber a, registry::CommitNumber b) {
  constexpr registry::CommitNumber kNone{};
  return a == kNone || b == kNone ? std::max(a, b) : std::min(a, b);
}

// The latest month of all that are frozen, or `last` where that is later.
Month latest_of(const std::vector<registry::Freeze>& freezes, Month last) {
  for (const registry::Freeze& freeze : freezes) {
    last = std::max(last, Month::parse(freeze.period).value_or(last));
  }
  return last;
}

}  // namespace

Parsed<LedgerQuestion> parse_ledger_question(const http::Request& request, Instant now,
                                             const LedgerRules& rules) {
  Reader reader(request);
  const Month whole = Month::of(model::day_in_china(now)) - 1;
  LedgerQuestion question;
  question.first = whole - (kYear - 1);
  question.last = whole;
  question.reference = reader.month("reference", rules.reference);
  reader.months(question.first, question.last, kLedgerMonthsMax);
  if (!reader.text("baseline").empty()) {
    question.baseline = reader.month("baseline", question.last);
  }
  if (question.baseline > question.last) {
    reader.fault("baseline", "it lies after the month; a plan is held against what came after it");
  } else if (question.baseline && question.last - *question.baseline >= kLedgerMonthsMax) {
    reader.fault("baseline", fmt::format("at most {} months back", kLedgerMonthsMax));
  }
  if (question.last - question.reference > kLedgerMonthsMax) {
    // Whoever asks of a month that is far ahead mistyped that one.
    const std::string_view months = reader.text("months").empty() ? "month" : "months";
    const bool is_ahead = question.last > whole + kYear;
    reader.fault(is_ahead ? months : "reference",
                 is_ahead ? fmt::format("{} is more than {} months after the reference, {}; is the "
                                        "year right?",
                                        question.last.to_string(), kLedgerMonthsMax,
                                        question.reference.to_string())
                          : fmt::format("at most {} months back", kLedgerMonthsMax));
  }
  reader.by(question.grouping);
  reader.regions(question.grouping);
  question.grouping.operators = split(reader.text("operator"));
  reader.classes(question.grouping);
  for (const std::string& one : split(reader.text("component"))) {
    if (const auto found = reader.in("component", one, ledger::kComponentNames)) {
      question.components.push_back(static_cast<ledger::Component>(*found));
    }
  }
  if (question.components.empty()) {
    question.components.assign(ledger::kAllComponents.begin(), ledger::kAllComponents.end());
  }
  if (question.part = reader.text("part"); !question.part.empty()) {
    static_cast<void>(reader.in("part", question.part, kPartNames));
  }
  if (const std::string_view answer = reader.text("answer"); !answer.empty()) {
    if (const auto found = reader.in("answer", answer, ledger::kConfirmationNames)) {
      question.answer = static_cast<ledger::Confirmation>(*found);
    }
  }
  question.as_of = reader.commit("as_of_commit");
  http::Faults faults = reader.take_faults();
  const auto limit = parse_count(request, "limit", 1, kLimitMax, kLimitDefault);
  gather(faults, limit);
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  question.limit = *limit;
  return question;
}

void bound(ledger::Grouping& grouping, const registry::Scope& scope) {
  if (scope.all) {
    return;
  }
  grouping.within = both(grouping.within, scope.regions);
  if (grouping.within.empty()) {
    grouping.within = {kNothing};
  }
  if (scope.owners.empty()) {
    return;
  }
  if (grouping.operators.empty()) {
    grouping.operators = scope.owners;
    return;
  }
  std::erase_if(grouping.operators, [&](const std::string& one) {
    return std::ranges::find(scope.owners, one) == scope.owners.end();
  });
  if (grouping.operators.empty()) {
    grouping.operators = {kNothing};
  }
}

registry::CommitNumber LedgerAsked::known() const {
  return question.as_of == registry::CommitNumber() ? newest : std::min(question.as_of, newest);
}

Month LedgerAsked::baseline() const {
  const Month last = question.last;
  if (question.baseline) {
    return *question.baseline;
  }
  const auto first = book->first_plan(known());
  return first && *first <= last ? std::max(*first, last - (kLedgerMonthsMax - 1)) : last - kYear;
}

std::vector<ledger::Point> LedgerAsked::points(Month first, Month last) const {
  // What a frozen month does not know, no open month before it knows, whatever span is asked for:
  // else it would have one closing alone and another beside the frozen one.
  registry::CommitNumber bound = question.as_of;  // 0: no bound.
  for (Month month = latest_of(freezes, last); month > last; month = month - 1) {
    bound = frozen_by(freezes, month, bound).value_or(bound);
  }
  registry::CommitNumber most = question.as_of;
  std::vector<ledger::Point> points;
  for (Month month = last; month >= first; month = month - 1) {
    bound = frozen_by(freezes, month, bound).value_or(bound);
    // A frozen month is what its newest version says that the months after it in the span allow.
    const auto frozen = frozen_by(freezes, month, most);
    most = frozen ? *frozen : least_of(most, bound);
    points.push_back({.month = month, .known = most});
  }
  std::ranges::reverse(points);
  return points;
}

std::optional<std::uint32_t> LedgerAsked::version_of(const ledger::Point& point) const {
  std::optional<std::uint32_t> version;
  for (const registry::Freeze& freeze : freezes) {
    if (freeze.period == point.month.to_string() && freeze.commit == point.known) {
      version = freeze.version;
    }
  }
  return version;
}

Result<LedgerAsked> open_ledger(const LedgerContext& context, const registry::Scope& scope) {
  auto freezes = context.registry.store.freezes("nat44_device");
  if (!freezes) {
    return fail_like(freezes);
  }
  auto opened = context.shelf->open(context.registry.store, scope);
  if (!opened) {
    return fail_like(opened);
  }
  return LedgerAsked{.scope = scope,
                     .question = {},
                     .book = std::move(opened->book),
                     .newest = opened->newest,
                     .freezes = *std::move(freezes)};
}

tl::expected<LedgerAsked, http::Response> ask_ledger(const http::Request& request,
                                                     LedgerContext& context) {
  auto scope = context.registry.scope_of(request);
  if (!scope) {
    return tl::unexpected(http::problem(scope.error()));
  }
  auto question =
      parse_ledger_question(request, context.registry.clock.now(), context.registry.ledger);
  if (!question) {
    return tl::unexpected(http::refused(std::move(question.error())));
  }
  bound(question->grouping, *scope);
  auto asked = open_ledger(context, *scope);
  if (!asked) {
    return tl::unexpected(http::problem(asked.error()));
  }
  asked->question = *std::move(question);
  return *std::move(asked);
}

}  // namespace sixscope::api
