#include "api/ledger_question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>

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

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    parts.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

/// Takes parameters one by one and keeps what is wrong with them.
class Reader {
 public:
  explicit Reader(const http::Request& request) : request_(request) {}

  [[nodiscard]] std::string_view text(std::string_view name) const {
    return request_.parameter(name).value_or("");
  }
  void fault(std::string_view name, std::string detail) {
    faults_.push_back({std::string(name), std::move(detail)});
  }

  Month month(std::string_view name, Month otherwise) {
    const std::string_view given = text(name);
    return given.empty() ? otherwise : month_in(name, given).value_or(otherwise);
  }

  // "2025-01..2025-12" or one month.
  void months(LedgerQuestion& question) {
    const std::string_view name = text("months").empty() ? "month" : "months";
    const std::string_view given = text(name);
    if (given.empty()) {
      return;
    }
    if (!text("months").empty() && !text("month").empty()) {
      fault("month", "`months` is given too; give one of the two");
      return;
    }
    const auto dots = given.find("..");
    const auto first = month_in(name, given.substr(0, dots));
    const auto last =
        dots == std::string_view::npos ? first : month_in(name, given.substr(dots + 2));
    if (!first || !last) {
      return;
    }
    if (*last < *first) {
      fault(name, fmt::format("{} is before {}; write the earlier month first", last->to_string(),
                              first->to_string()));
    } else if (*last - *first >= kLedgerMonthsMax) {
      fault(name, fmt::format("at most {} months at once", kLedgerMonthsMax));
    }
    question.first = *first;
    question.last = *last;
  }

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
      for (std::string& code : split(text(name))) {
        const bool digits = std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
        if (code != "unknown" && (code.size() != 6 || !digits)) {
          fault(name, fmt::format("'{}' is no region code of six digits, such as 440000", code));
        }
        grouping.within.push_back(std::move(code));
      }
    }
  }

  void classes(ledger::Grouping& grouping) {
    for (const std::string& one : split(text("class"))) {
      if (const auto found = in("class", one, ledger::kLedgerClassNames)) {
        grouping.classes.push_back(static_cast<ledger::LedgerClass>(*found));
      }
    }
  }

  // The place of `word` among `words`; a fault where it is none of them.
  template <std::size_t kWords>
  std::optional<std::size_t> in(std::string_view name, std::string_view word,
                                const std::array<std::string_view, kWords>& words) {
    const auto found = std::ranges::find(words, word);
    if (found == words.end()) {
      fault(name, fmt::format("'{}' is none of {}", word, fmt::join(words, ", ")));
      return std::nullopt;
    }
    return static_cast<std::size_t>(found - words.begin());
  }

  [[nodiscard]] http::Faults take_faults() { return std::move(faults_); }

 private:
  std::optional<Month> month_in(std::string_view name, std::string_view given) {
    const auto month = Month::parse(given);
    if (!month) {
      fault(name, fmt::format("'{}' is no month; write 2026-06{}", given,
                              name == "months" ? ", or 2025-01..2025-12 for several" : ""));
      return std::nullopt;
    }
    return *month;
  }

  const http::Request& request_;
  http::Faults faults_;
};

registry::CommitNumber commit_in(Reader& reader) {
  const std::string_view given = reader.text("as_of_commit");
  std::uint64_t number = 0;
  const auto [end, wrong] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (!given.empty() && (wrong != std::errc() || end != given.data() + given.size() ||
                         number > std::numeric_limits<std::int64_t>::max())) {
    reader.fault("as_of_commit", fmt::format("'{}' is no number of a commit", given));
    return {};
  }
  if (!given.empty() && number == 0) {
    reader.fault("as_of_commit", "the first commit is 1");
  }
  return registry::CommitNumber(number);
}

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
  reader.months(question);
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
  question.as_of = commit_in(reader);
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
  auto freezes = context.registry.store.freezes("nat44_device");
  if (!freezes) {
    return tl::unexpected(http::problem(freezes.error()));
  }
  auto opened = context.shelf.open(context.registry.store, *scope);
  if (!opened) {
    return tl::unexpected(http::problem(opened.error()));
  }
  return LedgerAsked{.scope = *std::move(scope),
                     .question = *std::move(question),
                     .book = std::move(opened->book),
                     .newest = opened->newest,
                     .freezes = *std::move(freezes)};
}

}  // namespace sixscope::api
