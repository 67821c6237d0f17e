#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/indicator_calls.h"
#include "api/question.h"
#include "figures/evaluation.h"
#include "http/message.h"
#include "indicators/catalogue.h"
#include "model/month.h"

namespace sixscope::api {

/// Most months of one question: ten years, of days one.
inline constexpr std::int32_t kIndicatorMonthsMax = 120;
inline constexpr std::int32_t kIndicatorDailyMonthsMax = 12;

/// A question about indicators: every value checked, defaults filled in.
struct IndicatorQuestion {
  std::vector<const indicators::Indicator*> which;  ///< All unless some are named.
  std::optional<indicators::SourceKind> source;
  model::Month first;
  model::Month last;
  figures::PeriodKind period = figures::PeriodKind::month;
  std::vector<figures::Period> periods;  ///< Whole ones within; days that are over.
  bool by_region = false;  ///< Provinces and what lies below; otherwise the nation or `within`.
  bool by_operator = false;
  std::vector<std::string> within;     ///< Regions; empty: the nation.
  std::vector<std::string> operators;  ///< Empty: all together (or each, `by_operator`).
  std::optional<registry::CommitNumber> known;

  [[nodiscard]] indicators::Grain grain() const {
    return period == figures::PeriodKind::day ? indicators::Grain::day : indicators::Grain::month;
  }
};

/// Reads the parameters; those that are left out: every indicator, the month before this one. A
/// region that is in no code list of `kinds` is a fault: an empty answer would read as if there
/// were no figures.
[[nodiscard]] Parsed<IndicatorQuestion> parse_indicator_question(
    const http::Request& request, Instant now, const indicators::IndicatorCatalogue& catalogue,
    const registry::Kinds& kinds);

/// Whether the question asks for that scope, and the account may see it.
[[nodiscard]] bool is_asked(const IndicatorQuestion& question, const indicators::Scope& scope,
                            const registry::Scope& account);

/// Who asks, what and as known when, settled once for every call.
struct AskedIndicators {
  registry::Scope scope;
  IndicatorQuestion question;
  registry::CommitNumber known;
};
/// The answer to give instead where the account or a parameter does not hold.
[[nodiscard]] tl::expected<AskedIndicators, http::Response> ask_indicators(
    const http::Request& request, const IndicatorDependencies& dependencies);

/// Where figures come from, as the calls have it.
[[nodiscard]] figures::Sources indicator_sources(const IndicatorDependencies& dependencies);

}  // namespace sixscope::api
