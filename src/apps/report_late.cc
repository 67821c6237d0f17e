#include "apps/report_late.h"

#include <algorithm>

namespace sixscope::apps {
namespace {

using report::LateSubmission;
using rounds::Round;
using rounds::Submission;

std::optional<LateSubmission> late(const Round& round, const Submission& submission, Instant now) {
  LateSubmission one{
      .form = round.form,
      .region = submission.unit.region,
      .operator_ = submission.unit.operator_,
      .state = std::string(rounds::kStateNames.at(static_cast<std::size_t>(submission.state))),
      .days = {}};
  if (submission.submitted && rounds::is_in(submission.state)) {
    one.days = rounds::days_late(round.calendar, *submission.submitted);
    return *one.days > 0 ? std::optional(std::move(one)) : std::nullopt;
  }
  return rounds::days_late(round.calendar, now) > 0 ? std::optional(std::move(one)) : std::nullopt;
}

}  // namespace

Result<std::vector<LateSubmission>> late_submissions(const rounds::RoundStore& rounds,
                                                     const report::Question& question,
                                                     const registry::Scope& scope, Instant now) {
  std::vector<LateSubmission> all;
  auto known = rounds.rounds({});
  if (!known) {
    return fail_like(known);
  }
  std::ranges::stable_sort(*known, {}, &Round::form);
  for (const Round& round : *known) {
    if (round.period.last < question.period.first || question.period.last < round.period.last) {
      continue;
    }
    const auto submissions = rounds.submissions(round.id);
    if (!submissions) {
      return fail_like(submissions);
    }
    for (const Submission& submission : *submissions) {
      const auto& [region, operator_, enterprise] = submission.unit;
      const bool asked =
          (question.scope.region == indicators::kNation ||
           registry::lies_in(region, question.scope.region)) &&
          (question.scope.operator_.empty() || operator_ == question.scope.operator_);
      if (asked && registry::may_see(scope, region, operator_)) {
        if (auto one = late(round, submission, now)) {
          all.push_back(*std::move(one));
        }
      }
    }
  }
  return all;
}

}  // namespace sixscope::apps
