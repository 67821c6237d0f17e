#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "table/sheet.h"

namespace sixscope::api {

/// Rows of a sheet in JSON, as a browser sends them after a person mended cells:
/// `{"name": "…", "rows": [["…", …], …]}`. A cell is a text, a number, true, false or null; rows
/// are numbered from 1, empty ones counted. Errors are those of table/refusal.h for what is too
/// much, `malformed` with the byte for what is not that.
[[nodiscard]] Result<table::Sheet> sheet_from_json(std::string_view json,
                                                   const table::Limits& limits = {});

/// `{"title": "field", "other": ""}` in its order. `malformed` for anything else.
using Columns = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] Result<Columns> columns_from_json(std::string_view json);

}  // namespace sixscope::api
