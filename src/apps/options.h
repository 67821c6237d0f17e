#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/ask_server.h"

namespace sixscope::apps {

/// `--format`: the same words and the same default in every command that lists something.
inline void add_format(CLI::App& command, std::string& format,
                       const std::vector<std::string>& formats = {"table", "json", "jsonl",
                                                                  "csv"}) {
  std::string names;
  for (const std::string& name : formats) {
    names += (names.empty() ? "" : name == formats.back() ? " or " : ", ") + name;
  }
  command.add_option("--format", format, names)
      ->check(CLI::IsMember(formats).description(""))
      ->capture_default_str();
}

/// `--config`: the settings file; `what` says what is read from it.
inline void add_settings_file(CLI::App& command, std::string& path,
                              const std::string& what = "Settings file (TOML)") {
  command.add_option("-c,--config", path, what);
}

/// What a command asks a running server with.
struct ServerOptions {
  std::string server = kServerDefault;
  std::string format = "table";
  std::string language = "zh";
};

/// `--server`, `--format` and `--language`.
inline void add_server_options(CLI::App& command, ServerOptions& options) {
  command.add_option("--server", options.server, "Address of the server")
      ->capture_default_str()
      ->envname("SIXSCOPE_SERVER");
  add_format(command, options.format);
  command.add_option("--language", options.language, "Of names and words in the table: zh or en")
      ->check(CLI::IsMember({"zh", "en"}).description(""))
      ->capture_default_str();
}

}  // namespace sixscope::apps
