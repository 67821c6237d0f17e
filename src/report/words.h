#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "figures/evaluation.h"
#include "indicators/definition.h"
#include "indicators/evaluate.h"
#include "indicators/measured.h"
#include "indicators/target.h"
#include "model/month.h"

namespace sixscope::report {

using document::Language;

/// The text in a language.
[[nodiscard]] const std::string& in(const indicators::Title& title, Language language);
[[nodiscard]] std::string say(Language language, std::string_view zh, std::string_view en);

/// How papers write numbers (bulletins of 3.2 in the reference): two decimals for rates, 万 and 亿
/// or million and billion for counts, differences of rates in percentage points.

/// "66.00%". Rounded half away from zero at the second decimal.
[[nodiscard]] std::string percent_text(double share);
/// "0.31个百分点", "0.31 points"; without a sign.
[[nodiscard]] std::string points_text(double difference, Language language);
/// "8.34亿", "834.00 million", "42", "1.50"; without a unit.
[[nodiscard]] std::string count_text(double count, Language language);
/// A figure of that unit: "66.00%", "8.34亿户", "9.81 ms".
[[nodiscard]] std::string figure_text(double value, std::string_view unit, Language language);
/// The unit as it is written behind a figure; empty for shares, which are written in percent.
[[nodiscard]] std::string unit_text(std::string_view unit, Language language);

/// "提高0.31个百分点", "下降2.10%", "持平"; "up 0.31 points", "down 2.10 %", "unchanged". Counts
/// change in percent of what they were; from nothing, by their own amount.
[[nodiscard]] std::string change_text(double now, double before, bool is_share, Language language);

/// "2025年6月", "2025年第二季度", "2025年上半年", "2025年"; "June 2025", "the second quarter of
/// 2025"...
[[nodiscard]] std::string period_text(const figures::Period& period, figures::PeriodKind kind,
                                      Language language);
/// "2025年6月"; "June 2025".
[[nodiscard]] std::string month_text(model::Month month, Language language);
/// "2025年5月"; "2025年4月至2025年5月（各单位不一）", "April 2025 to May
/// 2025, not the same for all".
[[nodiscard]] std::string months_text(const indicators::MonthsRead& months, Language language);
/// "2025年7月10日"; "10 July 2025".
[[nodiscard]] std::string day_text(model::Day day, Language language);

[[nodiscard]] std::string gap_text(indicators::Gap gap, Language language);
[[nodiscard]] std::string fault_text(indicators::LeafFault fault, Language language);
[[nodiscard]] std::string verdict_text(indicators::Verdict verdict, Language language);
[[nodiscard]] std::string source_text(indicators::SourceKind source, Language language);
/// "不低于70.00%", "at least 70.00%".
[[nodiscard]] std::string threshold_text(indicators::Comparison comparison, double value,
                                         std::string_view unit, Language language);
/// "甲、乙和丙"-like lists: joined by 、 or by commas and "and".
[[nodiscard]] std::string list_text(const std::vector<std::string>& names, Language language);

/// The number of a heading: 一、 （一） 1. （1）; "1", "1.1". `counts` are those of levels 1 to
/// `level`.
[[nodiscard]] std::string heading_number(const std::vector<std::size_t>& counts, Language language);
/// "十二": 1 to 99.
[[nodiscard]] std::string chinese_number(std::size_t number);

}  // namespace sixscope::report
