#include "apps/command_line.h"

#include <fmt/ranges.h>

#include <array>
#include <iostream>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

namespace sixscope::apps {
namespace {

// A suggestion is kept as the name of a check that lets everything pass.
constexpr std::array<std::string_view, 3> kSuggestionNames = {"suggest words", "suggest list",
                                                              "suggest file"};

template <class Value>
Option add(CLI::App& app, const std::string& name, Value& value, const std::string& help) {
  return Option(app.add_option(name, value, help));
}

}  // namespace

Option Option::required() const { return Option(option_->required()); }
Option Option::capture_default_str() const { return Option(option_->capture_default_str()); }
Option Option::delimiter(char mark) const { return Option(option_->delimiter(mark)); }
Option Option::envname(const std::string& name) const { return Option(option_->envname(name)); }
Option Option::one_word_each() const { return Option(option_->allow_extra_args(false)); }
Option Option::needs(Option other) const { return Option(option_->needs(other.option_)); }
Option Option::excludes(Option other) const { return Option(option_->excludes(other.option_)); }

Option Option::check(std::function<std::string(const std::string&)> fault) const {
  return Option(option_->check(std::move(fault)));
}

Option Option::existing_file() const {
  return Option(option_->check(CLI::ExistingFile.description("")));
}

Option Option::range(int least, int most) const {
  return Option(option_->check(CLI::Range(least, most)));
}

Option Option::range(std::uint64_t least, std::uint64_t most) const {
  return Option(option_->check(CLI::Range(least, most)));
}

Option Option::range(double least, double most) const {
  return Option(option_->check(CLI::Range(least, most)));
}

Option Option::within(int least, int most) const {
  return Option(option_->check(CLI::Range(least, most).description("")));
}

Option Option::only(const std::vector<std::string>& words) const {
  option_->check(CLI::IsMember(words).description(""));
  return suggest(Suggested::words, words);
}

Option Option::any_of(const std::vector<std::string>& words) const {
  option_->delimiter(',')->check(CLI::IsMember(words));
  return suggest(Suggested::list, words);
}

Option Option::suggest(Suggested what, const std::vector<std::string>& words) const {
  CLI::Validator suggestion;
  suggestion.name(fmt::format("{}:{}", kSuggestionNames.at(static_cast<std::size_t>(what)),
                              fmt::join(words, " ")));
  return Option(option_->check(suggestion));
}

std::optional<Suggestion> Option::suggestion() const {
  constexpr int kChecksMax = 8;
  for (int i = 0; i < kChecksMax; ++i) {
    std::string name;
    try {
      name = option_->get_validator(i)->get_name();
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

std::string Option::name() const { return option_->get_single_name(); }
std::vector<std::string> Option::long_names() const { return option_->get_lnames(); }
std::vector<std::string> Option::short_names() const { return option_->get_snames(); }
bool Option::is_positional() const { return option_->get_positional(); }
bool Option::takes_value() const { return option_->get_items_expected_max() > 0; }

Command Command::add_subcommand(const std::string& name, const std::string& what) const {
  return Command(app_->add_subcommand(name, what));
}

void Command::require_subcommand() const { app_->require_subcommand(1); }
void Command::footer(const std::string& text) const { app_->footer(text); }
void Command::callback(std::function<void()> run) const { app_->callback(std::move(run)); }

Option Command::add_option(const std::string& name, std::string& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, int& value, const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::uint32_t& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::uint64_t& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, double& value, const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::vector<std::string>& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::optional<std::string>& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::optional<std::uint64_t>& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_option(const std::string& name, std::optional<std::vector<std::string>>& value,
                           const std::string& help) const {
  return add(*app_, name, value, help);
}

Option Command::add_flag(const std::string& name, bool& value, const std::string& help) const {
  return Option(app_->add_flag(name, value, help));
}

Option Command::add_flag(const std::string& name, std::optional<bool>& value,
                         const std::string& help) const {
  return Option(app_->add_flag(name, value, help));
}

Option Command::option(const std::string& name) const { return Option(app_->get_option(name)); }
std::string Command::name() const { return app_->get_name(); }

std::vector<Option> Command::options() const {
  std::vector<Option> all;
  for (CLI::Option* const option : app_->get_options()) {
    all.emplace_back(option);
  }
  return all;
}

std::vector<Command> Command::subcommands() const {
  std::vector<Command> all;
  for (CLI::App* const app : app_->get_subcommands(nullptr)) {
    all.emplace_back(app);
  }
  return all;
}

CommandLine::CommandLine(const Program& program)
    : app_(std::make_unique<CLI::App>(program.what, program.name)) {
  app_->set_version_flag("--version", program.version);
}

CommandLine::~CommandLine() = default;

CommandLine::Parsed CommandLine::parse(int argc, const char* const* argv) const {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app_->exit(wrong) == 0 ? Parsed::answered : Parsed::wrong;
  }
  if (app_->get_subcommands().empty()) {
    std::cerr << app_->help();
    return Parsed::wrong;
  }
  return Parsed::ran;
}

}  // namespace sixscope::apps
