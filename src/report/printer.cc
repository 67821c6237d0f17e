#include "report/printer.h"

#include <algorithm>
#include <variant>

#include "document/skins.h"

namespace sixscope::report {
namespace {

constexpr std::string_view kCsv = ".csv";

}  // namespace

const Printer* find_printer(const Printers& printers, std::string_view format) {
  const auto found = std::ranges::find(printers, format, &Printer::format);
  return found == printers.end() ? nullptr : &*found;
}

std::string formats_of(const Printers& printers) {
  std::string all;
  for (const Printer& one : printers) {
    all += (all.empty() ? "" : ", ") + one.format;
  }
  return all;
}

const document::Table* find_table(const document::Document& document, std::string_view id) {
  for (const document::Block& block : document.blocks) {
    const auto* const table = std::get_if<document::Table>(&block);
    if (table != nullptr && table->id == id) {
      return table;
    }
  }
  return nullptr;
}

Result<std::string> print(const document::Document& document, std::string_view format,
                          const Printers& printers) {
  if (const Printer* const printer = find_printer(printers, format)) {
    return printer->print(document);
  }
  const document::Table* const table =
      format.ends_with(kCsv) ? find_table(document, format.substr(0, format.size() - kCsv.size()))
                             : nullptr;
  if (table == nullptr) {
    return fail_because(
        "'" + std::string(format) + "'; there are " + formats_of(printers) + " and TABLE.csv",
        Errc::not_found, "the report is not printed as this");
  }
  return document::csv(*table);
}

}  // namespace sixscope::report
