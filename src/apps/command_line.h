#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace sixscope::apps {

// CLI11 is a library of headers: what includes it carries 165 KB of its code and compiles 10 to 24
// s longer, and some thirty files describe a command. So command_line.cc alone includes it, and
// this is as much of it as the commands use. What a call does and says is CLI11's own.

/// What may stand behind an option or at a place of the command line, for shell completion:
/// any of some words, several of them with commas between, or the name of a file.
enum class Suggested : std::uint8_t { words, list, file };

/// What `Option::suggest` said of an option.
struct Suggestion {
  Suggested what = Suggested::words;
  std::string words;  ///< Separated by spaces.
};

/// An option, a flag or a place of a command line. It is borrowed from the `CommandLine`, as small
/// as a pointer, and each copy means the same; what changes it returns it, to go on.
class Option {
 public:
  /// `option` is not null and outlives this.
  explicit Option(CLI::Option* option) : option_(option) {}

  /// The command line is wrong without it.
  Option required() const;
  /// The help shows the value that it has now.
  Option capture_default_str() const;
  /// Several values may stand in one word, with `mark` between.
  Option delimiter(char mark) const;
  /// Where it is not given, its value is that of the environment's variable `name`.
  Option envname(const std::string& name) const;
  /// Of an option with many values: it takes one word each time it is given, not all that follow.
  Option one_word_each() const;
  /// The command line is wrong with it and without `other`.
  Option needs(Option other) const;
  /// The command line is wrong with it and `other`.
  Option excludes(Option other) const;

  /// `fault` says what is wrong with a value; nothing if it is right. The help says nothing of it.
  Option check(std::function<std::string(const std::string&)> fault) const;
  /// Takes the name of a file that is there; the help says nothing of it.
  Option existing_file() const;
  /// Takes no number but from `least` to `most`; the help says so.
  Option range(int least, int most) const;
  Option range(std::uint64_t least, std::uint64_t most) const;
  Option range(double least, double most) const;
  /// As `range`, and the help has to say so itself.
  Option within(int least, int most) const;
  /// Takes no word but these; they are completed, and the help has to name them itself.
  Option only(const std::vector<std::string>& words) const;
  /// Takes any of these words, with commas between; they are completed, and the help names them.
  Option any_of(const std::vector<std::string>& words) const;
  /// What it is to be completed with. It limits nothing.
  Option suggest(Suggested what, const std::vector<std::string>& words = {}) const;

  /// What `suggest` said of it; nothing where it was not told.
  [[nodiscard]] std::optional<Suggestion> suggestion() const;
  /// "format", "c", or "FILE" of a place: the first of its names.
  [[nodiscard]] std::string name() const;
  /// "config" of `--config`; those of a flag that say no are among them.
  [[nodiscard]] std::vector<std::string> long_names() const;
  /// "c" of `-c`.
  [[nodiscard]] std::vector<std::string> short_names() const;
  /// It is told by its place, not by a name.
  [[nodiscard]] bool is_positional() const;
  /// It is no flag.
  [[nodiscard]] bool takes_value() const;

 private:
  CLI::Option* option_;
};

/// A command: the program itself, or one below another. It is borrowed from the `CommandLine`, as
/// small as a pointer, and each copy means the same.
class Command {
 public:
  /// `app` is not null and outlives this.
  explicit Command(CLI::App* app) : app_(app) {}

  /// A command below this one; `what` is its line in the help.
  [[nodiscard]] Command add_subcommand(const std::string& name, const std::string& what) const;
  /// It is not run alone: exactly one command below it must be named.
  void require_subcommand() const;
  /// What the help ends with.
  void footer(const std::string& text) const;
  /// `run` is called when the command line is right and names this command.
  void callback(std::function<void()> run) const;

  /// `name`: "-c,--config", or "FILE" of a place. What was given is written to `value`, which lives
  /// as long as the `CommandLine`; it is left alone where nothing was given. An optional has a
  /// value only if it was; a vector takes all words that follow.
  Option add_option(const std::string& name, std::string& value, const std::string& help) const;
  Option add_option(const std::string& name, int& value, const std::string& help) const;
  Option add_option(const std::string& name, std::uint32_t& value, const std::string& help) const;
  Option add_option(const std::string& name, std::uint64_t& value, const std::string& help) const;
  Option add_option(const std::string& name, double& value, const std::string& help) const;
  Option add_option(const std::string& name, std::vector<std::string>& value,
                    const std::string& help) const;
  Option add_option(const std::string& name, std::optional<std::string>& value,
                    const std::string& help) const;
  Option add_option(const std::string& name, std::optional<std::uint64_t>& value,
                    const std::string& help) const;
  Option add_option(const std::string& name, std::optional<std::vector<std::string>>& value,
                    const std::string& help) const;
  /// `name`: "--all", or "--all,!--not-all" with a name that says no. `value` as above.
  Option add_flag(const std::string& name, bool& value, const std::string& help) const;
  Option add_flag(const std::string& name, std::optional<bool>& value,
                  const std::string& help) const;

  /// The option of this name, "--by", which was added before.
  [[nodiscard]] Option option(const std::string& name) const;
  [[nodiscard]] std::string name() const;
  /// In the order in which they were added.
  [[nodiscard]] std::vector<Option> options() const;
  [[nodiscard]] std::vector<Command> subcommands() const;

 private:
  CLI::App* app_;
};

/// The command line of a program: `--help`, `--version`, and what is added to its command.
class CommandLine {
 public:
  struct Program {
    std::string name;     ///< As it is called.
    std::string what;     ///< What the help begins with.
    std::string version;  ///< What `--version` prints.
  };
  explicit CommandLine(const Program& program);
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  ~CommandLine();

  /// The program as a command, to which the others are added.
  [[nodiscard]] Command program() const { return Command(app_.get()); }

  enum class Parsed : std::uint8_t {
    ran,       ///< What a command was told to do was done.
    answered,  ///< Help or the version was asked for, and is on standard output.
    wrong,     ///< Nothing was done; what is wrong is on standard error.
  };
  /// Reads the words of `main` and runs the command that they name. What a command throws is let
  /// through.
  [[nodiscard]] Parsed parse(int argc, const char* const* argv) const;

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace sixscope::apps
