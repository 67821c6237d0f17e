// report_samples FOLDER [ROWS]: the sample document in both languages and every skin, as
// FOLDER/sample-zh.docx and so on, and documents that show one thing each; says how long each took.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>

#include "adapters/docx/docx.h"
#include "adapters/paper/paper.h"
#include "adapters/workbook/workbook.h"
#include "base/result.h"
#include "document/skins.h"
#include "edge_documents.h"
#include "sample_document.h"

namespace {

using sixscope::Result;
using sixscope::document::Document;
using sixscope::document::Language;

bool write(const std::filesystem::path& path, const Result<std::string>& bytes,
           std::chrono::steady_clock::time_point begun) {
  if (!bytes) {
    fmt::print(stderr, "{}: {}\n", path.string(), sixscope::describe(bytes.error()));
    return false;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  fmt::print("{}: {} bytes in {:.2f} s\n", path.filename().string(), bytes->size(), took.count());
  std::ofstream(path, std::ios::binary) << *bytes;
  return true;
}

// One a skin.
bool write_docx(const Document& document, const std::filesystem::path& stem) {
  using sixscope::adapters::TableRules;
  auto begun = std::chrono::steady_clock::now();
  const bool good = write(stem.string() + ".docx",
                          sixscope::adapters::docx(document, sixscope::adapters::png), begun);
  begun = std::chrono::steady_clock::now();
  return write(stem.string() + "-three-line.docx",
               sixscope::adapters::docx(document, sixscope::adapters::png, TableRules::three_line),
               begun) &&
         good;
}

bool write_xlsx(const Document& document, const std::filesystem::path& stem) {
  const auto begun = std::chrono::steady_clock::now();
  return write(stem.string() + ".xlsx",
               sixscope::adapters::workbook(document, sixscope::adapters::png), begun);
}

bool write_json(const Document& document, const std::filesystem::path& stem) {
  const auto begun = std::chrono::steady_clock::now();
  return write(stem.string() + ".json", sixscope::document::json(document), begun);
}

bool write_csv(const Document& document, const std::filesystem::path& stem) {
  bool good = true;
  for (const auto& block : document.blocks) {
    if (const auto* table = std::get_if<sixscope::document::Table>(&block)) {
      const auto begun = std::chrono::steady_clock::now();
      good &=
          write(stem.string() + "-" + table->id + ".csv", sixscope::document::csv(*table), begun);
    }
  }
  return good;
}

bool write_pdf(const Document& document, const std::filesystem::path& stem) {
  const auto begun = std::chrono::steady_clock::now();
  return write(stem.string() + ".pdf", sixscope::adapters::pdf(document), begun);
}

bool write_html(const Document& document, const std::filesystem::path& stem) {
  const auto begun = std::chrono::steady_clock::now();
  return write(stem.string() + ".html", sixscope::document::html(document), begun);
}

bool write_charts(const Document& document, const std::filesystem::path& stem) {
  bool good = true;
  for (const auto& block : document.blocks) {
    if (const auto* figure = std::get_if<sixscope::document::Figure>(&block)) {
      const auto begun = std::chrono::steady_clock::now();
      const auto drawing = sixscope::document::draw(figure->chart, 442, document.language);
      const std::string name = stem.string() + "-" + figure->id;
      good &= write(name + ".svg", sixscope::document::svg(drawing, figure->alt), begun);
      good &= write(name + ".png", sixscope::adapters::png(drawing, 144), begun);
    }
  }
  return good;
}

// Four pages and more of nothing but wide characters: shows how many stand on a page.
Document grid() {
  std::string text;
  for (int i = 0; i < 22 * 28 * 4; ++i) {
    text += "国";
  }
  Document document{.title = "版心"};
  document.blocks = {sixscope::document::Paragraph{.runs = {{text, "", false}}}};
  return document;
}

// A long table and nothing else, with no picture to be painted: shows how long rows take.
Document rows_alone(const Document& document) {
  Document rows{.title = document.title};
  rows.blocks = {document.blocks.back()};
  return rows;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "report_samples FOLDER [ROWS]\n");
    return 2;
  }
  const std::filesystem::path folder = arguments[1];
  const std::size_t rows = count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 3000;
  bool good = write_docx(grid(), folder / "grid");
  for (const auto& [language, name] :
       {std::pair(Language::zh, "sample-zh"), std::pair(Language::en, "sample-en")}) {
    const Document document = sixscope::testing::sample_document(language, rows);
    good &= write_docx(document, folder / name);
    good &= write_docx(rows_alone(document), folder / (std::string(name) + "-rows"));
    good &= write_xlsx(document, folder / name);
    good &= write_json(document, folder / name);
    good &= write_csv(document, folder / name);
    good &= write_pdf(document, folder / name);
    good &= write_html(document, folder / name);
    good &= write_charts(document, folder / name);
  }
  for (const auto& [name, document] : sixscope::testing::edge_documents()) {
    good &= write_pdf(document, folder / name);
    good &= write_html(document, folder / name);
  }
  return good ? 0 : 1;
}
