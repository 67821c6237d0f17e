// Whatever is pasted, a sheet within its bounds comes out, or a refusal that has words; and no text
// with a tab is refused for its quotation marks.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "table/pasted_text.h"
#include "table/refusal.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope::table;
  const Limits limits{.rows = 50, .columns = 20, .cells = 200, .cell_bytes = 100};
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto sheet = read_pasted(bytes, "f", limits);
  if (!sheet) {
    const RefusalWords* const words = refusal_of(sheet.error());
    require(words != nullptr && sheet.error().offset <= size);
    const bool of_marks = words->refused == Refused::open_quotation ||
                          words->refused == Refused::text_after_quotation;
    const bool is_wide = size > 1 && (data[0] == 0xFF || data[0] == 0xFE);  // No byte is a tab.
    const auto* const end = data + size;
    require(!of_marks || is_wide || std::find(data, end, std::uint8_t{'\t'}) == end);
    return 0;
  }
  require(sheet->rows.size() <= limits.rows);
  std::size_t cells = 0;
  std::size_t number = 0;
  for (const Row& row : sheet->rows) {
    cells += row.cells.size();
    require(row.number > number);
    number = row.number;
    require(!row.cells.empty() && !row.cells.back().text.empty());
    require(row.cells.size() <= limits.columns);
    require(std::ranges::all_of(
        row.cells, [&](const Cell& cell) { return cell.text.size() <= limits.cell_bytes; }));
  }
  require(cells <= limits.cells);
  return 0;
}
