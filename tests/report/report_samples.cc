// report_samples FOLDER [ROWS]: writes the sample document in both languages and every skin, as
// sample_zh.docx and so on, every table as sample_zh_TABLE.csv, and grid.docx, a text that fills
// pages. ROWS of the annex: 3000.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>

#include "adapters/docx/docx.h"
#include "adapters/workbook/workbook.h"
#include "document/skins.h"
#include "plain_picture.h"
#include "sample_document.h"

namespace {

using namespace sixscope;

// Four pages and more of nothing but wide characters: what shows how many stand on a page.
document::Document grid() {
  std::string text;
  for (int i = 0; i < 22 * 28 * 4; ++i) {
    text += "国";
  }
  document::Document document{.title = "版心"};
  document.blocks = {document::Paragraph{.runs = {{text, "", false}}}};
  return document;
}

Result<std::string> picture(const document::Drawing& drawing, double dots_per_inch) {
  return testing::plain_picture(drawing, dots_per_inch);
}

// Writes what a skin gave, and says how long that took.
class Samples {
 public:
  Samples(std::string folder, std::size_t rows) : folder_(std::move(folder)), rows_(rows) {}

  void write_grid() {
    save("grid.docx", [] { return adapters::docx(grid(), picture); });
  }
  void write(document::Language language, const std::string& name) {
    const document::Document sample = testing::sample_document(language, rows_);
    save(name + ".docx", [&] { return adapters::docx(sample, picture); });
    save(name + "_three_line.docx",
         [&] { return adapters::docx(sample, picture, adapters::TableRules::three_line); });
    save(name + ".xlsx", [&] { return adapters::workbook(sample, picture); });
    save(name + ".json", [&] { return Result<std::string>(document::json(sample)); });
    for (const document::Block& block : sample.blocks) {
      if (const auto* table = std::get_if<document::Table>(&block)) {
        save(name + "_" + table->id + ".csv",
             [&] { return Result<std::string>(document::csv(*table)); });
      }
    }
  }
  [[nodiscard]] bool is_fine() const { return fine_; }

 private:
  template <class Skin>
  void save(const std::string& name, const Skin& skin) {
    const auto begin = std::chrono::steady_clock::now();
    const Result<std::string> bytes = skin();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (!bytes) {
      fmt::print("{}: {}\n", name, describe(bytes.error()));
      fine_ = false;
      return;
    }
    std::ofstream file(folder_ + "/" + name, std::ios::binary);
    file << *bytes;
    fine_ = fine_ && file.good();
    fmt::print("{}: {} bytes in {:.3f} s\n", name, bytes->size(), took.count());
  }

  std::string folder_;
  std::size_t rows_;
  bool fine_ = true;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print("report_samples FOLDER [ROWS]\n");
    return 1;
  }
  Samples samples(arguments[1],
                  count > 2 ? std::strtoul(arguments[2], nullptr, 10) : std::size_t{3000});
  samples.write_grid();
  samples.write(document::Language::zh, "sample_zh");
  samples.write(document::Language::en, "sample_en");
  return samples.is_fine() ? 0 : 1;
}
