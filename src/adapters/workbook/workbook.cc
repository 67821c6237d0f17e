#include "adapters/workbook/workbook.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/workbook/book.h"
#include "adapters/workbook/cells_wide.h"
#include "adapters/workbook/table_sheet.h"
#include "adapters/xlsx/memory_file.h"
#include "base/utf8.h"

namespace sixscope::adapters {
namespace {

using document::Block;
using document::Document;
using document::Figure;
using document::Heading;
using document::Language;
using document::Paragraph;
using document::Signature;
using document::Table;

constexpr double kNameWidth = 26;
constexpr double kTextWidth = 92;
constexpr double kFigureWidth = 560;  // Points.
constexpr double kRowHeight = 15;     // Points, of rows that nobody set.
constexpr double kDotsPerInch = 192;
constexpr double kDotsOfScreens = 96;
constexpr double kTitleSize = 16;
constexpr std::size_t kCellsALine = 88;
constexpr std::size_t kLinesMost = 20;
constexpr double kPageHeight = 680;  // Points of figures on a printed page.
constexpr std::uint8_t kA4 = 9;

// A sheet of the workbook: a table's, or the one with all figures.
struct Place {
  std::string name;
  std::string caption;
  const Table* table = nullptr;
};

void set_print(lxw_worksheet* sheet) {
  worksheet_set_paper(sheet, kA4);
  worksheet_fit_to_pages(sheet, 1, 0);
}

// Where a text is cut so that a row can show what is before: behind the last sentence that fits.
std::size_t end_of_part(std::string_view text) {
  if (cells_wide(text) <= kCellsALine * kLinesMost) {
    return text.size();
  }
  std::size_t end = 0;
  std::size_t cells = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = std::max<std::size_t>(utf8_sequence(text, at), 1);
    const std::string_view one = text.substr(at, size);
    cells += size > 2 ? 2 : 1;
    if (cells > kCellsALine * kLinesMost) {
      return end > 0 ? end : at;
    }
    at += size;
    if (one == "。" || one == "；" || one == "\n" || (one == " " && text[at - 2] == '.')) {
      end = at;
    }
  }
  return text.size();
}

// A picture that says how dense it is, is shown in its own size.
bool says_density(std::string_view png) { return png.substr(0, 4096).find("pHYs") != png.npos; }

class WorkbookWriter {
 public:
  WorkbookWriter(const Document& document, const document::Rasterise& rasterise, Book& book)
      : document_(document), rasterise_(rasterise), book_(book) {}

  Result<void> write() {
    const std::string first = book_.take_name(say("封面", "Cover"));
    name_sheets();
    if (lxw_worksheet* sheet = book_.add_named(first)) {
      write_cover(sheet);
    }
    for (const Place& place : places_) {
      lxw_worksheet* sheet = book_.add_named(place.name);
      if (sheet == nullptr) {
        break;  // The book knows why.
      }
      if (place.table != nullptr) {
        write_table_sheet(book_, sheet, *place.table, document_.language);
        continue;
      }
      const auto written = write_figures(sheet);
      if (!written) {
        return written;
      }
    }
    return book_.finish();
  }

 private:
  [[nodiscard]] std::string_view say(std::string_view zh, std::string_view en) const {
    return document_.language == Language::zh ? zh : en;
  }

  void name_sheets() {
    for (const Block& block : document_.blocks) {
      if (std::holds_alternative<Figure>(block)) {
        const std::string figures(say("图", "Figures"));
        places_.push_back({.name = book_.take_name(figures), .caption = figures});
        break;
      }
    }
    for (const Block& block : document_.blocks) {
      if (const auto* table = std::get_if<Table>(&block)) {
        const std::string& caption = table->caption.empty() ? table->id : table->caption;
        places_.push_back({book_.take_name(caption), caption, table});
      }
    }
  }

  void write_cover(lxw_worksheet* sheet) {
    book_.check(worksheet_set_column(sheet, 0, 0, kNameWidth, nullptr), "");
    book_.check(worksheet_set_column(sheet, 1, 1, kTextWidth, nullptr), "");
    set_print(sheet);
    put(sheet, document_.title, {.size = kTitleSize, .strong = true});
    pair(sheet, say("发布机构", "Issuer"), document_.red_head);
    pair(sheet, say("编号", "Number"), document_.number);
    pair(sheet, say("状态", "Status"), document_.status);
    pair(sheet, say("日期", "Date"), document_.date);
    for (const auto& [name, text] : document_.facts) {
      pair(sheet, name, text);
    }
    pair(sheet, say("标识", "Marker"), document_.marker);
    ++row_;
    put(sheet, say("目录", "Sheets"), {.strong = true});
    for (const Place& place : places_) {
      book_.text(sheet, row_, 1, place.caption, {.wraps = true});
      book_.link(sheet, row_++, 0, place.name, place.name);
    }
    ++row_;
    prose(sheet, document_.addressees);
    for (const Block& block : document_.blocks) {
      write_text(sheet, block);
    }
  }

  void put(lxw_worksheet* sheet, std::string_view text, const CellLook& look) {
    book_.text(sheet, row_++, 0, text, look);
  }
  void pair(lxw_worksheet* sheet, std::string_view name, std::string_view text) {
    if (!text.empty()) {
      book_.text(sheet, row_, 0, name);
      book_.text(sheet, row_++, 1, text, {.wraps = true});
    }
  }
  // As many rows as it needs: one is at most so high that a long paragraph does not fit.
  void prose(lxw_worksheet* sheet, std::string_view text,
             document::Align align = document::Align::left) {
    while (!text.empty()) {
      const std::string_view part = text.substr(0, end_of_part(text));
      const auto lines = 1 + cells_wide(part) / kCellsALine;
      book_.check(worksheet_set_row(sheet, static_cast<lxw_row_t>(row_),
                                    kRowHeight * static_cast<double>(lines), nullptr),
                  "");
      book_.text(sheet, row_++, 1, part, {.wraps = true, .align = align});
      text.remove_prefix(part.size());
    }
  }

  void write_text(lxw_worksheet* sheet, const Block& block) {
    if (const auto* heading = std::get_if<Heading>(&block)) {
      put(sheet, heading->text, {.strong = true});
    } else if (const auto* paragraph = std::get_if<Paragraph>(&block)) {
      std::string text;
      for (const document::Run& run : paragraph->runs) {
        text += run.text;
      }
      prose(sheet, text);
    } else if (const auto* signature = std::get_if<Signature>(&block)) {
      prose(sheet, signature->issuer, document::Align::right);
      prose(sheet, signature->date, document::Align::right);
    }
  }

  // Caption, the way to its numbers, and the picture; one below the other.
  Result<void> write_figures(lxw_worksheet* sheet) {
    set_print(sheet);
    std::size_t row = 0;
    double used = 0;  // Of the printed page.
    for (const Block& block : document_.blocks) {
      const auto* figure = std::get_if<Figure>(&block);
      if (figure == nullptr) {
        continue;
      }
      const document::Drawing drawing =
          document::draw(figure->chart, kFigureWidth, document_.language);
      const auto png = rasterise_(drawing, kDotsPerInch);
      if (!png) {
        return fail_like(png);
      }
      const double height = drawing.height + 4 * kRowHeight;
      if (used > 0 && used + height > kPageHeight) {
        breaks_.push_back(static_cast<lxw_row_t>(row));
        used = 0;
      }
      used += height;
      book_.text(sheet, row++, 0, figure->caption, {.strong = true});
      for (const Place& place : places_) {
        if (place.table != nullptr && place.table->id == figure->table) {
          book_.link(sheet, row++, 0, place.name, place.name);
          break;
        }
      }
      insert(sheet, row, *figure, *png);
      row += static_cast<std::size_t>(std::ceil(drawing.height / kRowHeight)) + 2;
    }
    if (!breaks_.empty()) {
      breaks_.push_back(0);  // Ends the list.
      book_.check(worksheet_set_h_pagebreaks(sheet, breaks_.data()), "");
    }
    return {};
  }

  void insert(lxw_worksheet* sheet, std::size_t row, const Figure& figure, const std::string& png) {
    std::string alt = figure.alt.empty() ? figure.caption : figure.alt;
    lxw_image_options options = {};
    options.x_scale = options.y_scale = says_density(png) ? 1 : kDotsOfScreens / kDotsPerInch;
    options.description = alt.data();
    std::vector<unsigned char> bytes;
    bytes.reserve(png.size());
    for (const char c : png) {
      bytes.push_back(static_cast<unsigned char>(c));
    }
    book_.check(worksheet_insert_image_buffer_opt(sheet, static_cast<lxw_row_t>(row), 0,
                                                  bytes.data(), bytes.size(), &options),
                figure.id);
  }

  const Document& document_;
  const document::Rasterise& rasterise_;
  Book& book_;
  std::vector<Place> places_;
  std::vector<lxw_row_t> breaks_;  // Of pages, between figures.
  std::size_t row_ = 0;
};

}  // namespace

Result<std::string> workbook(const Document& document, const document::Rasterise& rasterise) {
  const MemoryFile file;
  if (!file.is_open()) {
    return fail(Errc::unavailable, "no memory for a workbook");
  }
  {
    Book book(file.path(), document);
    const auto written = WorkbookWriter(document, rasterise, book).write();
    if (!written) {
      return fail_like(written);
    }
  }
  auto bytes = file.bytes();
  if (!bytes) {
    return fail(Errc::unavailable, "a workbook could not be read back");
  }
  return *std::move(bytes);
}

}  // namespace sixscope::adapters
