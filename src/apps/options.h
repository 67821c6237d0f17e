#pragma once

#include <string>
#include <vector>

#include "apps/ask_server.h"

namespace CLI {
class App;
}

namespace sixscope::apps {

/// `--format`: the same words and the same default in every command that lists something.
void add_format(CLI::App& command, std::string& format,
                const std::vector<std::string>& formats = {"table", "json", "jsonl", "csv"});

/// `--config`: the settings file; `what` says what is read from it.
void add_settings_file(CLI::App& command, std::string& path,
                       const std::string& what = "Settings file (TOML)");

/// What a command asks a running server with.
struct ServerOptions {
  std::string server = kServerDefault;
  std::string format = "table";
  std::string language = "zh";
};

/// `--server`, `--format` and `--language`.
void add_server_options(CLI::App& command, ServerOptions& options);

}  // namespace sixscope::apps
