// Whatever the bytes, sheets within their bounds come out, or a refusal that has words. Bytes that
// are no archive become the sheet of one, so that the parser of sheets sees them too.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/xlsx/xlsx_fixture.h"
#include "table/refusal.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void read_and_check(std::string_view bytes) {
  using namespace sixscope;
  const table::Limits limits{.file_bytes = 1U << 20U,
                             .unpacked_bytes = 4U << 20U,
                             .rows = 50,
                             .columns = 20,
                             .cells = 200,
                             .cell_bytes = 100};
  const auto sheets = adapters::read_bytes(bytes, limits);
  if (!sheets) {
    require(table::refusal_of(sheets.error()) != nullptr);
    return;
  }
  std::size_t rows = 0;
  std::size_t cells = 0;
  for (const table::Sheet& sheet : *sheets) {
    rows += sheet.rows.size();
    require(sheet.hidden_columns.size() <= limits.columns);
    std::size_t last = 0;
    for (const table::Row& row : sheet.rows) {
      require(row.number > last && row.number <= table::kRowNumberMax);
      require(!row.cells.empty() && row.cells.size() <= limits.columns);
      last = row.number;
      cells += row.cells.size();
      for (const table::Cell& cell : row.cells) {
        require(cell.text.size() <= limits.cell_bytes);
      }
    }
  }
  require(rows <= limits.rows && cells <= limits.cells);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(data[i]));
  }
  if (text.starts_with("PK")) {
    read_and_check(text);
    return 0;
  }
  sixscope::adapters::HandMade book;
  const char which = text.empty() ? '\0' : text.back();
  if (which == 'w') {
    book.workbook = text;
  } else if (which == 's') {
    book.strings = text;
  } else if (which == 'y') {
    book.styles = text;
  } else if (which == 'r') {
    book.relationships = text;
  } else {
    book.sheet = text;
  }
  read_and_check(book.bytes());
  return 0;
}
