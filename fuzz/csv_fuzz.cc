// Whatever the bytes, a sheet within its bounds comes out, or a refusal that has words; and what is
// written from the sheet's rows is read back as those rows.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "table/csv.h"
#include "table/refusal.h"

namespace {

using sixscope::table::Row;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

std::vector<std::vector<std::string>> texts_of(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> texts;
  for (const Row& row : rows) {
    texts.resize(row.number - 1);  // Blank rows keep the numbers.
    auto& fields = texts.emplace_back();
    for (const auto& cell : row.cells) {
      fields.push_back(cell.text);
    }
  }
  return texts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope::table;
  const Limits limits{.rows = 50, .columns = 20, .cells = 200, .cell_bytes = 100};
  const auto sheet = read_csv(std::as_bytes(std::span(data, size)), "f", limits);
  if (!sheet) {
    require(refusal_of(sheet.error()) != nullptr && sheet.error().offset <= size);
    return 0;
  }
  require(sheet->rows.size() <= limits.rows);
  std::size_t cells = 0;
  for (const Row& row : sheet->rows) {
    cells += row.cells.size();
    require(!row.cells.empty() && !row.cells.back().text.empty());
    require(row.cells.size() <= limits.columns);
    require(std::ranges::all_of(
        row.cells, [&](const Cell& cell) { return cell.text.size() <= limits.cell_bytes; }));
  }
  require(cells <= limits.cells);
  const std::string csv = write_csv(texts_of(sheet->rows));
  const auto again = read_csv(std::as_bytes(std::span(csv)), "f", limits);
  require(again && again->rows == sheet->rows);
  return 0;
}
