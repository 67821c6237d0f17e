#pragma once

#include <string>

#include "base/json_writer.h"
#include "flow/decoder.h"

namespace sixscope::decode {

/// The member name of a field: its IANA element name, `reverse` before it where it counts the other
/// direction (RFC 5103), "enterprise:number" where the registry has no name.
[[nodiscard]] std::string field_name(const flow::FieldValue& field);

/// Writes a field's value by its element's type (RFC 7012 s.3.1): numbers as numbers, addresses in
/// their usual text, times as RFC 3339 in UTC, text as text, everything else in hexadecimal.
void write_field(const flow::FieldValue& field, JsonWriter& out);

/// RFC 3339 in UTC with milliseconds.
[[nodiscard]] std::string time_text(Instant at);

}  // namespace sixscope::decode
