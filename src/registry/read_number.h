#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "model/decimal.h"
#include "registry/fault.h"

namespace sixscope::registry {

/// A number as typed, taken apart: "1,200.5万会话" is 1200.5, scale 10'000 and "会话".
struct TypedNumber {
  std::string digits;  ///< Plain: sign, digits, at most one point; no separators, no exponent.
  std::int64_t scale = 1;
  std::string unit;  ///< Folded.
};

/// Takes a text apart; the rule it breaks otherwise.
[[nodiscard]] std::variant<TypedNumber, Rule> take_apart(std::string_view text);

/// A multiplier at the begin of a folded text (万, 亿, 百万...), which is cut off; 1 if none.
[[nodiscard]] std::int64_t take_multiplier(std::string& folded);

/// The number, times its scale. With `rounds`, more than six places are rounded, half away from
/// zero; else they break a rule.
[[nodiscard]] std::variant<model::Decimal, Rule> value_of(const TypedNumber& typed, bool rounds);

}  // namespace sixscope::registry
