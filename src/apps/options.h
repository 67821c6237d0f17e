#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ask_server.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sixscope::apps {

/// What may stand behind an option or at a place of the command line, for shell completion:
/// any of some words, several of them with commas between, or the name of a file.
enum class Suggested : std::uint8_t { words, list, file };

/// What `option` is to be completed with. It limits nothing.
CLI::Option* suggest(CLI::Option* option, Suggested what,
                     const std::vector<std::string>& words = {});

/// What `suggest` said of an option; nothing where it was not told.
struct Suggestion {
  Suggested what = Suggested::words;
  std::string words;  ///< Separated by spaces.
};
[[nodiscard]] std::optional<Suggestion> suggestion_of(CLI::Option& option);

/// Takes no word but these; they are completed, and the help has to name them itself.
CLI::Option* only(CLI::Option* option, const std::vector<std::string>& words);

/// `--format`: the same words and the same default in every command that lists something.
void add_format(CLI::App& command, std::string& format,
                const std::vector<std::string>& formats = {"table", "json", "jsonl", "csv"});

/// `--config`: the settings file; `what` says what is read from it.
void add_settings_file(CLI::App& command, std::string& path,
                       const std::string& what = "Settings file (TOML)");

/// `--server`, `--ca` and `--insecure`: the same in every command that asks a running server.
void add_connection(CLI::App& command, Connection& connection);

/// `--language`: of names and words for people, by the locale where it is not given.
void add_language(CLI::App& command, std::string& language);

/// Names of the dimensions that traffic is told apart by.
[[nodiscard]] std::vector<std::string> dimension_names();

/// "a, b or c".
[[nodiscard]] std::string one_of(const std::vector<std::string>& words);

}  // namespace sixscope::apps
