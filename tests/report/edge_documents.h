#pragma once

#include <string>
#include <utility>
#include <vector>

#include "document/document.h"

namespace sixscope::testing {

/// Documents that show one rule of layout each, with their names: "grid" is two pages and more of
/// one character; "headings" has sixty sections of growing length, so that some heading meets the
/// end of a page; "merged" is a table whose regions go over pages; "tall" has a row higher than two
/// pages; "wide" has more columns than a page has room for.
[[nodiscard]] std::vector<std::pair<std::string, document::Document>> edge_documents();

}  // namespace sixscope::testing
