#pragma once

#include <string>
#include <string_view>

#include "document/skins.h"

namespace sixscope::testing {

/// A part of an office file, unpacked; empty, and a failed test, where it is not there.
[[nodiscard]] std::string part_of(std::string_view office_file, std::string_view name);

/// How often a text stands in another.
[[nodiscard]] std::size_t count_of(std::string_view text, std::string_view what);

/// Pictures with nothing but a frame.
[[nodiscard]] document::Rasterise frames();

/// What a function gives where the machine is at the other end of the world.
[[nodiscard]] std::string in_time_zone(const char* zone,
                                       const std::function<Result<std::string>()>& what);

}  // namespace sixscope::testing
