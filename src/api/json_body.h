#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sixscope::api {

/// A JSON value that came in, numbers as their digits: no figure passes through a double.
struct JsonIn {
  enum class Type : std::uint8_t { null, boolean, number, text, array, object };
  Type type = Type::null;
  bool truth = false;
  std::string text = {};  ///< Of a text, or the digits of a number.
  std::vector<JsonIn> items = {};
  std::vector<std::pair<std::string, JsonIn>> members = {};  ///< In the order they came.

  /// The member of that name; null if there is none.
  [[nodiscard]] const JsonIn* member(std::string_view name) const;
};

/// Reads one JSON text (RFC 8259). `malformed` with the byte that does not fit, for nesting deeper
/// than 16 and for a member that stands twice in an object.
[[nodiscard]] Result<JsonIn> read_json(std::string_view text);

}  // namespace sixscope::api
