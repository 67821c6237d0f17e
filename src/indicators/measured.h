#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <tl/expected.hpp>

namespace sixscope::indicators {

/// Why an indicator has no value. A gap is an answer, and it is never shown as zero.
enum class Gap : std::uint8_t {
  no_observations,   ///< Nothing was seen in the window.
  too_few_samples,   ///< Something was seen, too little of it to publish a figure.
  not_measurable,    ///< Who looked could not have seen IPv6, or how it sampled is unknown.
  zero_denominator,  ///< A share of nothing.
  data_error,        ///< What was handed in contradicts itself: negative, or more than the whole.
};
inline constexpr std::array<std::string_view, 5> kGapNames = {
    "no_observations", "too_few_samples", "not_measurable", "zero_denominator", "data_error"};
/// The identifier of `gap` in JSON and catalogue; static text.
[[nodiscard]] constexpr std::string_view to_string(Gap gap) {
  return kGapNames[static_cast<std::size_t>(gap)];
}

/// A T, or the named reason for its absence.
template <class T>
using Measured = tl::expected<T, Gap>;

}  // namespace sixscope::indicators
