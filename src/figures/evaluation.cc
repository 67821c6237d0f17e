#include "figures/evaluation.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "indicators/reading.h"

namespace sixscope::figures {
namespace {

using indicators::Place;

bool is_province(std::string_view region) {
  return region.size() == 6 && region.ends_with("0000") && region != indicators::kNation;
}

// Places that have figures; and, where all of them are provinces (or regions that are expected),
// every other one too: of each operator that is expected, or of nobody in particular where no
// figure is of an operator.
std::vector<Place> expected_places(const indicators::Method& method, const indicators::Cube& cube,
                                   const Expectation& expectation) {
  const auto there = indicators::places_with_figures(method, cube, cube.whole());
  std::set<Place> places;
  bool by_province = method.aggregation != indicators::Aggregation::none;
  bool by_operator = false;
  for (std::size_t i = 0; i < there.size(); ++i) {
    if (there[i] != 0) {
      const Place& place = cube.places()[i];
      places.insert(place);
      by_province = by_province && (is_province(place.region) ||
                                    std::ranges::find(expectation.provinces, place.region) !=
                                        expectation.provinces.end());
      by_operator = by_operator || !place.operator_.empty();
    }
  }
  if (!places.empty() && by_province) {
    for (const std::string& province : expectation.provinces) {
      for (const std::string& operator_ :
           by_operator ? expectation.operators : std::vector<std::string>{""}) {
        places.insert({province, operator_});
      }
    }
  }
  return {places.begin(), places.end()};
}

std::vector<Period> days_in(model::Month first, model::Month last) {
  std::vector<Period> days;
  for (model::Day day = first.first_day(); day <= last.last_day(); day += std::chrono::days(1)) {
    const model::Month month = model::Month::of(day);
    days.push_back({.first = month, .last = month, .day = day});
  }
  return days;
}

}  // namespace

std::int32_t months_of(PeriodKind kind) {
  constexpr std::array<std::int32_t, 5> kMonths = {1, 3, 6, 12, 1};
  return kMonths.at(static_cast<std::size_t>(kind));
}

std::string Period::name(PeriodKind kind) const {
  std::string year = std::to_string(first.year());
  switch (kind) {
    case PeriodKind::month:
      return first.to_string();
    case PeriodKind::quarter:
      return year + "-Q" + std::to_string((first.month() - 1) / 3 + 1);
    case PeriodKind::half_year:
      return year + "-H" + std::to_string((first.month() - 1) / 6 + 1);
    case PeriodKind::year:
      return year;
    case PeriodKind::day:
      return day ? model::to_string(*day) : first.to_string();
  }
  return year;
}

std::vector<Period> periods_in(model::Month first, model::Month last, PeriodKind kind) {
  if (kind == PeriodKind::day) {
    return days_in(first, last);
  }
  const std::int32_t length = months_of(kind);
  model::Month begin = first + (length - (first.month() - 1) % length) % length;
  std::vector<Period> periods;
  for (; begin + (length - 1) <= last; begin = begin + length) {
    periods.push_back({begin, begin + (length - 1)});
  }
  return periods;
}

PeriodKind period_kind(const indicators::Indicator& indicator) {
  return indicator.cadence == "year"        ? PeriodKind::year
         : indicator.cadence == "half_year" ? PeriodKind::half_year
                                            : PeriodKind::month;
}

Period period_of(model::Month month, PeriodKind kind) {
  const std::int32_t length = months_of(kind);
  const model::Month first = month - (month.month() - 1) % length;
  return {first, first + (length - 1)};
}

Period newest_over(model::Month last, PeriodKind kind) {
  const Period now = period_of(last, kind);
  const std::int32_t length = months_of(kind);
  return now.last == last ? now : Period{now.first - length, now.last - length};
}

MethodEvaluation::MethodEvaluation(const indicators::Indicator& indicator,
                                   const indicators::Method& method,
                                   const indicators::Definitions& definitions,
                                   const indicators::Cube& cube, const Expectation& expectation,
                                   const std::vector<AskedRound>& rounds)
    : indicator_(indicator),
      method_(method),
      definitions_(definitions),
      cube_(cube),
      expected_(expected_places(method, cube, expectation)),
      weights_(indicators::largest_denominators(method, definitions, cube, expected_)) {
  const std::set<std::string> kinds = kinds_of(method, definitions);
  for (const AskedRound& round : rounds) {
    if (kinds.contains(round.form)) {
      rounds_.push_back(&round);
    }
  }
}

std::vector<const AskedRound*> MethodEvaluation::rounds_in(const Period& period) const {
  std::vector<const AskedRound*> all;
  std::ranges::copy_if(rounds_, std::back_inserter(all), [&](const AskedRound* round) {
    return period.first <= round->first && round->last <= period.last && !round->units.empty();
  });
  return all;
}

std::vector<Place> MethodEvaluation::expected(const Period& period) const {
  const auto rounds = rounds_in(period);
  const auto span = span_of(period);
  if (rounds.empty() || !span) {
    return expected_;
  }
  const auto has = indicators::places_with_figures(method_, cube_, *span);
  std::vector<Place> places;
  for (std::size_t i = 0; i < has.size(); ++i) {
    if (has[i] != 0) {
      places.push_back(cube_.places()[i]);
    }
  }
  const bool own = method_.aggregation == indicators::Aggregation::none;
  const std::vector<Place> lack = lacking(rounds, places, own);
  places.insert(places.end(), lack.begin(), lack.end());
  return places;
}

const AskedRound* MethodEvaluation::asked_by(const Period& period,
                                             const indicators::Leaf& leaf) const {
  const AskedRound* found = nullptr;
  for (const AskedRound* const round : rounds_in(period)) {
    const bool asks = std::ranges::any_of(
        round->units, [&](const Place& unit) { return answers_for(unit, place(leaf)); });
    if (asks && (found == nullptr || found->due < round->due)) {
      found = round;
    }
  }
  return found;
}

std::vector<indicators::Leaf> MethodEvaluation::leaves(const Period& period) const {
  const auto span = span_of(period);
  const std::vector<Place> who = span ? expected(period) : std::vector<Place>();
  return who.empty() ? std::vector<indicators::Leaf>()
                     : indicators::leaves_of(method_, definitions_, cube_, *span, who);
}

std::optional<indicators::Span> MethodEvaluation::span_of(const Period& period) const {
  const auto first = period.day ? cube_.step(*period.day) : cube_.step(period.first);
  const auto last = period.day ? first : cube_.step(period.last);
  const bool holds = indicators::is_valid(method_, period.first, period.last) && first && last &&
                     !(expected_.empty() && rounds_.empty());
  return holds ? std::optional(indicators::Span{.first = *first, .last = *last}) : std::nullopt;
}

std::vector<std::pair<std::string, std::optional<indicators::Amount>>> MethodEvaluation::figures(
    const Period& period, std::size_t place) const {
  std::vector<std::pair<std::string, std::optional<indicators::Amount>>> all;
  const auto span = span_of(period);
  if (!span) {
    return all;
  }
  const indicators::Reading reading(method_, definitions_, cube_, *span);
  std::set<std::string> told;
  for (const indicators::Expression* const side : method_.sides()) {
    for (const indicators::Selector& selector : side->selectors()) {
      if (told.insert(selector.to_string()).second) {
        all.emplace_back(selector.to_string(), reading.read(selector)[place]);
      }
    }
  }
  return all;
}

std::map<indicators::Scope, indicators::Value> MethodEvaluation::values(
    const Period& period) const {
  return indicators::values_of(method_, cube_, leaves(period), weights_);
}

indicators::Value MethodEvaluation::value(const Period& period,
                                          const indicators::Scope& scope) const {
  return indicators::value_of(method_, cube_, leaves(period), scope, weights_);
}

Result<Evaluation> evaluate(const Sources& sources,
                            const std::vector<const indicators::Indicator*>& which,
                            std::optional<indicators::SourceKind> source, model::Month first,
                            model::Month last, std::optional<registry::CommitNumber> known,
                            const Expectation& expectation, const registry::Scope& scope,
                            indicators::Grain grain) {
  const indicators::Definitions& definitions = sources.catalogue.definitions;
  Wanted wanted{.first = first,
                .months = static_cast<std::size_t>(last - first + 1),
                .grain = grain,
                .quantities = {},
                .known = known};
  const auto each = [&](const auto& visit) {
    for (const indicators::Indicator* const indicator : which) {
      for (const indicators::Method& method : indicator->methods) {
        const bool has_such =
            grain == indicators::Grain::month || indicators::is_daily(method, definitions);
        if (has_such && (!source || method.source == *source)) {
          visit(*indicator, method);
        }
      }
    }
  };
  std::set<std::string> forms;
  each([&](const auto&, const indicators::Method& method) {
    add_quantities(method, wanted.quantities);
    forms.merge(kinds_of(method, definitions));
  });
  auto rounds = expectation.rounds ? expectation.rounds(forms, first, last)
                                   : Result<std::vector<AskedRound>>(std::vector<AskedRound>());
  if (!rounds) {
    return fail_like(rounds);
  }
  for (AskedRound& round : *rounds) {
    std::erase_if(round.units, [&](const Place& unit) { return !expectation.counts(unit); });
    wanted.places.insert(wanted.places.end(), round.units.begin(), round.units.end());
  }
  auto cube = gather(sources, wanted, expectation, scope);
  if (!cube) {
    return fail_like(cube);
  }
  Evaluation all{.cube = std::make_unique<const indicators::Cube>(*std::move(cube)),
                 .rounds = std::make_unique<const std::vector<AskedRound>>(*std::move(rounds)),
                 .methods = {}};
  each([&](const indicators::Indicator& indicator, const indicators::Method& method) {
    all.methods.emplace_back(indicator, method, definitions, *all.cube, expectation, *all.rounds);
  });
  return all;
}

}  // namespace sixscope::figures
