#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/decomposition.h"
#include "model/month.h"

namespace sixscope::ledger {

/// Did total capacity stop growing?
enum class Answer : std::uint8_t {
  met,
  not_met,      ///< Known figures grew.
  cannot_tell,  ///< They did not, or something unknown left, and some device's figure is a gap.
  no_data,      ///< No device was counted, no month has passed, or there was no ledger yet.
};
inline constexpr std::array<std::string_view, 4> kAnswerNames = {"met", "not_met", "cannot_tell",
                                                                 "no_data"};

/// A movement that grew a group, by its place in the decomposition.
struct Breaker {
  std::uint32_t period = 0;
  std::uint32_t movement = 0;
  friend bool operator==(const Breaker&, const Breaker&) = default;
};

/// One reading of "stopped growing".
struct Reading {
  Answer answer = Answer::no_data;            ///< Corrections left out: this is the verdict.
  Answer with_corrections = Answer::no_data;  ///< Corrections taken for changes.
  std::vector<model::Month> broken = {};      ///< Months that broke it, of `answer`.
  std::vector<Breaker> breakers = {};         ///< What grew in them, greatest first.
};

/// What the month at index i of `months` is like.
struct LevelMonth {
  model::Month month = {};
  Sum level = {};                  ///< As stated.
  model::Decimal growth = {};      ///< On the month before, corrections left out.
  model::Decimal corrected = {};   ///< On the month before.
  model::Decimal comparable = {};  ///< The first level compared plus all growth since.
};

struct Verdict {
  Sum reference = {};  ///< Level at the end of the reference month; of nothing where it `begins`.
  /// The month the whole ledger begins in, where that is after the reference: nobody knows then
  /// what there was to grow from. What grew since is known all the same, so `month_on_month` is
  /// judged from the end of this month on: it may be `not_met`, and is `no_data` otherwise.
  /// A group that had nothing while there was a ledger grew from zero.
  std::optional<model::Month> begins = {};
  /// (i) Not above the month before, in every month after the reference month.
  Reading month_on_month = {};
  /// (ii) Never above the level at the reference month.
  Reading above_reference = {};
  std::vector<LevelMonth> months = {};    ///< After the reference, or after the ledger began.
  std::vector<Breaker> corrections = {};  ///< Listed apart.
};

/// By group and component, over the months of `decomposition` after `reference`, which is a point
/// of it. `no_data` for groups whose reference is not. The pilot regions are `grouping.within`.
[[nodiscard]] std::map<Group, ByComponent<Verdict>> stopped_growing(
    const Decomposition& decomposition, const Grouping& grouping, model::Month reference);

}  // namespace sixscope::ledger
