#pragma once

#include <xlsxwriter.h>

#include "adapters/workbook/book.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Writes a table on a sheet of its own: caption, heads, rows, note, and how it prints.
void write_table_sheet(Book& book, lxw_worksheet* sheet, const document::Table& table,
                       document::Language language);

}  // namespace sixscope::adapters
