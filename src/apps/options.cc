#include "apps/options.h"

#include <fmt/ranges.h>

#include <array>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "store/volume_store.h"

namespace sixscope::apps {
namespace {

// A suggestion is kept as the name of a check that lets everything pass.
constexpr std::array<std::string_view, 3> kSuggestionNames = {"suggest words", "suggest list",
                                                              "suggest file"};

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

CLI::Option* suggest(CLI::Option* option, Suggested what, const std::vector<std::string>& words) {
  CLI::Validator suggestion;
  suggestion.name(fmt::format("{}:{}", kSuggestionNames.at(static_cast<std::size_t>(what)),
                              fmt::join(words, " ")));
  return option->check(suggestion);
}

std::optional<Suggestion> suggestion_of(CLI::Option& option) {
  constexpr int kChecksMax = 8;
  for (int i = 0; i < kChecksMax; ++i) {
    std::string name;
    try {
      name = option.get_validator(i)->get_name();
    } catch (const CLI::OptionNotFound&) {
      return std::nullopt;
    }
    for (std::size_t what = 0; what < kSuggestionNames.size(); ++what) {
      if (const auto& begin = kSuggestionNames[what]; name.starts_with(begin)) {
        return Suggestion{static_cast<Suggested>(what), name.substr(begin.size() + 1)};
      }
    }
  }
  return std::nullopt;
}

CLI::Option* only(CLI::Option* option, const std::vector<std::string>& words) {
  return suggest(option, Suggested::words, words)->check(CLI::IsMember(words).description(""));
}

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

void add_format(CLI::App& command, std::string& format, const std::vector<std::string>& formats) {
  only(command.add_option("--format", format, one_of(formats)), formats)->capture_default_str();
}

void add_settings_file(CLI::App& command, std::string& path, const std::string& what) {
  suggest(command.add_option("-c,--config", path, what), Suggested::file);
}

void add_connection(CLI::App& command, Connection& connection) {
  command.add_option("--server", connection.server, "Address of the server")
      ->capture_default_str()
      ->envname("SIXSCOPE_SERVER")
      ->check(CLI::Validator(
          [](std::string& text) {
            const bool http = text.starts_with("http://") || text.starts_with("https://");
            return http ? "" : "an address begins with http:// or https://, not " + text;
          },
          ""));
  suggest(command.add_option("--ca", connection.authorities,
                             "Who signs the server's certificate (PEM); default: the system's"),
          Suggested::file)
      ->check(CLI::ExistingFile.description(""));
  command.add_flag("--insecure", connection.insecure, "Do not check the server's certificate");
}

void add_language(CLI::App& command, std::string& language) {
  language = language_of_locale();
  only(command.add_option("--language", language,
                          "Of names and words in the table: zh or en (default: by LC_ALL, "
                          "LC_MESSAGES, LANG)"),
       {"zh", "en"});
}

}  // namespace sixscope::apps
