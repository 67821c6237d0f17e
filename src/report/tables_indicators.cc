// Tables with an indicator a row.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "figures/comparison.h"
#include "report/tables.h"

namespace sixscope::report {

using document::NumberForm;
using document::Table;
using indicators::SourceKind;
using indicators::Target;
using indicators::Value;

namespace {

std::string fact_name(const indicators::Indicator& indicator, Attribute attribute) {
  return FactName{.indicator = indicator.id, .attribute = attribute}.to_string();
}

}  // namespace

Table Tables::summary(const TableBlock& block) {
  Table table;
  table.columns = {column("indicator", "指标", "Indicator", 2.4),
                   column("value", "本期值", "Value", 1.2, true),
                   column("change", "较上期", "On the period before", 1.3, true),
                   column("change_of_year", "较上年同期", "On the year before", 1.3, true),
                   column("target", "目标", "Target", 1.8),
                   column("gap", "差距", "Distance", 1.1, true),
                   column("verdict", "判定", "Verdict", 0.9),
                   column("coverage", "覆盖", "Coverage", 0.8, true)};
  const bool ranked = !book_.peers().empty();
  if (ranked) {
    table.columns.push_back(column("rank", "排名", "Rank", 0.7, true));
  }
  for (const Indicator* const one : indicators(block.indicators)) {
    table.rows.push_back(summary_row(*one));
  }
  table.note =
      say("“—”为无数据，不等于零；覆盖为已有数据的省份×运营商数除以应有数；占比为分子之和除以分母之"
          "和。",
          "— is no data, which is not zero; coverage counts provinces by operators that are "
          "there of those that should be; shares are sums over sums.");
  return table;
}

Tables::Row Tables::summary_row(const Indicator& indicator) {
  const SourceKind from = source(indicator);
  const Value now = facts_.value(indicator, from);
  const Target* const asked = facts_.target(indicator);
  Row row = {text(in(indicator.title, facts_.language())),
             figure(now, indicator.unit, fact_name(indicator, Attribute::value)),
             change(indicator, now, book_.before(1)), change(indicator, now, book_.year_before())};
  if (asked == nullptr) {
    row.insert(row.end(), 3, text(say("无", "none")));
  } else {
    row.push_back(text(facts_.target_text(*asked, indicator.unit)));
    const auto distance = indicators::gap_to(now, *asked);
    if (!distance) {
      row.push_back(lacking());
    } else if (*distance <= 0) {
      row.push_back({.text = say("已达到", "reached"),
                     .number = distance,
                     .form = indicator.is_share() ? NumberForm::points : NumberForm::plain});
    } else {
      row.push_back({.text = indicator.is_share()
                                 ? points_text(*distance, facts_.language())
                                 : figure_text(*distance, indicator.unit, facts_.language()),
                     .number = distance,
                     .form = indicator.is_share() ? NumberForm::points : NumberForm::plain});
    }
    row.push_back(verdict(indicators::judge(now, asked->comparison, asked->value)));
  }
  row.push_back(now.expected == 0 ? lacking()
                                  : text(fmt::format("{}/{}", now.present, now.expected)));
  if (!book_.peers().empty()) {
    const auto ranked = facts_.ranking(indicator, from, book_.question().period, book_.peers());
    const auto ours =
        std::ranges::find(ranked, book_.question().scope.region, &Facts::Ranked::region);
    row.push_back(ours == ranked.end() ? lacking() : number(ours->rank));
  }
  return row;
}

Table Tables::sources(const TableBlock& block) {
  Table table;
  table.columns = {column("indicator", "指标", "Indicator", 2.2),
                   column("source", "来源", "Source", 1),
                   column("value", "数值", "Value", 1.2, true),
                   column("interval", "置信区间", "Interval", 1.6, true),
                   column("numerator", "分子", "Numerator", 1.2, true),
                   column("denominator", "分母", "Denominator", 1.2, true),
                   column("difference", "较报送", "On what is submitted", 1.3),
                   column("version", "方法版本", "Method", 0.8)};
  table.columns.front().merges = true;
  for (const Indicator* const one : indicators(block.indicators)) {
    for (const SourceKind from :
         {SourceKind::submitted, SourceKind::measured, SourceKind::imported}) {
      if (book_.method(*one, from, book_.question().period) != nullptr) {
        table.rows.push_back(source_row(*one, from));
      }
    }
  }
  table.note =
      say("报送、实测与外部公布的数据分列，互不混合；“较报送”只比较双方都有数的省份与运营商，按报送"
          "所属月份逐一对应，括号内为可比的单位数。",
          "What is submitted, measured and published by others stands apart and is never mixed. "
          "What is measured is held against what is submitted place by place and in the month that "
          "was handed in, over the places that both have, whose number stands in brackets.");
  return table;
}

Tables::Row Tables::source_row(const Indicator& indicator, SourceKind from) {
  const Value now = facts_.value(indicator, from);
  Row row = {text(in(indicator.title, facts_.language())),
             text(source_text(from, facts_.language())), figure(now, indicator.unit)};
  row.push_back(now.interval
                    ? text(figure_text(now.interval->low, indicator.unit, facts_.language()) +
                           say("至", " to ") +
                           figure_text(now.interval->high, indicator.unit, facts_.language()))
                    : text(now.value ? say("全部计入", "counted in full") : ""));
  if (now.value) {
    row.push_back({.text = count_text(now.numerator, facts_.language()), .number = now.numerator});
    row.push_back(
        {.text = count_text(now.denominator, facts_.language()), .number = now.denominator});
  } else {
    row.insert(row.end(), 2, lacking());
  }
  row.push_back(difference(indicator, from));
  row.push_back(text(book_.method(indicator, from, book_.question().period)->version));
  return row;
}

document::Cell Tables::difference(const Indicator& indicator, SourceKind from) {
  const figures::Period& period = book_.question().period;
  const auto* const submitted = book_.evaluation(indicator, SourceKind::submitted, period);
  const auto* const measured = book_.evaluation(indicator, from, period);
  if (from != SourceKind::measured || submitted == nullptr) {
    return text("");
  }
  const figures::Comparison both =
      figures::compare(*submitted, *measured, period, book_.question().scope);
  if (!both.one.value || !both.other.value) {
    return lacking();
  }
  return text(fmt::format(
      "{}{}{}{}",
      change_text(*both.other.value, *both.one.value, indicator.is_share(), facts_.language()),
      say("（", " ("), both.one.present, say("）", ")")));
}

Table Tables::definitions(const TableBlock& block) {
  Table table;
  table.columns = {column("code", "代号", "Code", 0.7),
                   column("indicator", "指标", "Indicator", 1.8),
                   column("description", "定义", "Definition", 3.4),
                   column("formula", "公式", "Formula", 2.6),
                   column("version", "版本", "Version", 0.7),
                   column("state", "定义依据", "State", 2.2)};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kStates = {
      {{"有出处", "sourced"}, {"部分有出处", "partly sourced"}, {"推断", "inferred"}}};
  for (const Indicator* const one : indicators(block.indicators)) {
    const auto& [zh, en] = kStates.at(static_cast<std::size_t>(one->state));
    const std::string state =
        say(zh, en) + (one->paper.empty() ? "" : say("：", ": ") + facts_.paper_title(one->paper));
    const indicators::Method* const how = book_.method(*one, source(*one), book_.question().period);
    std::string formula = how == nullptr ? "" : how->numerator.text();
    if (how != nullptr && how->denominator) {
      formula += " ÷ (" + how->denominator->text() + ")";
    }
    table.rows.push_back({text(one->code), text(in(one->title, facts_.language())),
                          text(in(one->description, facts_.language())), text(formula),
                          text(how == nullptr ? "" : how->version), text(state)});
  }
  table.note =
      say("“推断”与“部分有出处”的定义不是官方口径，由本平台设定并可更改。",
          "Definitions that are inferred or partly sourced are no official ones: this platform "
          "sets them, and they can be changed.");
  return table;
}

}  // namespace sixscope::report
