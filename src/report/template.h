#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace sixscope::report {

/// What a sentence may say of an indicator: `{mobile_v6_traffic_share.value}`.
enum class Attribute : std::uint8_t {
  title,           ///< Its name; never lacks.
  value,           ///< With its unit: 66.00%, 8.34亿.
  numerator,       ///< Of the sum.
  denominator,     ///< Of the sum.
  change,          ///< On the period before: 提高0.31个百分点.
  change_of_year,  ///< On the same period of the year before.
  interval,        ///< 78.3% to 81.8%; lacks where everything was counted.
  samples,         ///< How many tests it rests on.
  coverage,        ///< 28 of 31.
  missing,         ///< Who has handed in nothing, by name.
  target,          ///< What is asked for next, with its paper and date.
  gap,             ///< How far it is from there.
  verdict,         ///< 达标, 未达标, 不能判定, 无数据.
  pace,            ///< What every month has to bring to be there in time.
  forecast,        ///< When it is reached at today's pace, with the earliest and latest month.
  rank,            ///< Among the peers of the scope: provinces.
  highest,         ///< The three regions with the most, with their values.
  lowest,          ///< The three with the least.
  above_mean,      ///< How many regions lie above the mean, which is sum over sum.
  reason,          ///< Why there is no value; lacks where there is one.
  months,          ///< Which month of the period was handed in; lacks where all are read.
};
inline constexpr std::array<std::string_view, 21> kAttributeNames = {
    "title",    "value",    "numerator", "denominator", "change",     "change_of_year", "interval",
    "samples",  "coverage", "missing",   "target",      "gap",        "verdict",        "pace",
    "forecast", "rank",     "highest",   "lowest",      "above_mean", "reason",         "months"};

/// What a sentence may say of the report itself: `{scope}`.
enum class Setting : std::uint8_t { scope, period, period_before, cut_off, issuer, number };
inline constexpr std::array<std::string_view, 6> kSettingNames = {
    "scope", "period", "period_before", "cut_off", "issuer", "number"};

/// A fact that a template asks for. `source` is empty unless the template names one:
/// `{T1.value@measured}`.
struct FactName {
  std::string indicator;
  Attribute attribute = Attribute::value;
  std::string source = {};

  /// As a template has it, without braces.
  [[nodiscard]] std::string to_string() const;
  friend bool operator==(const FactName&, const FactName&) = default;
};

using Piece = std::variant<std::string, FactName, Setting>;

/// A text with facts in it. Whether the indicators are there is the catalogue's to say.
using Template = std::vector<Piece>;

/// Reads a template: literal text, `{fact}` and `{{` for a brace. `malformed` with the column and
/// what to write instead. At most `kTemplateBytesMax` bytes.
inline constexpr std::size_t kTemplateBytesMax = 20'000;
[[nodiscard]] Result<Template> parse_template(std::string_view text);

/// Numbers that somebody typed where a fact belongs: digits in the literal text, with the sign, the
/// decimals and the percent sign they come with. Years, months, days and numbers of papers and
/// figures are none: digits that are followed by 年 月 日 号 期, or stand in 〔〕 or behind 第 表
/// 图.
[[nodiscard]] std::vector<std::string> typed_numbers(const Template& text);

}  // namespace sixscope::report
