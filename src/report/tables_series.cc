// Tables over periods, targets, what lacks, and NAT44 capacity.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "report/tables.h"

namespace sixscope::report {

using document::Cell;
using document::Table;
using indicators::Target;
using indicators::Value;

Table Tables::months(const TableBlock& block) {
  Table table;
  table.columns = {column("period", "时期", "Period", 1.2)};
  const auto shown = indicators(block.indicators);
  std::vector<std::pair<const Indicator*, const indicators::OutsideSeries*>> outside;
  for (const Indicator* const one : shown) {
    document::Column head =
        column(one->id, in(one->title, Language::zh), in(one->title, Language::en), 1, true);
    head.unit = one->is_share() ? "%" : unit_text(one->unit, facts_.language());
    table.columns.push_back(std::move(head));
    for (const indicators::OutsideSeries& series : book_.catalogue().outside) {
      if (series.indicator == one->id && book_.is_whole_nation()) {
        outside.emplace_back(one, &series);
        document::Column beside =
            column(series.id + "_outside", "外部公布", "published by others", 1, true);
        beside.unit = one->is_share() ? "%" : unit_text(one->unit, facts_.language());
        table.columns.push_back(std::move(beside));
      }
    }
  }
  for (const figures::Period& period : periods()) {
    Row row = {text(book_.name(period))};
    for (const Indicator* const one : shown) {
      row.push_back(
          figure(book_.value(*one, source(*one), period, book_.question().scope), one->unit));
      for (const auto& [of, series] : outside) {
        if (of == one) {
          const auto point = Book::outside_point(*series, period);
          row.push_back(point ? amount(*point, one->unit) : text(""));
        }
      }
    }
    table.rows.push_back(std::move(row));
  }
  if (!outside.empty()) {
    table.note =
        say("外部公布的数据另列一栏，不与本平台数据混合。",
            "What others published stands in its own column and is never mixed with ours.");
  }
  return table;
}

std::string Tables::class_title(std::size_t index) {
  return fmt::format("{}–{}%", index * kClasses, (index + 1) * kClasses);
}

std::vector<std::size_t> Tables::distribution(const Indicator& indicator) {
  std::vector<std::size_t> counts(kClasses, 0);
  for (const std::string& region : book_.parts()) {
    const Value one = book_.value(indicator, source(indicator), book_.question().period,
                                  {region, book_.question().scope.operator_});
    if (one.value) {
      // 0.7 times 10 is a hair below 7 in binary.
      const double place = std::clamp(*one.value, 0.0, 1.0) * static_cast<double>(kClasses) + 1e-9;
      ++counts[std::min(kClasses - 1, static_cast<std::size_t>(place))];
    }
  }
  return counts;
}

Table Tables::distribution_table(const TableBlock& block) {
  Table table;
  table.columns = {column("class", "区间", "Class", 1)};
  const auto shown = indicators(block.indicators);
  std::vector<std::vector<std::size_t>> counts;
  for (const Indicator* const one : shown) {
    table.columns.push_back(
        column(one->id, in(one->title, Language::zh), in(one->title, Language::en), 1, true));
    counts.push_back(distribution(*one));
  }
  for (std::size_t i = 0; i < kClasses; ++i) {
    Row row = {text(class_title(i))};
    for (const auto& one : counts) {
      row.push_back(number(one[i]));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table Tables::targets(const TableBlock& block) {
  Table table;
  table.columns = {column("indicator", "指标", "Indicator", 1.8),
                   column("asked", "目标", "Asked", 1.6),
                   column("paper", "文件", "Paper", 2.2),
                   column("value", "现值", "Value", 1, true),
                   column("gap", "差距", "Distance", 1, true),
                   column("verdict", "判定", "Verdict", 0.9),
                   column("pace", "每月需提高", "Needed a month", 1, true),
                   column("forecast", "按现速预计", "At today's pace", 1.5)};
  const std::int32_t year = book_.question().period.last.year();
  const auto shown = indicators(block.indicators);
  for (const Target& target : book_.catalogue().targets) {
    const std::int32_t due = model::Month::of(target.due).year();
    const Indicator* const of = book_.catalogue().definitions.indicator(target.indicator);
    const bool of_report = std::ranges::find(shown, of) != shown.end();
    if (of_report && (due == year || due == year + 1) && target.scope == indicators::kNation &&
        facts_.target(*of) != nullptr) {
      add_target_row(table, target);
    }
  }
  table.note =
      say("“不能判定”指样本误差或未报送部分可能改变结论；“无数据”自成一类，不等于未达标。",
          "\"Cannot tell\": the doubt of a sample, or what lacks, could change the verdict. \"No "
          "data\" is a state of its own and not a miss.");
  return table;
}

void Tables::add_target_row(Table& table, const Target& target) {
  const Indicator& indicator = *book_.catalogue().definitions.indicator(target.indicator);
  const Value now = facts_.value(indicator, source(indicator));
  const auto size = [&](const std::optional<double>& distance) -> Cell {
    if (!distance) {
      return lacking();
    }
    return {
        .text = *distance <= 0         ? say("已达到", "reached")
                : indicator.is_share() ? points_text(*distance, facts_.language())
                                       : figure_text(*distance, indicator.unit, facts_.language()),
        .number = distance,
        .form = indicator.is_share() ? document::NumberForm::points : document::NumberForm::plain};
  };
  const auto forecast =
      facts_.target(indicator) == &target
          ? facts_.text({.indicator = indicator.id, .attribute = Attribute::forecast})
          : std::nullopt;
  table.rows.push_back({text(in(indicator.title, facts_.language())),
                        text(facts_.target_text(target, indicator.unit)),
                        text(facts_.paper_title(target.paper)), figure(now, indicator.unit),
                        size(indicators::gap_to(now, target)),
                        verdict(indicators::judge(now, target.comparison, target.value)),
                        size(indicators::pace_needed(now, target, book_.question().period.last)),
                        forecast ? text(*forecast) : lacking()});
}

void Tables::add_gaps(Table& table, const Indicator& indicator) {
  const figures::MethodEvaluation* const how =
      book_.evaluation(indicator, source(indicator), book_.question().period);
  if (how == nullptr) {
    return;
  }
  for (const indicators::Leaf& leaf : how->leaves(book_.question().period)) {
    const indicators::Place& place = how->place(leaf);
    if (leaf.fault && book_.covers(place)) {
      table.rows.push_back(
          {text(in(indicator.title, facts_.language())),
           text(place_name(place.region)),
           text(operator_name(place.operator_)),
           {.text = fault_text(*leaf.fault, facts_.language()) + round_text(*how, leaf),
            .mark = document::Mark::missing}});
    }
  }
}

std::string Tables::round_text(const figures::MethodEvaluation& how,
                               const indicators::Leaf& leaf) const {
  const figures::AskedRound* const round = leaf.fault == indicators::LeafFault::missing
                                               ? how.asked_by(book_.question().period, leaf)
                                               : nullptr;
  return round == nullptr ? ""
                          : fmt::format("{}{}{}{}{}", say("（轮次", " (not submitted in round "),
                                        round->id, say("未报送，截止", ", due "),
                                        day_text(round->due, facts_.language()), say("）", ")"));
}

std::set<std::string> Tables::forms_of(const std::vector<const Indicator*>& shown) const {
  std::set<std::string, std::less<>> quantities;
  for (const Indicator* const one : shown) {
    for (const indicators::Method& method : one->methods) {
      figures::add_quantities(method, quantities);
    }
  }
  std::set<std::string> forms;
  for (const std::string& id : quantities) {
    const indicators::Quantity* const quantity = book_.catalogue().definitions.quantity(id);
    if (quantity != nullptr && quantity->registry) {
      forms.insert(quantity->registry->kind);
    }
  }
  return forms;
}

Result<Table> Tables::gaps(const TableBlock& block) {
  Table table;
  table.columns = {column("indicator", "指标或报表", "Indicator or form", 2.4),
                   column("region", "地区", "Region", 1.2),
                   column("operator", "运营商", "Operator", 1.2),
                   column("reason", "情况", "What", 2)};
  table.columns.front().merges = true;
  for (const Indicator* const one : indicators(block.indicators)) {
    add_gaps(table, *one);
  }
  if (inputs_.late) {
    const auto late = inputs_.late(book_.question());
    if (!late) {
      return fail_like(late);
    }
    const auto forms = forms_of(indicators(block.indicators));
    for (const LateSubmission& one : *late) {
      if (!forms.contains(one.form)) {
        continue;
      }
      const registry::Kind* const form = book_.kinds().kind(one.form);
      table.rows.push_back(
          {text(form == nullptr ? one.form : form->title.in(facts_.names_language())),
           text(place_name(one.region)),
           text(operator_name(one.operator_)),
           {.text = one.days ? fmt::format("{}{}{}", say("迟报", "late by "), *one.days,
                                           say("天", *one.days == 1 ? " day" : " days"))
                             : say("逾期未报", "overdue"),
            .mark = document::Mark::missing}});
    }
  }
  if (table.rows.empty()) {
    table.note = say("本期数据齐全，无迟报。", "Nothing lacks, and nobody was late.");
  }
  return table;
}

namespace {

struct CapacityColumn {
  std::string_view id;
  std::string_view zh;
  std::string_view en;
  double CapacityLine::* amount;
};
constexpr std::array<CapacityColumn, 9> kCapacity = {
    {{"opening", "期初", "Opening", &CapacityLine::opening},
     {"added", "新增", "Added", &CapacityLine::added},
     {"expanded", "扩容", "Expanded", &CapacityLine::expanded},
     {"reduced", "缩减", "Reduced", &CapacityLine::reduced},
     {"retired", "退出", "Retired", &CapacityLine::retired},
     {"moved_in", "调入", "Moved in", &CapacityLine::moved_in},
     {"moved_out", "调出", "Moved out", &CapacityLine::moved_out},
     {"corrected", "更正", "Corrected", &CapacityLine::corrected},
     {"closing", "期末", "Closing", &CapacityLine::closing}}};

}  // namespace

Result<Table> Tables::capacity_table(const TableBlock&) {
  Table table;
  table.columns = {column("component", "容量项", "Measure", 1.3),
                   column("operator", "运营商", "Operator", 1.2)};
  table.columns.front().merges = true;
  for (const CapacityColumn& one : kCapacity) {
    table.columns.push_back(column(std::string(one.id), one.zh, one.en, 1, true));
  }
  table.columns.push_back(column("gaps", "缺数设备", "Devices without a figure", 0.8, true));
  table.columns.push_back(column("month_on_month", "逐月不增", "Month by month", 0.9));
  table.columns.push_back(column("above_reference", "不高于基准月", "Against the reference", 1));
  const auto lines = capacity();
  if (!lines) {
    return fail_like(lines);
  }
  const registry::Kind* const device = book_.kinds().kind("nat44_device");
  for (const CapacityLine& line : *lines) {
    const registry::Field* const field =
        device == nullptr ? nullptr : device->field(line.component);
    const std::string name =
        field == nullptr ? line.component : field->title.in(facts_.names_language());
    Row row = {text(fmt::format("{}{}{}{}", name, say("（", " ("),
                                unit_text(line.unit, facts_.language()), say("）", ")"))),
               text(line.operator_.empty() ? say("合计", "Total") : operator_name(line.operator_))};
    for (const CapacityColumn& one : kCapacity) {
      const double size = line.*one.amount;
      row.push_back({.text = count_text(size, facts_.language()),
                     .number = size,
                     .form = document::NumberForm::plain});
    }
    row.push_back(number(line.gaps));
    row.push_back(verdict(line.month_on_month));
    row.push_back(verdict(line.above_reference));
    if (line.operator_.empty()) {
      table.totals.push_back(table.rows.size());
    }
    table.rows.push_back(std::move(row));
  }
  table.note = say(
      "由台账逐笔变动得出：期初+新增+扩容−缩减−退出+调入−调出+更正=期末；各容量项不相加；“不再增长”"
      "的两种读法分别判定。",
      "Taken from the ledger's own movements: opening + added + expanded - reduced - retired "
      "+ moved in - moved out + corrected = closing. Measures are never added to one another; "
      "both readings of \"stops growing\" are judged.");
  if (table.rows.empty()) {
    table.note = say("台账中没有可计的设备。", "The ledger has no device to count.");
  }
  return table;
}

}  // namespace sixscope::report
