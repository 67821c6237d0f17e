#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sixscope::apps {

/// Runs a program with its arguments, without a shell, with `input` on its standard input and what
/// it writes to standard output thrown away. `unavailable` where it cannot be started, ends with
/// another code than 0 or is not done within `patience`, when it is ended.
[[nodiscard]] Result<void> run_program(const std::vector<std::string>& command,
                                       std::string_view input, std::chrono::milliseconds patience);

}  // namespace sixscope::apps
