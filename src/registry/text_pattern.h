#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace sixscope::registry {

/// The form of a text, as `Field::pattern` writes it: characters and classes such as [a-z0-9_] or
/// [^@ ], one after the other, each with +, *, ?, {6} or {1,10} behind it or nothing. There are no
/// groups and no alternatives, so that a match takes bounded time.
class TextPattern {
 public:
  /// Nothing where it is not written so.
  [[nodiscard]] static std::optional<TextPattern> parse(std::string_view pattern);

  /// Whether the whole text has this form. Bytes beyond ASCII fit only a class that excludes.
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  struct Part {
    std::bitset<256> set;
    std::size_t least = 1;
    std::size_t most = 1;
  };
  static bool take_set(std::string_view& rest, Part& part);
  static bool take_count(std::string_view& rest, Part& part);

  std::vector<Part> parts_;
};

}  // namespace sixscope::registry
