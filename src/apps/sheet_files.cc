#include "apps/sheet_files.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

#include "adapters/xlsx/xlsx_reader.h"
#include "adapters/xlsx/xlsx_writer.h"
#include "table/csv.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_bytes(const std::string& path) {
  const std::size_t most = table::Limits().file_bytes + 1;  // One more, so that a reader refuses.
  std::ifstream file;
  if (path != "-") {
    std::error_code wrong;
    file.open(path, std::ios::binary);
    if (!file || fs::is_directory(path, wrong)) {
      return fail_because(path + "; does it exist, and may this user read it?", Errc::not_found,
                          "cannot open the file");
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string bytes(most, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

std::string csv_of(const table::SheetPlan& sheet) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> titles;
  for (const table::Column& column : sheet.columns) {
    titles.push_back(column.title);
  }
  bool titled = sheet.header_row == 0;
  for (const table::Row& row : sheet.rows) {
    if (!titled && row.number > sheet.header_row) {
      lines.push_back(titles);
      titled = true;
    }
    std::vector<std::string>& line = lines.emplace_back();
    for (const table::Cell& cell : row.cells) {
      line.push_back(cell.text);
    }
  }
  if (!titled) {
    lines.push_back(titles);
  }
  return table::write_csv(lines);
}

}  // namespace

std::string sha256_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    fmt::format_to(std::back_inserter(text), "{:02x}", digest.at(i));
  }
  return text;
}

Result<std::vector<table::Sheet>> read_sheets(const std::string& bytes, const std::string& name) {
  const ByteView view = std::as_bytes(std::span(bytes));
  // Containers begin so: zip, and the old or encrypted files that the reader refuses with a word.
  if (bytes.starts_with("PK") || bytes.starts_with("\xd0\xcf\x11\xe0")) {
    return adapters::read_xlsx(view);
  }
  auto sheet = table::read_csv(view, name);
  if (!sheet) {
    return fail_like(sheet);
  }
  std::vector<table::Sheet> sheets;
  sheets.push_back(*std::move(sheet));
  return sheets;
}

Result<SheetFile> read_sheet_file(const std::string& path) {
  auto bytes = read_bytes(path);
  if (!bytes) {
    return fail_like(bytes);
  }
  auto sheets = read_sheets(*bytes, fs::path(path).stem().string());
  if (!sheets) {
    return fail_like(sheets);
  }
  return SheetFile{.sheets = *std::move(sheets), .sha256 = sha256_of(*bytes)};
}

Result<std::string> write_book(const table::Workbook& workbook, const std::string& format) {
  return format == "csv" ? Result<std::string>(csv_of(workbook.sheets.front()))
                         : adapters::write_xlsx(workbook);
}

Result<void> write_sheet_file(const std::string& path, const table::Workbook& workbook) {
  const auto bytes = write_book(workbook, path.ends_with(".csv") ? "csv" : "xlsx");
  if (!bytes) {
    return fail_like(bytes);
  }
  if (path == "-") {
    std::fwrite(bytes->data(), 1, bytes->size(), stdout);
    return {};
  }
  const std::string beside = path + ".part";
  std::ofstream file(beside, std::ios::binary);
  file.write(bytes->data(), static_cast<std::streamsize>(bytes->size()));
  file.close();
  std::error_code wrong;
  if (file) {
    fs::rename(beside, path, wrong);
  }
  if (!file || wrong) {
    fs::remove(beside, wrong);
    return fail_because(path + "; is the folder there, may this user write to it, is there room?",
                        Errc::unavailable, "cannot write the file");
  }
  return {};
}

}  // namespace sixscope::apps
