#include "report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace sixscope::report {

using document::Align;
using document::Cell;
using document::Column;
using document::Mark;
using document::NumberForm;
using document::Table;
using indicators::Value;

Result<Table> Tables::make(const TableBlock& block) {
  const auto made = [&]() -> Result<Table> {
    switch (block.layout) {
      case TableLayout::summary:
        return summary(block);
      case TableLayout::regions:
        return regions(block, false);
      case TableLayout::tiers:
        return regions(block, true);
      case TableLayout::operators:
        return operators(block);
      case TableLayout::months:
        return months(block);
      case TableLayout::distribution:
        return distribution_table(block);
      case TableLayout::sources:
        return sources(block);
      case TableLayout::targets:
        return targets(block);
      case TableLayout::failures:
        return failures(block);
      case TableLayout::gaps:
        return gaps(block);
      case TableLayout::definitions:
        return definitions(block);
      case TableLayout::capacity:
        return capacity_table(block);
    }
    return Table{};
  };
  auto table = made();
  if (table) {
    table->id = block.id;
    table->landscape = block.landscape;
    for (const std::string& note : {months_note(block), in(block.note, facts_.language())}) {
      if (!note.empty()) {
        table->note += (table->note.empty() ? "" : say("", " ")) + note;
      }
    }
  }
  return table;
}

std::string Tables::months_note(const TableBlock& block) {
  constexpr std::array kOfThePeriod = {TableLayout::summary, TableLayout::regions,
                                       TableLayout::tiers, TableLayout::operators,
                                       TableLayout::sources};
  if (std::ranges::find(kOfThePeriod, block.layout) == kOfThePeriod.end()) {
    return {};
  }
  std::map<std::string, std::vector<std::string>> codes;  // By months, as words.
  for (const Indicator* const one : indicators(block.indicators)) {
    const Value now = facts_.value(*one, source(*one));
    if (now.months) {
      codes[months_text(*now.months, facts_.language())].push_back(
          in(one->title, facts_.language()));
    }
  }
  std::string words;
  for (const auto& [months, titles] : codes) {
    words += (words.empty() ? "" : say("；", "; ")) + list_text(titles, facts_.language()) +
             say("为", ": ") + months;
  }
  return words.empty()
             ? words
             : say("取期内最近报送月：", "Of the newest month of the period handed in: ") + words +
                   say("。", ".");
}

std::vector<const indicators::Indicator*> Tables::indicators(
    const std::vector<std::string>& ids) const {
  if (ids.empty()) {
    return indicators_of(definition_, book_.catalogue());
  }
  std::vector<const Indicator*> all;
  for (const std::string& id : ids) {
    if (const Indicator* const known = book_.catalogue().definitions.indicator(id)) {
      all.push_back(known);
    }
  }
  return all;
}

std::vector<figures::Period> Tables::periods() const {
  const std::int32_t length = figures::months_of(book_.question().kind);
  std::vector<figures::Period> all;
  for (std::int32_t back = definition_.months_back / length; back >= 0; --back) {
    all.push_back(book_.before(back));
  }
  return all;
}

std::string Tables::place_name(const std::string& region) const {
  return book_.region_name(region, facts_.names_language());
}

std::string Tables::operator_name(const std::string& id) const {
  return id.empty() ? say("不分运营商", "no operator")
                    : book_.operator_name(id, facts_.names_language());
}

Cell Tables::lacking(std::string why) const {
  return {.text = why.empty() ? "—" : std::move(why), .mark = Mark::missing};
}

Cell Tables::number(std::size_t value) const {
  return {.text = std::to_string(value),
          .number = static_cast<double>(value),
          .form = NumberForm::whole};
}

Cell Tables::amount(double value, std::string_view unit) const {
  // In a column the unit stands in the head.
  const bool is_share = unit == "ratio";
  return {.text = is_share ? percent_text(value) : fmt::format("{:.2f}", value),
          .number = value,
          .form = is_share ? NumberForm::percent : NumberForm::two};
}

Cell Tables::figure(const Value& value, std::string_view unit, std::string fact) const {
  if (!value.value) {
    const auto gap = value.gap.value_or(indicators::Gap::no_observations);
    // The usual gap is a dash, as the note below says; the others have to be told.
    return lacking(gap == indicators::Gap::no_observations ? "" : gap_text(gap, facts_.language()));
  }
  const bool is_share = unit == "ratio";
  return {.text = figure_text(*value.value, unit, facts_.language()),
          .number = value.value,
          .form = is_share ? NumberForm::percent : NumberForm::plain,
          .fact = std::move(fact)};
}

Cell Tables::change(const Indicator& indicator, const Value& now, const figures::Period& before) {
  const Value then = book_.value(indicator, source(indicator), before, book_.question().scope);
  if (!now.value || !then.value) {
    return lacking();
  }
  if (!book_.comparable(indicator, source(indicator), book_.question().period, before)) {
    return lacking(say("不可比", "not comparable"));
  }
  const bool is_share = indicator.is_share();
  return {.text = change_text(*now.value, *then.value, is_share, facts_.language()),
          .number = *now.value - *then.value,
          .form = is_share ? NumberForm::points : NumberForm::plain};
}

Cell Tables::verdict(indicators::Verdict verdict) const {
  constexpr std::array<Mark, 4> kMarks = {Mark::good, Mark::bad, Mark::unknown, Mark::missing};
  return {.text = verdict_text(verdict, facts_.language()),
          .mark = kMarks.at(static_cast<std::size_t>(verdict))};
}

Column Tables::column(std::string id, std::string_view zh, std::string_view en, double weight,
                      bool is_number) const {
  return {.id = std::move(id),
          .title = say(zh, en),
          .align = is_number ? Align::right : Align::left,
          .weight = weight};
}

Result<std::vector<CapacityLine>> Tables::capacity() const {
  if (!inputs_.capacity) {
    return std::vector<CapacityLine>();
  }
  return inputs_.capacity(book_.question());
}

}  // namespace sixscope::report
