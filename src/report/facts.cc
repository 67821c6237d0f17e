#include "report/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sixscope::report {
namespace {

using indicators::Indicator;
using indicators::SourceKind;
using indicators::Target;
using indicators::Value;

/// Regions that a sentence names as the highest and lowest.
constexpr std::size_t kNamed = 3;

bool higher_is_better(const Indicator& indicator) { return indicator.direction != "down"; }

}  // namespace

registry::Language Facts::names_language() const {
  return language() == Language::zh ? registry::Language::zh : registry::Language::en;
}

const Indicator* Facts::indicator_of(const FactName& name) const {
  return book_.catalogue().definitions.indicator(name.indicator);
}

SourceKind Facts::source_of(const FactName& name, const Indicator& indicator) const {
  const auto found = std::ranges::find(indicators::kSourceKindNames, name.source);
  return found == indicators::kSourceKindNames.end()
             ? Book::usual_source(indicator)
             : static_cast<SourceKind>(found - indicators::kSourceKindNames.begin());
}

Value Facts::value(const Indicator& indicator, SourceKind source) const {
  return book_.value(indicator, source, book_.question().period, book_.question().scope);
}

std::optional<std::string> Facts::text(const FactName& name) {
  auto formed = form(name);
  const std::string id = name.to_string();
  if (std::ranges::find(formed_, id, &FormedFact::name) == formed_.end()) {
    formed_.push_back({id, formed.value_or("")});
  }
  return formed;
}

std::optional<std::string> Facts::form(const FactName& name) {
  const Indicator* const indicator = indicator_of(name);
  if (indicator == nullptr) {
    return std::nullopt;
  }
  const SourceKind source = source_of(name, *indicator);
  switch (name.attribute) {
    case Attribute::title:
      return in(indicator->title, language());
    case Attribute::value:
    case Attribute::numerator:
    case Attribute::denominator:
    case Attribute::interval:
    case Attribute::samples:
    case Attribute::coverage:
    case Attribute::reason:
    case Attribute::months:
      return of_value(*indicator, source, name.attribute);
    case Attribute::change:
      return change(*indicator, source, book_.before(1));
    case Attribute::change_of_year:
      return change(*indicator, source, book_.year_before());
    case Attribute::missing:
      return missing(*indicator, source);
    case Attribute::target:
    case Attribute::gap:
    case Attribute::verdict:
    case Attribute::pace:
    case Attribute::forecast:
      return of_target(*indicator, source, name.attribute);
    case Attribute::rank:
      return rank(*indicator, source);
    case Attribute::highest:
    case Attribute::lowest:
    case Attribute::above_mean:
      return of_regions(*indicator, source, name.attribute);
  }
  return std::nullopt;
}

std::optional<std::string> Facts::of_value(const Indicator& indicator, SourceKind source,
                                           Attribute attribute) {
  const Value now = value(indicator, source);
  if (attribute == Attribute::reason) {
    return now.value ? std::nullopt : std::optional(reason(indicator, source));
  }
  if (attribute == Attribute::coverage) {
    return now.expected == 0 ? std::nullopt
                             : std::optional(fmt::format("{}/{}", now.present, now.expected));
  }
  if (!now.value) {
    return std::nullopt;
  }
  switch (attribute) {
    case Attribute::months:
      return now.months ? std::optional(months_text(*now.months, language())) : std::nullopt;
    case Attribute::numerator:
      return count_text(now.numerator, language());
    case Attribute::denominator:
      return count_text(now.denominator, language());
    case Attribute::samples:
      return now.samples > 0 ? std::optional(count_text(now.samples, language())) : std::nullopt;
    case Attribute::interval:
      if (!now.interval) {
        return std::nullopt;
      }
      return figure_text(now.interval->low, indicator.unit, language()) + say("至", " to ") +
             figure_text(now.interval->high, indicator.unit, language());
    default:
      return figure_text(*now.value, indicator.unit, language());
  }
}

std::optional<std::string> Facts::change(const Indicator& indicator, SourceKind source,
                                         const figures::Period& before) {
  const figures::Period& now = book_.question().period;
  const Value value_now = value(indicator, source);
  const Value then = book_.value(indicator, source, before, book_.question().scope);
  if (!value_now.value || !then.value || !book_.comparable(indicator, source, now, before)) {
    return std::nullopt;
  }
  return change_text(*value_now.value, *then.value, indicator.is_share(), language());
}

std::string Facts::reason(const Indicator& indicator, SourceKind source) {
  const Value now = value(indicator, source);
  if (now.value) {
    return {};
  }
  if (book_.method(indicator, source, book_.question().period) == nullptr) {
    return say("无此来源的计算方法", "no method of that source holds");
  }
  return gap_text(now.gap.value_or(indicators::Gap::no_observations), language());
}

std::optional<std::string> Facts::missing(const Indicator& indicator, SourceKind source) {
  const figures::MethodEvaluation* const how =
      book_.evaluation(indicator, source, book_.question().period);
  if (how == nullptr) {
    return std::nullopt;
  }
  std::set<std::string> regions;
  for (const indicators::Leaf& leaf : how->leaves(book_.question().period)) {
    const indicators::Place& place = how->place(leaf);
    if (leaf.fault && book_.covers(place)) {
      regions.insert(place.region);
    }
  }
  if (regions.empty()) {
    return std::nullopt;
  }
  std::vector<std::string> names;
  for (const std::string& region : regions) {
    names.push_back(book_.region_name(region, names_language()));
  }
  return list_text(names, language());
}

std::vector<Facts::Ranked> Facts::ranking(const Indicator& indicator, SourceKind source,
                                          const figures::Period& period,
                                          const std::vector<std::string>& regions) {
  std::vector<Ranked> ranked;
  for (const std::string& region : regions) {
    const Value one =
        book_.value(indicator, source, period, {region, book_.question().scope.operator_});
    if (one.value) {
      ranked.push_back({region, *one.value, 0});
    }
  }
  const bool highest_first = higher_is_better(indicator);
  std::ranges::stable_sort(ranked, [&](const Ranked& a, const Ranked& b) {
    return highest_first ? a.value > b.value : a.value < b.value;
  });
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    ranked[i].rank = i > 0 && ranked[i].value == ranked[i - 1].value ? ranked[i - 1].rank : i + 1;
  }
  return ranked;
}

std::optional<std::string> Facts::rank(const Indicator& indicator, SourceKind source) {
  const auto peers = ranking(indicator, source, book_.question().period, book_.peers());
  const auto ours = std::ranges::find(peers, book_.question().scope.region, &Ranked::region);
  return ours == peers.end()
             ? std::nullopt
             : std::optional(fmt::format("{}{}{}", say("第", "no. "), ours->rank, say("位", "")));
}

std::optional<std::string> Facts::of_regions(const Indicator& indicator, SourceKind source,
                                             Attribute attribute) {
  auto ranked = ranking(indicator, source, book_.question().period, book_.parts());
  if (ranked.empty()) {
    return std::nullopt;
  }
  if (attribute == Attribute::above_mean) {
    const Value mean = value(indicator, source);
    if (!mean.value) {
      return std::nullopt;
    }
    const auto above =
        std::ranges::count_if(ranked, [&](const Ranked& one) { return one.value > *mean.value; });
    return std::to_string(above);
  }
  if (attribute == Attribute::lowest) {
    std::ranges::reverse(ranked);
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(kNamed, ranked.size()); ++i) {
    const std::string figure = figure_text(ranked[i].value, indicator.unit, language());
    const std::string name = book_.region_name(ranked[i].region, names_language());
    names.push_back(language() == Language::zh ? fmt::format("{}（{}）", name, figure)
                                               : fmt::format("{} ({})", name, figure));
  }
  return list_text(names, language());
}

const Target* Facts::target(const Indicator& indicator) const {
  // A count asked of the whole country is not asked of a part of it.
  const indicators::Scope& scope = book_.question().scope;
  const bool is_asked_here =
      indicator.is_share() || (scope.region == indicators::kNation && scope.operator_.empty());
  const Target* next = nullptr;
  const model::Day day = book_.question().period.last.last_day();
  for (const Target& one : book_.catalogue().targets) {
    if (one.indicator != indicator.id || one.scope != indicators::kNation || !is_asked_here) {
      continue;
    }
    const bool ahead = one.due >= day;
    const bool better = next == nullptr || (ahead ? next->due < day || one.due < next->due
                                                  : next->due < day && one.due > next->due);
    if (better) {
      next = &one;
    }
  }
  return next;
}

std::string Facts::paper_title(std::string_view paper) const {
  const auto& papers = book_.catalogue().papers;
  const auto found = std::ranges::find(papers, paper, &indicators::Paper::id);
  return found == papers.end() ? std::string(paper) : in(found->title, language());
}

std::string Facts::target_text(const Target& target, std::string_view unit) const {
  return fmt::format("{}{}{}", threshold_text(target.comparison, target.value, unit, language()),
                     language() == Language::zh ? "，" : " by ", day_text(target.due, language()));
}

std::optional<std::string> Facts::of_target(const Indicator& indicator, SourceKind source,
                                            Attribute attribute) {
  const Target* const asked = target(indicator);
  if (asked == nullptr) {
    return std::nullopt;
  }
  const Value now = value(indicator, source);
  if (attribute == Attribute::target) {
    return target_text(*asked, indicator.unit);
  }
  if (attribute == Attribute::verdict) {
    return verdict_text(indicators::judge(now, asked->comparison, asked->value), language());
  }
  if (attribute == Attribute::forecast) {
    return forecast(indicator, source, *asked);
  }
  const auto distance = attribute == Attribute::gap
                            ? indicators::gap_to(now, *asked)
                            : indicators::pace_needed(now, *asked, book_.question().period.last);
  if (!distance) {
    return std::nullopt;
  }
  if (*distance <= 0) {
    // A distance is named as one: "the distance is reached" would be no sentence.
    return attribute == Attribute::gap ? say("为零", "nil") : say("已达到", "reached");
  }
  return indicator.is_share() ? points_text(*distance, language())
                              : figure_text(*distance, indicator.unit, language());
}

std::optional<std::string> Facts::forecast(const Indicator& indicator, SourceKind source,
                                           const Target& asked) {
  if (book_.question().kind != figures::PeriodKind::month) {
    return std::nullopt;  // A straight line through months.
  }
  constexpr std::int32_t kLooksBack = 12;
  std::vector<std::pair<model::Month, double>> months;
  for (std::int32_t back = kLooksBack - 1; back >= 0; --back) {
    const figures::Period period = book_.before(back);
    const Value one = book_.value(indicator, source, period, book_.question().scope);
    if (one.value && one.is_whole()) {
      months.emplace_back(period.last, *one.value);
    }
  }
  if (months.empty() || months.back().first != book_.question().period.last) {
    return std::nullopt;
  }
  const auto line = indicators::forecast(months, asked);
  if (!line) {
    return std::nullopt;
  }
  const std::string latest =
      line->latest ? month_text(*line->latest, language()) : say("不能到达", "never");
  return fmt::format("{}{}{}{}{}{}", month_text(line->month, language()), say("（", " ("),
                     month_text(line->earliest, language()), say("至", " to "), latest,
                     say("）", ")"));
}

}  // namespace sixscope::report
