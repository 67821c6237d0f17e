// seeded_file DEVICES FAULTS FILE: writes a NAT44 ledger as a carrier may send it, as CSV or (FILE
// ends in .xlsx) as a workbook, and prints the faults that are in it as JSON: row, column, rule.
#include <cstdio>
#include <fstream>
#include <string>

#include "adapters/xlsx/xlsx_writer.h"
#include "base/json_writer.h"
#include "table/csv.h"
#include "testing/seeded_ledger.h"

namespace {

using namespace sixscope;  // NOLINT: a program of its own.

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

table::Workbook book_of(const std::vector<std::vector<std::string>>& rows) {
  table::SheetPlan sheet{.name = "台账"};
  for (const auto& texts : rows) {
    table::Row row{.number = sheet.rows.size() + 1};
    for (const std::string& text : texts) {
      const auto type = text.empty()      ? table::CellType::empty
                        : is_number(text) ? table::CellType::number
                                          : table::CellType::text;
      row.cells.push_back({.type = type, .text = text});
    }
    sheet.rows.push_back(std::move(row));
  }
  return {{std::move(sheet)}};
}

}  // namespace

int main(int count, char** arguments) {
  constexpr int kArguments = 4;
  if (count != kArguments) {
    std::fputs("usage: seeded_file DEVICES FAULTS FILE\n", stderr);
    return 2;
  }
  const auto ledger = testing::seeded_ledger(std::stoul(arguments[1]), std::stoul(arguments[2]));
  const std::string file = arguments[3];
  const auto bytes = file.ends_with(".xlsx") ? adapters::write_xlsx(book_of(ledger.rows))
                                             : Result<std::string>(testing::csv_of(ledger.rows));
  if (!bytes) {
    std::fprintf(stderr, "seeded_file: %s\n", describe(bytes.error()).c_str());
    return 1;
  }
  std::ofstream(file, std::ios::binary) << *bytes;
  JsonWriter out;
  out.begin_array();
  for (const testing::SeededFault& fault : ledger.faults) {
    out.begin_object()
        .member("row", fault.row)
        .member("column", table::column_letters(fault.column))
        .member("rule", fault.rule)
        .end_object();
  }
  out.end_array();
  std::puts(out.text().c_str());
  return 0;
}
