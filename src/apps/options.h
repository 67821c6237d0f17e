#pragma once

#include <string>
#include <vector>

#include "apps/command_line.h"

namespace sixscope::apps {

struct Connection;

/// `--format`: the same words and the same default in every command that lists something.
void add_format(Command command, std::string& format,
                const std::vector<std::string>& formats = {"table", "json", "jsonl", "csv"});

/// `--config`: the settings file; `what` says what is read from it.
void add_settings_file(Command command, std::string& path,
                       const std::string& what = "Settings file (TOML)");

/// `--server`, `--ca` and `--insecure`: the same in every command that asks a running server.
void add_connection(Command command, Connection& connection);

/// `--language`: of names and words for people, by the locale where it is not given.
void add_language(Command command, std::string& language);

/// Names of the dimensions that traffic is told apart by.
[[nodiscard]] std::vector<std::string> dimension_names();

/// "a, b or c".
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace sixscope::apps
