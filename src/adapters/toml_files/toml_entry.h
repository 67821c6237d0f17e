#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/decimal.h"

// Of toml++, which is too heavy for a header.
namespace toml::inline v3 {
class node;
class table;
}  // namespace toml::inline v3

namespace sixscope::adapters {

/// What is wrong in a file of the catalogue.
struct CatalogueFault {
  std::string file;      ///< Below the catalogue: "objects/site.toml".
  std::size_t line = 0;  ///< 0: of the file as a whole.
  std::string what;

  /// "objects/site.toml line 12: unknown key 'titel'".
  [[nodiscard]] std::string describe() const;
};

/// One table of a catalogue's file under reading. What is missing, of another type or unknown
/// becomes a fault with its line, and reading goes on, so that somebody who edits a file sees
/// everything at once. Every key that is asked for is known; `finish` faults the others.
class TomlEntry {
 public:
  TomlEntry(const toml::table& table, std::string file, std::vector<CatalogueFault>& faults)
      : table_(table), file_(std::move(file)), faults_(faults) {}

  [[nodiscard]] bool has(std::string_view key) const;
  /// Empty if absent. A fault if it is no text, or `needed` and absent or empty.
  std::string text(std::string_view key, bool needed = false);
  /// `{ zh = "", en = "" }`, both not empty; a fault if `needed` and absent.
  template <class Words>
  Words words(std::string_view key, bool needed = false) {
    auto [zh, en] = both_languages(key, needed);
    return Words{std::move(zh), std::move(en)};
  }
  /// A text that is needed and names something in addresses and names of files: a fault where it
  /// has more than ASCII letters, digits and `_`.
  std::string name(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  bool boolean(std::string_view key, bool absent = false);
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// A list of whole numbers, each within bounds.
  std::vector<std::int64_t> integers(std::string_view key, std::int64_t least, std::int64_t most);
  /// A whole number, or a text such as "0.5": a binary float has no exact decimal.
  std::optional<model::Decimal> decimal(std::string_view key);
  /// Any number; a fault if it is none, or `needed` and absent.
  std::optional<double> number(std::string_view key, bool needed = false);
  /// Null if absent; a fault if it is no table.
  const toml::table* table(std::string_view key);
  /// Texts by key of an inner table, in order of keys.
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view key);
  /// The same where a value may be a list of texts too.
  std::vector<std::pair<std::string, std::vector<std::string>>> lists(std::string_view key);
  /// The tables of `[[key]]`; a fault for each that is something else.
  std::vector<const toml::table*> tables(std::string_view key);
  /// Which of `names` stands there; `absent` if none does, with a fault if it is needed.
  template <class Enum>
  Enum one_of(std::string_view key, std::span<const std::string_view> names,
              std::optional<Enum> absent = std::nullopt) {
    const std::string given = text(key, !absent.has_value());
    const auto found = std::ranges::find(names, given);
    if (found != names.end()) {
      return static_cast<Enum>(found - names.begin());
    }
    if (!given.empty()) {
      unknown(key, given, names);
    }
    return absent.value_or(Enum{});
  }
  /// Faults every key that was not asked for.
  void finish();

  void fault(std::string what) { fault_at(line(), std::move(what)); }
  /// A fault at a key's line, or at the table's where the key is absent.
  void fault(std::string_view key, std::string what);
  [[nodiscard]] std::size_t line() const;
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::vector<CatalogueFault>& faults() const { return faults_; }

 private:
  const toml::node* find(std::string_view key);
  std::pair<std::string, std::string> both_languages(std::string_view key, bool needed);
  void unknown(std::string_view key, const std::string& given,
               std::span<const std::string_view> names);
  void fault_at(std::size_t line, std::string what) {
    faults_.push_back({file_, line, std::move(what)});
  }

  const toml::table& table_;
  std::string file_;
  std::vector<CatalogueFault>& faults_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace sixscope::adapters
