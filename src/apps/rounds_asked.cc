#include "apps/rounds_asked.h"

#include <limits>

namespace sixscope::apps {

Result<std::vector<figures::AskedRound>> rounds_asked(const rounds::RoundStore& rounds,
                                                      const std::set<std::string>& forms,
                                                      model::Month first, model::Month last) {
  std::vector<figures::AskedRound> asked;
  const auto known = rounds.rounds({.limit = std::numeric_limits<std::int32_t>::max()});
  if (!known) {
    return fail_like(known);
  }
  for (const rounds::Round& round : *known) {
    if (!forms.contains(round.form) || round.period.first < first || last < round.period.last) {
      continue;
    }
    const auto submissions = rounds.submissions(round.id);
    if (!submissions) {
      return fail_like(submissions);
    }
    figures::AskedRound one{.id = round.id,
                            .form = round.form,
                            .first = round.period.first,
                            .last = round.period.last,
                            .due = round.calendar.due,
                            .units = {}};
    for (const rounds::Submission& submission : *submissions) {
      const rounds::Respondent& unit = submission.unit;
      if (!unit.region.empty()) {
        one.units.push_back(
            {.region = unit.region == rounds::kCountry ? indicators::kNation : unit.region,
             .operator_ = unit.operator_});
      }
    }
    asked.push_back(std::move(one));
  }
  return asked;
}

}  // namespace sixscope::apps
