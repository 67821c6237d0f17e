#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"
#include "table/sheet.h"
#include "table/workbook.h"

namespace sixscope::table {

/// A CSV file, or text pasted from a spreadsheet, as a sheet with that name. Every cell is a text.
///
/// Encoding as `decode_text` finds it. Quoting as in RFC 4180; a quotation mark inside an unquoted
/// field is itself. Lines end by CR, LF or CRLF. The delimiter is what a first line `sep=;` says,
/// else the one of tab, semicolon, | and comma that splits the first records most evenly. Rows are
/// numbered as a spreadsheet numbers them, so a record of several lines is one row. Texts go
/// through `unfuse`. Errors are those of table/refusal.h and name the line.
[[nodiscard]] Result<Sheet> read_csv(ByteView bytes, std::string name, const Limits& limits = {});

/// The delimiter that splits the first records of a text most evenly; a comma where none does.
[[nodiscard]] char delimiter_of(std::string_view text);

/// Adds one record, comma separated and ended by CRLF, to what `write_csv` began.
void append_csv(std::string& csv, std::span<const std::string> fields);

/// UTF-8 with a byte order mark. Texts go through `defuse`; only what needs it is quoted.
/// `read_csv` gives the same rows back, but for empty texts at their ends.
[[nodiscard]] std::string write_csv(std::span<const std::vector<std::string>> rows);

/// The sheet as `write_csv` has it: rows stand at their numbers, blank lines between them, so that
/// what is said of a row is said of the sender's.
[[nodiscard]] std::string csv_of(const SheetPlan& sheet);

/// A spreadsheet would take some texts for formulas: those that begin with = + - @, their
/// full-width forms, a tab or a line end, unless they are plain numbers. `defuse` puts an
/// apostrophe before such a text, and before one that is such a text but for apostrophes; `unfuse`
/// takes it off again. unfuse(defuse(text)) == text for every text.
[[nodiscard]] std::string defuse(std::string_view text);
[[nodiscard]] std::string_view unfuse(std::string_view text);

}  // namespace sixscope::table
