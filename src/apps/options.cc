#include "apps/options.h"

#include <cstdlib>
#include <string_view>

#include "apps/ask_server.h"
#include "store/volume_store.h"

namespace sixscope::apps {
namespace {

// POSIX: the first that is set says the language of messages.
std::string language_of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* locale = std::getenv(name);
    if (locale != nullptr && *locale != '\0') {
      return std::string_view(locale).starts_with("zh") ? "zh" : "en";
    }
  }
  return "en";
}

}  // namespace

std::vector<std::string> dimension_names() {
  return {store::kDimensionNames.begin(), store::kDimensionNames.end()};
}

std::string one_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += text.empty() ? "" : &word == &words.back() ? " or " : ", ";
    text += word;
  }
  return text;
}

void add_format(Command command, std::string& format, const std::vector<std::string>& formats) {
  command.add_option("--format", format, one_of(formats)).only(formats).capture_default_str();
}

void add_settings_file(Command command, std::string& path, const std::string& what) {
  command.add_option("-c,--config", path, what).suggest(Suggested::file);
}

void add_connection(Command command, Connection& connection) {
  command.add_option("--server", connection.server, "Address of the server")
      .capture_default_str()
      .envname("SIXSCOPE_SERVER")
      .check([](const std::string& text) {
        const bool http = text.starts_with("http://") || text.starts_with("https://");
        return http ? "" : "an address begins with http:// or https://, not " + text;
      });
  command
      .add_option("--ca", connection.authorities,
                  "Who signs the server's certificate (PEM); default: the system's")
      .suggest(Suggested::file)
      .existing_file();
  command.add_flag("--insecure", connection.insecure, "Do not check the server's certificate");
}

void add_language(Command command, std::string& language) {
  language = language_of_locale();
  command
      .add_option("--language", language,
                  "Of names and words in the table: zh or en (default: by LC_ALL, "
                  "LC_MESSAGES, LANG)")
      .only({"zh", "en"});
}

}  // namespace sixscope::apps
