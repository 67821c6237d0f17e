// Whatever is sent as a form, its parts are parts of what was sent; whatever is said of cells, they
// are laid over a sheet within its bounds, or refused with words.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/import_body.h"
#include "http/form_data.h"
#include "table/refusal.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope;  // NOLINT: a program of its own.
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: bytes.
  // The header is the first line.
  const std::string_view type = text.substr(0, text.find('\n'));
  const std::string_view body = text.substr(std::min(type.size() + 1, size));
  if (const auto parts = http::read_form_data(type, body)) {
    std::size_t sum = 0;
    for (const http::FormPart& part : *parts) {
      sum += part.body.size();
      require(part.body.data() >= body.data() &&
              part.body.data() + part.body.size() <= body.data() + body.size());
    }
    require(sum <= size);
  }
  const auto mends = api::mends_from_json(body);
  if (!mends) {
    return 0;
  }
  const table::Limits limits{.rows = 50, .columns = 20, .cells = 200, .cell_bytes = 100};
  table::Sheet sheet;
  sheet.rows = {{.number = 2, .cells = {{.merged = true}}}};
  sheet.merges = {{1, 0, 2, 0}};
  const auto done = table::mend(sheet, *mends, limits);
  require(done || table::refusal_of(done.error()) != nullptr);
  std::size_t cells = 0;
  for (const table::Row& row : sheet.rows) {
    cells += row.cells.size();
    require(row.cells.size() <= limits.columns);
  }
  require(sheet.rows.size() <= limits.rows && (!done || cells <= limits.cells));
  require(!done || std::ranges::is_sorted(sheet.rows, {}, &table::Row::number));
  return 0;
}
