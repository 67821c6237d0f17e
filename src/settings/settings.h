#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "settings/definition.h"

namespace sixscope::settings {

/// Values of environment variables by name, all of which begin with SIXSCOPE_.
using Environment = std::map<std::string, std::string, std::less<>>;

/// The program's own environment.
[[nodiscard]] Environment process_environment();

/// One thing wrong in a settings file or variable: where, what, and what to do.
struct Fault {
  std::string where;  ///< As Settings::where has it.
  std::string detail;
};

struct Loaded;

/// The settings in force: catalogue defaults, then the file, then the environment. Sealed: nothing
/// changes after `load`. Copyable; safe to read from any thread.
///
/// The getters take keys of the catalogue; any other key, or the wrong type, is a bug and aborts.
class Settings {
 public:
  using Value = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

  /// Catalogue defaults alone.
  Settings();

  /// Reads `toml` (`name` is for messages) over the defaults, then the environment over both.
  /// Lists every fault; a key whose value is refused keeps the one before.
  static Loaded load(std::string_view toml, std::string_view name, const Environment& environment);

  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view key) const;

  /// Where the value of a key comes from: "sixscope.toml:12", "SIXSCOPE_HTTP_LISTEN", the `where`
  /// of `override_with`, or "default".
  [[nodiscard]] std::string where(std::string_view key) const;

  /// One value as TOML, a secret as "***".
  [[nodiscard]] std::string shown(const Definition& definition) const;
  /// The whole as TOML, secrets as "***".
  [[nodiscard]] std::string show() const;

  /// Sets one key as the environment would, for command line options that mirror a setting. The
  /// fault if the text is not a value of that key.
  [[nodiscard]] std::optional<Fault> override_with(std::string_view key, std::string_view text,
                                                   std::string_view where);

 private:
  [[nodiscard]] const Value& at(std::string_view key) const;
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> origins_;  ///< Of all but defaults.
};

/// What was read. Fit for use only if there are no faults.
struct Loaded {
  Settings settings;
  std::vector<Fault> faults;
};

/// `path` whole; `not_found` with a remedy if it cannot be read, `out_of_range` past 1 MiB.
[[nodiscard]] Result<std::string> read_settings_file(const std::string& path);

}  // namespace sixscope::settings
