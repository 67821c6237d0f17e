#pragma once

#include "base/result.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Whether the document can be printed at all: `malformed` where a table's row has other cells than
/// columns, `out_of_range` beyond 20,000 blocks, 60 columns, 50,000 rows of all tables, 1,000 bytes
/// a title, caption or head, 64 KiB another text or 64 MiB of texts. Says which table, which row.
[[nodiscard]] Result<void> check_printable(const document::Document& document);

}  // namespace sixscope::adapters
