#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "document/document.h"

namespace sixscope::report {

/// One skin, as a file. A function of the document alone: the same document, the same bytes.
struct Printer {
  std::string format;        ///< "docx": also the ending of its files.
  std::string content_type;  ///< Of HTTP.
  std::function<Result<std::string>(const document::Document&)> print;
};
using Printers = std::vector<Printer>;

/// Null where no printer has that format.
[[nodiscard]] const Printer* find_printer(const Printers& printers, std::string_view format);
/// "docx, pdf, xlsx": for refusals.
[[nodiscard]] std::string formats_of(const Printers& printers);

/// A table of the document by its id; null where it has none.
[[nodiscard]] const document::Table* find_table(const document::Document& document,
                                                std::string_view id);

/// A document as one format, or a table of it: "docx", "regions.csv". `not_found` for what is
/// neither.
[[nodiscard]] Result<std::string> print(const document::Document& document, std::string_view format,
                                        const Printers& printers);

}  // namespace sixscope::report
