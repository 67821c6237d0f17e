#include "report/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sixscope::report {
namespace {

using figures::Period;
using figures::PeriodKind;

constexpr std::size_t kIssuerMax = 200;  // Bytes: two lines of a red head.

constexpr std::array<std::string_view, 4> kForms = {"2025-06", "2025-Q2", "2025-H1", "2025"};

bool has_code(const registry::Kinds& kinds, std::string_view list, std::string_view code) {
  const registry::CodeList* const codes = kinds.list(list);
  return codes != nullptr && std::ranges::find(*codes, code, &registry::Code::code) != codes->end();
}

}  // namespace

Result<Period> parse_period(std::string_view text, PeriodKind kind) {
  // By trying: names are few, and so the reverse is exact.
  constexpr std::size_t kYearDigits = 4;
  const auto january = model::Month::parse(std::string(text.substr(0, kYearDigits)) + "-01");
  if (january) {
    const std::int32_t length = figures::months_of(kind);
    for (std::int32_t first = 0; first < 12; first += length) {
      const Period period{*january + first, *january + (first + length - 1)};
      if (period.name(kind) == text) {
        return period;
      }
    }
  }
  return fail_because(
      fmt::format("'{}'; write {}", text, kForms.at(static_cast<std::size_t>(kind))),
      Errc::malformed, "the report is of another kind of period");
}

Result<void> check_place(const std::string& region, const std::string& operator_id,
                         const registry::Kinds& kinds) {
  if (region != indicators::kNation && !has_code(kinds, "region", region)) {
    return fail_because(
        fmt::format("'{}'; write its code, 440000, or 100000 for the nation", region),
        Errc::malformed, "no region has this code");
  }
  if (!operator_id.empty() && !has_code(kinds, "operator", operator_id)) {
    return fail_because(
        fmt::format("'{}'; write china_mobile, china_telecom, china_unicom...", operator_id),
        Errc::malformed, "no operator has this identifier");
  }
  return {};
}

Result<Assignment> assign(const Order& order, const Definitions& definitions,
                          const registry::Kinds& kinds, model::Day today) {
  const Definition* const definition = definitions.find(order.definition);
  if (definition == nullptr) {
    std::string all;
    for (const Definition& one : definitions.reports) {
      all += (all.empty() ? "" : ", ") + one.id;
    }
    return fail_because(fmt::format("'{}'; there are {}", order.definition, all), Errc::not_found,
                        "no such kind of report");
  }
  const auto period = parse_period(order.period, definition->period);
  if (!period) {
    return fail_like(period);
  }
  if (model::Month::of(today) < period->first) {
    return fail_because(
        fmt::format("'{}' begins on {}", order.period, model::to_string(period->first.first_day())),
        Errc::malformed, "the period has not begun");
  }
  if (const auto place = check_place(order.region, order.operator_, kinds); !place) {
    return fail_like(place);
  }
  if (order.language != "zh" && order.language != "en") {
    return fail_because(fmt::format("'{}'; write zh or en", order.language), Errc::malformed,
                        "reports are in Chinese or English");
  }
  if (order.issuer.size() > kIssuerMax) {
    return fail_because(fmt::format("{} bytes, at most {}", order.issuer.size(), kIssuerMax),
                        Errc::out_of_range, "the issuer's name is too long");
  }
  Assignment made;
  made.question = {.kind = definition->period,
                   .period = *period,
                   .scope = {.region = order.region, .operator_ = order.operator_},
                   .known = {}};
  made.language = order.language == "zh" ? document::Language::zh : document::Language::en;
  made.imprint.issuer = order.issuer;
  return made;
}

std::string issue_id(const Order& order) {
  return fmt::format("{}-{}-{}{}{}-{}", order.definition, order.period, order.region,
                     order.operator_.empty() ? "" : "-", order.operator_, order.language);
}

}  // namespace sixscope::report
