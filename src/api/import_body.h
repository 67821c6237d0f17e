#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/object_store.h"
#include "table/mend.h"
#include "table/sheet.h"

namespace sixscope::api {

/// Rows of a sheet in JSON, as a program has them: `{"name": "…", "rows": [["…", …], …]}`. A cell
/// is a text, a number, true, false or null; rows are numbered from 1, empty ones counted. Errors
/// are those of table/refusal.h for what is too much, `malformed` with the byte for what is not
/// that.
[[nodiscard]] Result<table::Sheet> sheet_from_json(std::string_view json,
                                                   const table::Limits& limits = {});

/// Cells that a person mended: `[{"row": 5, "column": "D", "text": "…"}, …]`, one for each.
/// Errors are those of table/refusal.h for more than 100,000 or 8 MiB of them, `malformed` with the
/// mend for anything else.
[[nodiscard]] Result<std::vector<table::Mend>> mends_from_json(std::string_view json);

/// `{"title": "field", "other": ""}` in its order. `malformed` for anything else.
[[nodiscard]] Result<registry::ColumnTitles> columns_from_json(std::string_view json);

}  // namespace sixscope::api
