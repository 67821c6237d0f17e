#pragma once

#include <string>

#include "base/byte_reader.h"
#include "base/result.h"
#include "table/sheet.h"

namespace sixscope::table {

/// Text copied out of a spreadsheet, as a sheet with that name: tabs between cells, a line a row.
/// Every cell is a text.
///
/// Programs put a cell that holds a line break, a tab or a quotation mark in quotation marks and
/// double those inside; some leave a cell that merely begins with one as it is. So a quotation
/// counts only if it ends where a cell can end; otherwise its marks are the cell's text, and no
/// text is refused for its marks. Text without any tab is read as CSV (`read_csv`), for a column
/// copied alone as well as for a file's content. Encoding and `unfuse` as there; errors are those
/// of table/refusal.h. Linear in the text.
[[nodiscard]] Result<Sheet> read_pasted(ByteView bytes, std::string name,
                                        const Limits& limits = {});

/// Text of which it is not said what it is: pasted if tabs split its first records most evenly,
/// else CSV.
[[nodiscard]] Result<Sheet> read_pasted_or_csv(ByteView bytes, std::string name,
                                               const Limits& limits = {});

}  // namespace sixscope::table
