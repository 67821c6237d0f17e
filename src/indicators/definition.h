#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indicators/expression.h"
#include "model/month.h"

namespace sixscope::indicators {

/// A text in the languages of the catalogue.
struct Title {
  std::string zh;
  std::string en;
  friend bool operator==(const Title&, const Title&) = default;
};

/// How the months of a longer period make one figure of a quantity.
enum class OverTime : std::uint8_t {
  sum,   ///< What flows: bytes, new lines. Every month has to be there.
  last,  ///< A stock: what the last month says.
  mean,  ///< A rate: the mean of the months, all of which have to be there.
  /// What is handed in once a period, whatever month it names: the newest month of the period that
  /// has it, place by place; never one outside. See `Reading`.
  latest,
  /// What flows, handed in once a half-year: of each half-year its newest month that has it, added
  /// up, each of them needed; within one half-year the same as `latest`.
  half_year_sum,
};
inline constexpr std::array<std::string_view, 5> kOverTimeNames = {"sum", "last", "mean", "latest",
                                                                   "half_year_sum"};

/// Where figures come from; what is submitted, measured and published by others is never mixed.
enum class SourceKind : std::uint8_t { submitted, measured, imported };
inline constexpr std::array<std::string_view, 3> kSourceKindNames = {"submitted", "measured",
                                                                     "imported"};

/// A field of a kind or form of the registry, month by month.
struct FromRegistry {
  std::string kind;
  std::string field;  ///< Summed up; empty: objects are counted.
  std::string month;  ///< Field with the month an object is of; empty: its state at month's end.
  std::string region = "region";
  std::string operator_ = "operator";
  /// Fields, and the texts that they may have: any of them.
  std::vector<std::pair<std::string, std::vector<std::string>>> where;
  std::vector<std::string> axes;  ///< Further fields that tell figures apart.
};

/// A measure of the traffic roll-ups, by region and operator.
struct FromTraffic {
  std::string measure;                                     ///< "v4_bytes" or "v6_bytes".
  std::vector<std::pair<std::string, std::string>> where;  ///< Axes of the roll-ups and values.
  std::vector<std::string> axes;
};

/// Which figure of the ledger of NAT44 devices.
enum class LedgerFigure : std::uint8_t {
  level,      ///< At the end of the month.
  reference,  ///< At the end of the month that growth is told from; of the months after it.
  retired,    ///< Of what left service in the month.
  planned,    ///< Of devices in service at the end of the month that have a plan.
};
inline constexpr std::array<std::string_view, 4> kLedgerFigureNames = {"level", "reference",
                                                                       "retired", "planned"};

/// What the ledger of NAT44 devices adds up to, from its own history: no figure that somebody
/// filled in beside it.
struct FromLedger {
  LedgerFigure figure = LedgerFigure::level;
  std::string measure;  ///< "design_throughput": of capacity; empty: devices are counted.
  friend bool operator==(const FromLedger&, const FromLedger&) = default;
};

/// A series of catalogue/outside: figures that others published.
struct FromOutside {
  std::string series;
};

/// One figure with a unit, as somebody counts it: an entry of catalogue/quantities.
struct Quantity {
  std::string id;
  Title title;
  Unit unit;
  std::string unit_text;
  OverTime over_time = OverTime::sum;
  SourceKind source = SourceKind::submitted;
  std::optional<FromRegistry> registry;  ///< Just one of the four.
  std::optional<FromTraffic> traffic;
  std::optional<FromLedger> ledger;
  std::optional<FromOutside> outside;
};

/// A number that a formula has beside quantities: an entry of catalogue/parameters.toml.
struct Parameter {
  std::string id;
  Title title;
  Unit unit;
  std::string unit_text;
  double value = 0;
  bool is_official = false;
  Title source;
};

/// How leaves make a total.
enum class Aggregation : std::uint8_t {
  sum_over_sum,    ///< Numerators over denominators.
  mean_of_ratios,  ///< Where the paper says so: each leaf counts once.
  none,            ///< A scope has its own figure or none.
};
inline constexpr std::array<std::string_view, 3> kAggregationNames = {"sum_over_sum",
                                                                      "mean_of_ratios", "none"};

enum class IntervalKind : std::uint8_t {
  none,        ///< Everything was counted.
  wilson,      ///< Denominators are tests, numerators those that succeeded.
  sampled,     ///< Quantities have variances, which the delta method carries on.
  stratified,  ///< Leaves are strata of the sizes that `population` says.
};
inline constexpr std::array<std::string_view, 4> kIntervalKindNames = {"none", "wilson", "sampled",
                                                                       "stratified"};

/// One way to compute an indicator.
struct Method {
  std::string version;
  SourceKind source = SourceKind::submitted;
  std::optional<model::Month> valid_from;
  std::optional<model::Month> valid_to;  ///< Inclusive.
  Expression numerator;
  std::optional<Expression> denominator;  ///< Nothing: a count.
  std::optional<Expression> population;   ///< Of a stratum.
  Aggregation aggregation = Aggregation::sum_over_sum;
  IntervalKind interval = IntervalKind::none;
  double samples_min = 0;
  /// The numerator is a part of the denominator: less than nothing or more than all of it is an
  /// error of the data. A degradation or a change is none.
  bool is_part = true;
  Title note;

  /// The expressions it has: numerator, denominator, population.
  [[nodiscard]] std::vector<const Expression*> sides() const;
};

/// Whether an official text gives the definition.
enum class DefinitionState : std::uint8_t { sourced, partly, inferred };
inline constexpr std::array<std::string_view, 3> kDefinitionStateNames = {"sourced", "partly",
                                                                          "inferred"};

/// What the papers name: an entry of catalogue/indicators.
struct Indicator {
  std::string code;  ///< "T1".
  std::string id;    ///< "mobile_v6_traffic_share": one name in C++, SQL, JSON and console.
  Title title;
  Title object;           ///< What is counted.
  Title description;      ///< Definition and known limits.
  std::string group;      ///< "users", "traffic", "quality"...
  std::string unit;       ///< "ratio" or the unit of a count.
  std::string direction;  ///< "up", "down" or "none": which way is better.
  std::string cadence;    ///< "day", "month", "half_year", "year".
  std::vector<std::string> dimensions;
  DefinitionState state = DefinitionState::inferred;
  std::string paper;  ///< Key of the paper; empty: none.
  Title place;        ///< Where in it, or what it was inferred from.
  std::vector<Method> methods;

  [[nodiscard]] bool is_share() const { return unit == "ratio"; }
};

/// Everything together. Immutable; safe from any thread.
struct Definitions {
  std::vector<Quantity> quantities;
  std::vector<Parameter> parameters;
  std::vector<Indicator> indicators;

  [[nodiscard]] const Quantity* quantity(std::string_view id) const;
  [[nodiscard]] const Parameter* parameter(std::string_view id) const;
  /// By id or code.
  [[nodiscard]] const Indicator* indicator(std::string_view name) const;
};

/// Whether a method has values of days: every figure that it names is of the roll-ups, which are
/// kept by day. What carriers submit is of months.
[[nodiscard]] bool is_daily(const Method& method, const Definitions& definitions);

}  // namespace sixscope::indicators
