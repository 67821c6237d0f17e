#include "table/sheet.h"

#include <algorithm>

#include "base/utf8.h"

namespace sixscope::table {

std::string column_letters(std::size_t column) {
  constexpr std::size_t kLetters = 26;
  std::string letters;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / kLetters) {
    letters += static_cast<char>('A' + (rest - 1) % kLetters);
  }
  std::ranges::reverse(letters);
  return letters;
}

std::optional<std::size_t> column_index(std::string_view letters) {
  constexpr std::size_t kLetters = 26;
  std::size_t column = 0;  // From 1.
  for (const char c : letters) {
    if (c < 'A' || c > 'Z' || column > kColumnsMax) {
      return std::nullopt;
    }
    column = column * kLetters + static_cast<std::size_t>(c - 'A') + 1;
  }
  return column == 0 || column > kColumnsMax ? std::nullopt : std::optional(column - 1);
}

std::string sheet_name(std::string_view text) {
  constexpr std::size_t kCharactersMax = 31;
  constexpr std::string_view kForbidden = "[]:*?/\\";
  std::string name;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text.size() && characters < kCharactersMax; ++characters) {
    const std::size_t size = std::max<std::size_t>(utf8_sequence(text, at), 1);
    const std::string_view one = text.substr(at, size);
    const auto first = static_cast<unsigned char>(one.front());
    const bool is_broken = size == 1 && first >= 0x80;
    const bool is_bad = is_broken || first < 0x20 || first == 0x7F ||
                        kForbidden.find(one.front()) != std::string_view::npos;
    name += is_bad ? std::string_view("_") : one;
    at += size;
  }
  while (name.starts_with('\'') || name.starts_with(' ')) {
    name.erase(0, 1);
  }
  while (name.ends_with('\'') || name.ends_with(' ')) {
    name.pop_back();
  }
  return name.empty() ? "Sheet1" : name;
}

}  // namespace sixscope::table
