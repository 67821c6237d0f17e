#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sixscope::apps {

/// Runs a program with its arguments, gives it `input` on standard input and waits for its end; no
/// shell is asked. `not_found` where it cannot be started, `unavailable` where it does not take the
/// input or end within `patience` (it is ended then), or ends with another code than 0.
[[nodiscard]] Result<void> run_program(const std::vector<std::string>& arguments,
                                       std::string_view input, std::chrono::seconds patience);

/// The words of a command line, parted by blanks.
[[nodiscard]] std::vector<std::string> words_of_command(std::string_view command);

}  // namespace sixscope::apps
