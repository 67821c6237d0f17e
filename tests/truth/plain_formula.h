#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sixscope::tests {

/// A figure by the text that names it: "rtt_v6{network=fixed}" or "$mobile_offload".
using FigureOf = std::function<std::optional<long double>(const std::string& name)>;

/// What a formula of the catalogue says.
struct Said {
  bool is_complete = true;           ///< Every figure that it names is there.
  std::optional<long double> value;  ///< Nothing where it divides by zero.
};

/// Computes a formula from its text, in longer arithmetic and by another way than the program's: it
/// reads and computes at once. The formula is known to be well formed.
[[nodiscard]] Said compute(std::string_view formula, const FigureOf& figure);

}  // namespace sixscope::tests
