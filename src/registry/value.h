#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "model/decimal.h"

namespace sixscope::registry {

/// What a field holds: nothing, a text (codes, dates as 2026-06-30 and months as 2026-06 among
/// them), a number, yes or no, or several codes. Nothing is not zero and not the empty text, which
/// is never stored.
using Value =
    std::variant<std::monostate, std::string, model::Decimal, bool, std::vector<std::string>>;

/// The fields of an object by name. A field that holds nothing is absent.
using Document = std::map<std::string, Value, std::less<>>;

/// The value of a field; nothing if it is absent.
[[nodiscard]] const Value& value_of(const Document& document, std::string_view field);

/// As a person types it: numbers in plain decimals, "true" and "false", codes joined by a comma and
/// a blank; empty for nothing.
[[nodiscard]] std::string text_of(const Value& value);

/// As JSON: null, a string, a number of exact digits, true or false, an array of strings.
[[nodiscard]] std::string to_json(const Value& value);
/// The inverse. `malformed` for anything else, objects and nested arrays among them.
[[nodiscard]] Result<Value> value_from_json(std::string_view json);

/// One JSON object, members by name ascending, no blanks: the same document gives the same bytes.
[[nodiscard]] std::string to_json(const Document& document);
[[nodiscard]] Result<Document> document_from_json(std::string_view json);

}  // namespace sixscope::registry
