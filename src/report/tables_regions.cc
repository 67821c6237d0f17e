// Tables with a region a row.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "report/tables.h"

namespace sixscope::report {

using document::Align;
using document::Cell;
using document::Table;
using indicators::Scope;
using indicators::Target;
using indicators::Value;

namespace {

document::Column indicator_column(const indicators::Indicator& indicator, Language language) {
  return {.id = indicator.id,
          .title = in(indicator.title, language),
          .unit = indicator.is_share() ? "%" : unit_text(indicator.unit, language),
          .align = Align::right};
}

}  // namespace

std::string Tables::tier_of(const Facts::Ranked& one, const Indicator& indicator,
                            const std::optional<double>& mean) const {
  const bool up = indicator.direction != "down";
  if (const Target* const asked = facts_.target(indicator)) {
    Value value;
    value.value = one.value;
    if (indicators::judge(value, asked->comparison, asked->value) == indicators::Verdict::met) {
      return say("第一档：达到目标", "Tier 1: at the target");
    }
  }
  if (mean && (up ? one.value >= *mean : one.value <= *mean)) {
    return say("第二档：不低于均值", "Tier 2: at the mean or better");
  }
  return say("第三档：低于均值", "Tier 3: short of the mean");
}

Cell Tables::movement(const Facts::Ranked& now, const std::vector<Facts::Ranked>& then) const {
  const auto before = std::ranges::find(then, now.region, &Facts::Ranked::region);
  if (before == then.end()) {
    return lacking();
  }
  const auto up = static_cast<std::int64_t>(before->rank) - static_cast<std::int64_t>(now.rank);
  return {.text = up == 0  ? say("不变", "same")
                  : up > 0 ? fmt::format("↑{}", up)
                           : fmt::format("↓{}", -up),
          .number = static_cast<double>(up),
          .form = document::NumberForm::whole};
}

// No region has any of the figures: a page of dashes says no more than a line.
bool Tables::is_without_data(const std::vector<const Indicator*>& shown) {
  std::vector<std::string> regions = book_.parts();
  regions.push_back(book_.question().scope.region);
  return std::ranges::none_of(shown, [&](const Indicator* one) {
    return std::ranges::any_of(regions, [&](const std::string& region) {
      const Value value = book_.value(*one, source(*one), book_.question().period,
                                      {region, book_.question().scope.operator_});
      return value.value || (value.gap && *value.gap != indicators::Gap::no_observations);
    });
  });
}

Table Tables::regions(const TableBlock& block, bool in_tiers) {
  Table table;
  const auto shown = indicators(block.indicators);
  if (in_tiers) {
    table.columns.push_back(column("tier", "档次", "Tier", 1.3));
    table.columns.front().merges = true;
  }
  table.columns.push_back(column("rank", "排名", "Rank", 0.6, true));
  table.columns.push_back(column("region", "地区", "Region", 1.1));
  for (const Indicator* const one : shown) {
    table.columns.push_back(indicator_column(*one, facts_.language()));
  }
  table.columns.push_back(column("movement", "位次变动", "Movement", 0.8, true));
  if (shown.empty() || is_without_data(shown)) {
    table.note = say("各地区本期均无数据，不等于零。", "No region has data, which is not zero.");
    return table;
  }
  const Indicator& first = *shown.front();
  const auto now = facts_.ranking(first, source(first), book_.question().period, book_.parts());
  const auto then = facts_.ranking(first, source(first), book_.before(1), book_.parts());
  const auto mean = facts_.value(first, source(first)).value;
  std::vector<std::string> unranked = book_.parts();
  const auto values_of = [&](const std::string& region, Row& row) {
    for (const Indicator* const one : shown) {
      row.push_back(figure(book_.value(*one, source(*one), book_.question().period,
                                       {region, book_.question().scope.operator_}),
                           one->unit));
    }
  };
  for (const Facts::Ranked& one : now) {
    Row row;
    if (in_tiers) {
      row.push_back(text(tier_of(one, first, mean)));
    }
    row.push_back(number(one.rank));
    row.push_back(text(place_name(one.region)));
    values_of(one.region, row);
    row.push_back(movement(one, then));
    table.rows.push_back(std::move(row));
    std::erase(unranked, one.region);
  }
  for (const std::string& region : unranked) {
    Row row;
    if (in_tiers) {
      row.push_back(text(say("无数据", "No data")));
    }
    row.push_back(lacking());
    row.push_back(text(place_name(region)));
    values_of(region, row);
    row.push_back(lacking());
    table.rows.push_back(std::move(row));
  }
  Row total;
  if (in_tiers) {
    total.push_back(text(""));
  }
  total.push_back(text(""));
  total.push_back(text(facts_.text(Setting::scope)));
  values_of(book_.question().scope.region, total);
  total.push_back(text(""));
  table.totals.push_back(table.rows.size());
  table.rows.push_back(std::move(total));
  table.note =
      say("同值同位；无数据的地区单列，不排在末位；合计行为分子之和除以分母之和。",
          "Ties share a rank; regions without data are listed apart and not last; the total is "
          "sum over sum.");
  return table;
}

Table Tables::operators(const TableBlock& block) {
  Table table;
  const auto shown = indicators(block.indicators);
  table.columns = {column("region", "省份", "Province", 1.2),
                   column("operator", "运营商", "Operator", 1.2)};
  table.columns.front().merges = true;
  for (const Indicator* const one : shown) {
    const std::string group = in(one->title, facts_.language());
    const auto add = [&](std::string_view part, std::string_view zh, std::string_view en,
                         std::string_view unit) {
      document::Column head = column(fmt::format("{}_{}", one->id, part), zh, en, 1, true);
      head.group = group;
      head.unit = unit_text(unit, facts_.language());
      table.columns.push_back(std::move(head));
    };
    const std::string unit = book_.unit_of_sums(*one, source(*one));
    add("total", one->is_share() ? "IPv4+IPv6" : "分母",
        one->is_share() ? "IPv4+IPv6" : "Denominator", unit);
    add("v6", one->is_share() ? "IPv6" : "分子", one->is_share() ? "IPv6" : "Numerator", unit);
    add("share", "占比", "Share", "%");
  }
  const auto add_row = [&](const std::string& region, const std::string& operator_,
                           std::string name) {
    Row row = {text(region == book_.question().scope.region ? facts_.text(Setting::scope)
                                                            : place_name(region)),
               text(std::move(name))};
    for (const Indicator* const one : shown) {
      const Value value =
          book_.value(*one, source(*one), book_.question().period, {region, operator_});
      if (value.value) {
        row.push_back(amount(value.denominator, ""));
        row.push_back(amount(value.numerator, ""));
        row.push_back(amount(*value.value, one->unit));
      } else {
        row.push_back(figure(value, one->unit));
        row.push_back(lacking());
        row.push_back(lacking());
      }
    }
    table.rows.push_back(std::move(row));
  };
  std::vector<std::string> regions = book_.parts();
  regions.push_back(book_.question().scope.region);
  for (const std::string& region : regions) {
    if (book_.question().scope.operator_.empty()) {
      for (const std::string& operator_ : book_.operators()) {
        add_row(region, operator_, operator_name(operator_));
      }
    }
    table.totals.push_back(table.rows.size());
    add_row(region, book_.question().scope.operator_,
            book_.question().scope.operator_.empty()
                ? say("合计", "Total")
                : operator_name(book_.question().scope.operator_));
  }
  table.note =
      say("“—”为未报送，不等于零；合计为已报送各家分子之和除以分母之和，不是占比的平均。",
          "— is not handed in, which is not zero; a total is the sum over the sum of those that "
          "handed in, not a mean of shares.");
  return table;
}

Table Tables::failures(const TableBlock& block) {
  Table table;
  table.columns = {
      column("region", "地区", "Region", 1.1), column("indicator", "指标", "Indicator", 2),
      column("asked", "要求", "Asked", 1.6),   column("before", "上期", "Before", 1, true),
      column("now", "本期", "Now", 1, true),   column("state", "状态", "State", 1.2)};
  using indicators::Verdict;
  for (const std::string& region : book_.parts()) {
    for (const Indicator* const one : indicators(block.indicators)) {
      const Target* const asked = facts_.target(*one);
      if (asked == nullptr) {
        continue;
      }
      const Scope scope{region, book_.question().scope.operator_};
      const Value then = book_.value(*one, source(*one), book_.before(1), scope);
      const Value now = book_.value(*one, source(*one), book_.question().period, scope);
      const Verdict before = indicators::judge(then, asked->comparison, asked->value);
      const Verdict today = indicators::judge(now, asked->comparison, asked->value);
      if (before != Verdict::not_met && today != Verdict::not_met) {
        continue;
      }
      Cell state;
      if (today == Verdict::not_met) {
        const bool open = before == Verdict::not_met;
        state = {.text = open ? say("上期未达标，仍未整改到位", "still short")
                              : say("本期新出现", "new"),
                 .mark = document::Mark::bad};
      } else if (today == Verdict::met) {
        state = {.text = say("已整改到位", "mended"), .mark = document::Mark::good};
      } else {
        state = {.text = say("本期无法复核", "cannot be checked again"),
                 .mark = document::Mark::unknown};
      }
      table.rows.push_back({text(place_name(region)), text(in(one->title, facts_.language())),
                            text(facts_.target_text(*asked, one->unit)), figure(then, one->unit),
                            figure(now, one->unit), std::move(state)});
    }
  }
  if (table.rows.empty()) {
    table.note =
        say("本期与上期均无低于要求的地区。", "No region was short in this period or the last.");
  }
  return table;
}

}  // namespace sixscope::report
