#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "registry/check_value.h"

namespace sixscope::apps {

class Command;

/// `sixscope registry import`, below the command `registry`.
void add_registry_import(Command registry, int& status);

/// Who runs the program, for the history: the name of the user.
[[nodiscard]] std::string who_runs();
/// The day that 2026-06-30 names; nothing for another text.
[[nodiscard]] std::optional<std::chrono::sys_days> day_of(const std::string& text);
/// Last moment of a day in the reporting zone (Asia/Shanghai).
[[nodiscard]] Instant end_of(std::chrono::sys_days day);
/// What `--column` says, TITLE=FIELD each; nothing after saying what is wrong.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> columns_of(
    const std::vector<std::string>& texts);
/// What `--language` says.
[[nodiscard]] registry::Language language_of(const std::string& option);
/// 2026-06-30T08:00:00Z.
[[nodiscard]] std::string time_text(Instant at);

}  // namespace sixscope::apps
