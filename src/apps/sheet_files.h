#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/kind.h"
#include "settings/settings.h"
#include "table/sheet.h"
#include "table/workbook.h"

namespace sixscope::apps {

/// All of a file, "-" standard input; of one larger than `bytes_max` a little more than that, so
/// that who reads it refuses it. `not_found` if it cannot be opened.
[[nodiscard]] Result<std::string> read_bytes(const std::string& path, std::size_t bytes_max);

/// A spreadsheet file as it came in.
struct SheetFile {
  std::vector<table::Sheet> sheets;  ///< At least one; of CSV just one.
  std::string sha256;                ///< Of its bytes, hexadecimal.
};

/// Reads an XLSX or CSV file, whatever it is called; "-" is standard input, where pasted text may
/// come too. `not_found` if it cannot be opened, else the reader's errors.
[[nodiscard]] Result<SheetFile> read_sheet_file(const std::string& path,
                                                const table::Limits& limits = {});

/// The bounds for a file that comes in: setting registry.import_bytes_max.
[[nodiscard]] table::Limits limits_of(const settings::Settings& settings);

/// What is wrong in the language, where the reader of a file refused it; in English otherwise.
[[nodiscard]] std::string words_of(const Error& error, registry::Language language);

/// Whether a file may be written that a command is to make: `conflict` where something is there,
/// unless `is_forced`. "-" is standard output.
[[nodiscard]] Result<void> check_free(const std::string& path, bool is_forced);

/// Writes a workbook: as XLSX, or its first sheet as CSV if the name ends in .csv; "-" is standard
/// output. Only whole files: what was there stays where writing fails.
[[nodiscard]] Result<void> write_sheet_file(const std::string& path,
                                            const table::Workbook& workbook);

/// The sheets of an XLSX or CSV file, told apart by content; `name` is a CSV sheet's.
[[nodiscard]] Result<std::vector<table::Sheet>> read_sheets(const std::string& bytes,
                                                            const std::string& name,
                                                            const table::Limits& limits = {});
/// The bytes of a workbook: format "xlsx", or "csv" of its first sheet.
[[nodiscard]] Result<std::string> write_book(const table::Workbook& workbook,
                                             const std::string& format);

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits.
[[nodiscard]] std::string sha256_of(std::string_view bytes);

}  // namespace sixscope::apps
