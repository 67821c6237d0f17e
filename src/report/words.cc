#include "report/words.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace sixscope::report {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 4> kQuarters = {"first", "second", "third", "fourth"};
constexpr std::array<std::string_view, 10> kDigits = {"",   "一", "二", "三", "四",
                                                      "五", "六", "七", "八", "九"};
constexpr double kMillion = 1e6;
constexpr double kBillion = 1e9;
constexpr double kWan = 1e4;
constexpr double kYi = 1e8;

// fmt rounds a tie of the shown digit to even, and 0.125 is written 0.13 in a paper. The nudge is
// far below any digit that a figure has, and turns what stands for a tie over it.
double settled(double value) { return value + std::copysign(std::abs(value) * 1e-12, value); }

std::string two(double value) {
  std::string text = fmt::format("{:.2f}", settled(value));
  return text == "-0.00" ? "0.00" : text;
}

std::string plain(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : two(value);
}

struct UnitWords {
  std::string_view unit;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<UnitWords, 14> kUnits = {{{"connections", "户", "connections"},
                                               {"users", "人", "users"},
                                               {"addresses", "个", "addresses"},
                                               {"applications", "个", "applications"},
                                               {"autonomous systems", "个", "autonomous systems"},
                                               {"blocks", "块", "blocks"},
                                               {"cases", "个", "cases"},
                                               {"devices", "台", "devices"},
                                               {"networks", "张", "networks"},
                                               {"points", "分", "points"},
                                               {"prefixes", "个", "prefixes"},
                                               {"sessions", "条", "sessions"},
                                               {"subscribers", "户", "subscribers"},
                                               {"/32", "块（/32）", "/32 blocks"}}};

}  // namespace

const std::string& in(const indicators::Title& title, Language language) {
  return language == Language::zh ? title.zh : title.en;
}

std::string say(Language language, std::string_view zh, std::string_view en) {
  return std::string(language == Language::zh ? zh : en);
}

std::string percent_text(double share) { return two(share * 100) + "%"; }

std::string points_text(double difference, Language language) {
  return two(std::abs(difference) * 100) + say(language, "个百分点", " points");
}

std::string count_text(double count, Language language) {
  const double size = std::abs(count);
  if (language == Language::zh) {
    return size >= kYi    ? two(count / kYi) + "亿"
           : size >= kWan ? two(count / kWan) + "万"
                          : plain(count);
  }
  return size >= kBillion   ? two(count / kBillion) + " billion"
         : size >= kMillion ? two(count / kMillion) + " million"
                            : plain(count);
}

std::string unit_text(std::string_view unit, Language language) {
  for (const UnitWords& one : kUnits) {
    if (one.unit == unit) {
      return std::string(language == Language::zh ? one.zh : one.en);
    }
  }
  return unit == "ratio" ? "" : std::string(unit);
}

std::string figure_text(double value, std::string_view unit, Language language) {
  if (unit == "ratio") {
    return percent_text(value);
  }
  const std::string words = unit_text(unit, language);
  const bool is_count = language == Language::zh && words != unit;
  return count_text(value, language) + (words.empty() ? "" : (is_count ? "" : " ") + words);
}

std::string change_text(double now, double before, bool is_share, Language language) {
  // What is shown says whether it moved: 0.004 points are none.
  std::string size;
  if (is_share) {
    size = points_text(now - before, language);
  } else if (before != 0) {
    size = two(std::abs(now / before - 1) * 100) + say(language, "%", " %");
  } else {
    size = count_text(std::abs(now), language);
  }
  const bool moved = size.find_first_of("123456789") != std::string::npos;
  if (!moved) {
    return say(language, "持平", "unchanged");
  }
  return (now > before ? say(language, is_share ? "提高" : "增长", "up ")
                       : say(language, "下降", "down ")) +
         size;
}

std::string month_text(model::Month month, Language language) {
  return language == Language::zh
             ? fmt::format("{}年{}月", month.year(), month.month())
             : fmt::format("{} {}", kMonths.at(static_cast<std::size_t>(month.month() - 1)),
                           month.year());
}

std::string months_text(const indicators::MonthsRead& months, Language language) {
  std::string first = month_text(months.first, language);
  if (months.first == months.last) {
    return first;
  }
  const std::string last = month_text(months.last, language);
  return language == Language::zh ? first + "至" + last + "（各单位不一）"
                                  : first + " to " + last + ", not the same for all";
}

std::string day_text(model::Day day, Language language) {
  const std::chrono::year_month_day date(day);
  const int year = static_cast<int>(date.year());
  const unsigned month = static_cast<unsigned>(date.month());
  const unsigned number = static_cast<unsigned>(date.day());
  return language == Language::zh ? fmt::format("{}年{}月{}日", year, month, number)
                                  : fmt::format("{} {} {}", number, kMonths.at(month - 1), year);
}

std::string period_text(const figures::Period& period, figures::PeriodKind kind,
                        Language language) {
  const std::int32_t year = period.first.year();
  const std::size_t month = static_cast<std::size_t>(period.first.month() - 1);
  const bool zh = language == Language::zh;
  switch (kind) {
    case figures::PeriodKind::month:
      return month_text(period.first, language);
    case figures::PeriodKind::quarter:
      return zh ? fmt::format("{}年第{}季度", year, kDigits.at(month / 3 + 1))
                : fmt::format("the {} quarter of {}", kQuarters.at(month / 3), year);
    case figures::PeriodKind::half_year:
      return zh ? fmt::format("{}年{}半年", year, month < 6 ? "上" : "下")
                : fmt::format("the {} half of {}", month < 6 ? "first" : "second", year);
    case figures::PeriodKind::year:
      return zh ? fmt::format("{}年", year) : std::to_string(year);
    case figures::PeriodKind::day:
      break;  // No report is of a day.
  }
  return {};
}

std::string gap_text(indicators::Gap gap, Language language) {
  switch (gap) {
    case indicators::Gap::no_observations:
      return say(language, "无数据", "no data");
    case indicators::Gap::too_few_samples:
      return say(language, "样本不足", "too few samples");
    case indicators::Gap::not_measurable:
      return say(language, "无法测量", "not measurable");
    case indicators::Gap::zero_denominator:
      return say(language, "分母为零", "the denominator is zero");
    case indicators::Gap::data_error:
      return say(language, "数据有误", "the data contradict themselves");
  }
  return {};
}

std::string fault_text(indicators::LeafFault fault, Language language) {
  switch (fault) {
    case indicators::LeafFault::missing:
      return say(language, "未报送", "not handed in");
    case indicators::LeafFault::zero_denominator:
      return say(language, "分母为零", "the denominator is zero");
    case indicators::LeafFault::negative:
      return say(language, "差额为负，数据有误", "a difference below zero: an error of the data");
    case indicators::LeafFault::above_whole:
      return say(language, "部分大于全部，数据有误", "more than the whole: an error of the data");
  }
  return {};
}

std::string verdict_text(indicators::Verdict verdict, Language language) {
  switch (verdict) {
    case indicators::Verdict::met:
      return say(language, "达标", "met");
    case indicators::Verdict::not_met:
      return say(language, "未达标", "not met");
    case indicators::Verdict::cannot_tell:
      return say(language, "不能判定", "cannot tell");
    case indicators::Verdict::no_data:
      return say(language, "无数据", "no data");
  }
  return {};
}

std::string source_text(indicators::SourceKind source, Language language) {
  switch (source) {
    case indicators::SourceKind::submitted:
      return say(language, "报送", "submitted");
    case indicators::SourceKind::measured:
      return say(language, "实测", "measured");
    case indicators::SourceKind::imported:
      return say(language, "外部公布", "published by others");
  }
  return {};
}

std::string threshold_text(indicators::Comparison comparison, double value, std::string_view unit,
                           Language language) {
  std::string figure = figure_text(value, unit, language);
  switch (comparison) {
    case indicators::Comparison::at_least:
      return say(language, "不低于", "at least ") + figure;
    case indicators::Comparison::more_than:
      return say(language, "超过", "more than ") + figure;
    case indicators::Comparison::at_most:
      return say(language, "不高于", "at most ") + figure;
  }
  return figure;
}

std::string list_text(const std::vector<std::string>& names, Language language) {
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) {
      all += language == Language::zh ? "、" : i + 1 == names.size() ? " and " : ", ";
    }
    all += names[i];
  }
  return all;
}

std::string chinese_number(std::size_t number) {
  const std::size_t tens = number / 10 % 10;
  std::string text(tens > 1 ? kDigits.at(tens) : "");
  return text + (tens > 0 ? "十" : "") + std::string(kDigits.at(number % 10));
}

std::string heading_number(const std::vector<std::size_t>& counts, Language language) {
  if (counts.empty()) {
    return {};
  }
  if (language == Language::en) {
    std::string text;
    for (const std::size_t one : counts) {
      text += (text.empty() ? "" : ".") + std::to_string(one);
    }
    return text + " ";
  }
  switch (counts.size()) {
    case 1:
      return chinese_number(counts.back()) + "、";
    case 2:
      return "（" + chinese_number(counts.back()) + "）";
    case 3:
      return fmt::format("{}.", counts.back());
    default:
      return fmt::format("（{}）", counts.back());
  }
}

}  // namespace sixscope::report
