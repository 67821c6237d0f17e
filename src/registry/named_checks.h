#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sixscope::registry {

/// GB 32100-2015: 18 digits and letters without I, O, Z, S, V; the last is a check character.
/// Some genuine codes do not fit, so this is for remarks and never refuses.
[[nodiscard]] bool is_credit_code(std::string_view text);

/// A domain name in lower case without a dot at its end: two labels or more of letters (of any
/// script), digits, '-' and '_', 63 bytes a label, 253 in all. Nothing if it is none.
[[nodiscard]] std::optional<std::string> domain_of(std::string_view text);

/// Whether it is http:// or https://, a host and whatever follows, without blanks.
[[nodiscard]] bool is_url(std::string_view text);

}  // namespace sixscope::registry
