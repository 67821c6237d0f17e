// Whatever a browser is made to send as rows, a sheet within its bounds comes out or an error, and
// a sheet's own rows come back as they were.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/import_body.h"
#include "base/json_writer.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;  // NOLINT: a program of its own.
  const table::Limits limits{.rows = 50, .columns = 20, .cells = 200, .cell_bytes = 100};
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes.
  if (const auto columns = api::columns_from_json(text)) {
    require(columns->size() <= size);
  }
  const auto sheet = api::sheet_from_json(text, limits);
  if (!sheet) {
    require(!sheet.error().rule.empty());
    return 0;
  }
  require(sheet->rows.size() <= limits.rows);
  JsonWriter out;
  out.begin_object().member("name", sheet->name).key("rows").begin_array();
  std::size_t number = 1;
  for (const table::Row& row : sheet->rows) {
    require(!row.cells.empty() && row.cells.size() <= limits.columns && row.number >= number);
    if (row.number > 10'000) {
      return 0;  // Blank rows that are not worth writing.
    }
    for (; number < row.number; ++number) {
      out.begin_array().end_array();
    }
    ++number;
    out.begin_array();
    for (const table::Cell& cell : row.cells) {
      require(cell.text.size() <= limits.cell_bytes);
      out.value(cell.text);
    }
    out.end_array();
  }
  out.end_array().end_object();
  const auto again = api::sheet_from_json(out.text(), limits);
  require(again && again->rows.size() == sheet->rows.size());
  for (std::size_t i = 0; i < again->rows.size(); ++i) {
    require(again->rows[i].number == sheet->rows[i].number);
    require(std::ranges::equal(again->rows[i].cells, sheet->rows[i].cells, {}, &table::Cell::text,
                               &table::Cell::text));
  }
  return 0;
}
