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
#include "base/whole_file.h"
#include "table/csv.h"
#include "table/pasted_text.h"
#include "table/refusal.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 1U << 20U;

// Containers begin so: zip, and the old or encrypted files that the reader refuses with a word.
bool is_workbook(std::string_view bytes) {
  return bytes.starts_with("PK") || bytes.starts_with("\xd0\xcf\x11\xe0");
}

}  // namespace

Result<std::string> read_bytes(const std::string& path, std::size_t bytes_max) {
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
  std::string bytes;
  while (in && bytes.size() <= bytes_max) {  // One piece more, so that a reader refuses.
    const std::size_t before = bytes.size();
    bytes.resize(before + kPieceBytes);
    in.read(bytes.data() + before, static_cast<std::streamsize>(kPieceBytes));
    bytes.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

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

Result<std::vector<table::Sheet>> read_sheets(const std::string& bytes, const std::string& name,
                                              const table::Limits& limits) {
  const ByteView view = std::as_bytes(std::span(bytes));
  if (is_workbook(bytes)) {
    return adapters::read_xlsx(view, limits);
  }
  auto sheet = table::read_csv(view, name, limits);
  if (!sheet) {
    return fail_like(sheet);
  }
  std::vector<table::Sheet> sheets;
  sheets.push_back(*std::move(sheet));
  return sheets;
}

Result<SheetFile> read_sheet_file(const std::string& path, const table::Limits& limits) {
  auto bytes = read_bytes(path, limits.file_bytes);
  if (!bytes) {
    return fail_like(bytes);
  }
  SheetFile file;
  file.sha256 = sha256_of(*bytes);
  if (path == "-" && !is_workbook(*bytes)) {
    auto pasted = table::read_pasted_or_csv(std::as_bytes(std::span(*bytes)), "", limits);
    if (!pasted) {
      return fail_like(pasted);
    }
    file.sheets.push_back(*std::move(pasted));
    return file;
  }
  auto sheets = read_sheets(*bytes, fs::path(path).stem().string(), limits);
  if (!sheets) {
    return fail_like(sheets);
  }
  file.sheets = *std::move(sheets);
  return file;
}

Result<std::string> write_book(const table::Workbook& workbook, const std::string& format) {
  return format == "csv" ? Result<std::string>(table::csv_of(workbook.sheets.front()))
                         : adapters::write_xlsx(workbook);
}

table::Limits limits_of(const settings::Settings& settings) {
  return {.file_bytes = static_cast<std::size_t>(settings.integer("registry.import_bytes_max"))};
}

std::string words_of(const Error& error, registry::Language language) {
  const table::RefusalWords* const words = table::refusal_of(error);
  return words == nullptr || language == registry::Language::en
             ? describe(error)
             : std::string(words->zh) + (error.detail.empty() ? "" : ": " + error.detail);
}

Result<void> check_free(const std::string& path, bool is_forced) {
  std::error_code wrong;
  if (path == "-" || is_forced || !std::filesystem::exists(path, wrong)) {
    return {};
  }
  return fail_because(path + "; --force writes over it", Errc::conflict,
                      "there is a file of that name");
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
  return write_whole(path, *bytes,
                     {.rule = "cannot write; is the folder there, may this user write to it, is "
                              "there room?",
                      .forced = false});
}

}  // namespace sixscope::apps
