#pragma once

#include <string>

#include "adapters/docx/docx.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Adds a table (w:tbl) as wide as `width` twentieths of a point: heads repeated on every page,
/// rows never split, columns as wide as their weights, sums in bold. Nothing where it has no
/// columns.
void append_table(std::string& xml, const document::Table& table, document::Language language,
                  int width, TableRules rules);

}  // namespace sixscope::adapters
