#include "apps/options.h"

#include <CLI/CLI.hpp>

namespace sixscope::apps {

void add_format(CLI::App& command, std::string& format, const std::vector<std::string>& formats) {
  std::string names;
  for (const std::string& name : formats) {
    names += (names.empty() ? "" : name == formats.back() ? " or " : ", ") + name;
  }
  command.add_option("--format", format, names)
      ->check(CLI::IsMember(formats).description(""))
      ->capture_default_str();
}

void add_settings_file(CLI::App& command, std::string& path, const std::string& what) {
  command.add_option("-c,--config", path, what);
}

void add_server_options(CLI::App& command, ServerOptions& options) {
  command.add_option("--server", options.server, "Address of the server")
      ->capture_default_str()
      ->envname("SIXSCOPE_SERVER");
  add_format(command, options.format);
  command.add_option("--language", options.language, "Of names and words in the table: zh or en")
      ->check(CLI::IsMember({"zh", "en"}).description(""))
      ->capture_default_str();
}

}  // namespace sixscope::apps
