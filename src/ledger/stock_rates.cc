#include "ledger/stock_rates.h"

#include <optional>
#include <variant>

#include "registry/value.h"

namespace sixscope::ledger {
namespace {

using model::Decimal;
using registry::Object;

template <class T>
std::optional<T> field_of(const Object& object, std::string_view name) {
  const auto found = object.fields.find(name);
  if (found == object.fields.end()) {
    return std::nullopt;
  }
  const T* value = std::get_if<T>(&found->second);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

// The group of lines and gateways, which have no class.
std::optional<Group> group_in(const Object& object, std::string_view region,
                              std::string_view operator_, Grouping grouping) {
  grouping.by_class = false;
  return group_of({.region = field_of<std::string>(object, region).value_or(""),
                   .operator_ = field_of<std::string>(object, operator_).value_or(""),
                   .ledger_class = LedgerClass::nat44},
                  grouping);
}

}  // namespace

MonthlyRates new_lines_with_ipv6(std::span<const Object> lines, const LeasedLineFields& fields,
                                 const Grouping& grouping) {
  MonthlyRates rates;
  for (const Object& line : lines) {
    const auto opened =
        model::parse_day(field_of<std::string>(line, fields.opened_on).value_or(""));
    const auto group = group_in(line, fields.region, fields.operator_, grouping);
    if (line.removed || !opened || !group) {
      continue;
    }
    const auto ipv6 = field_of<bool>(line, fields.ipv6_on);
    const Figure part = ipv6 ? Figure(Decimal::whole(*ipv6 ? 1 : 0)) : std::nullopt;
    rates[{model::Month::of(*opened), *group}].add(part, Decimal::whole(1));
  }
  return rates;
}

MonthlyRates stock_rates(std::span<const Object> rows, const StockFields& fields,
                         const Grouping& grouping) {
  MonthlyRates rates;
  for (const Object& row : rows) {
    const auto month = model::Month::parse(field_of<std::string>(row, fields.month).value_or(""));
    const auto group = group_in(row, fields.region, fields.operator_, grouping);
    const bool of_class = field_of<std::string>(row, fields.class_) == fields.of_class;
    if (row.removed || !of_class || !month || !group) {
      continue;
    }
    rates[{*month, *group}].add(field_of<Decimal>(row, fields.part),
                                field_of<Decimal>(row, fields.stock));
  }
  return rates;
}

}  // namespace sixscope::ledger
