#pragma once

#include <string>

#include "base/json_writer.h"
#include "registry/import_desk.h"
#include "registry/kind.h"
#include "table/sheet.h"

namespace sixscope::api {

/// Changed rows that an answer spells out, and rows of the sheet it sends back.
inline constexpr std::size_t kChangesShown = 1'000;
inline constexpr std::size_t kSheetRowsShown = 10'000;

/// What came of a sheet, to be told. Borrowed.
struct ImportAnswer {
  const std::string& file;
  const std::string& sha256;
  const registry::Kind& kind;
  const registry::Imported& imported;
  bool dry_run = false;
  const table::Sheet* sheet = nullptr;  ///< Set: sent back, unless it has too many rows (null).
};

/// The answer of an import as docs/reference/registry-api.md has it, for every door: one JSON text
/// without a line end.
[[nodiscard]] std::string import_json(const ImportAnswer& answer);

/// One receipt as a JSON object.
void write_receipt(JsonWriter& out, const registry::Receipt& receipt);

/// Remembered columns as a JSON object: title to field, "" where a column is left out.
[[nodiscard]] std::string columns_json(
    const std::vector<std::pair<std::string, std::string>>& columns);

}  // namespace sixscope::api
