#include "adapters/workbook/book.h"

#include <ctime>
#include <utility>

#include "adapters/xlsx/workbook_parts.h"
#include "document/issue_day.h"
#include "document/marker.h"
#include "table/sheet.h"

namespace sixscope::adapters {
namespace {

using document::Align;
using document::Mark;

constexpr std::time_t kNoDay = 1'577'836'800;  // 2020-01-01: never the clock's.
constexpr std::size_t kNameMax = 31;
constexpr lxw_color_t kHeadShade = 0xD9E1F2;
constexpr lxw_color_t kLink = 0x0563C1;

lxw_color_t colour_of(Mark mark) {
  switch (mark) {
    case Mark::good:
      return 0x006100;
    case Mark::bad:
      return 0x9C0006;
    case Mark::unknown:
    case Mark::missing:
      return 0x595959;
    case Mark::none:
      break;
  }
  return 0x000000;
}

std::string lower(std::string text) {
  for (char& c : text) {
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  return text;
}

// Of a text in UTF-8, cut between characters.
std::string first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count > 0) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
      ++at;
    }
    --count;
  }
  return std::string(text.substr(0, at));
}

std::string place(std::size_t row, std::size_t column) {
  return table::column_letters(column) + std::to_string(row + 1);
}

}  // namespace

Book::Book(const std::string& path, const document::Document& document)
    : book_(workbook_new(path.c_str())) {
  if (book_ == nullptr) {
    check(LXW_ERROR_MEMORY_MALLOC_FAILED, "");
    return;
  }
  const auto day = document::issue_day(document);
  std::string title = document.title;
  std::string subject = document.subject;
  std::string author = document.author;
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.subject = subject.data();
  properties.author = author.data();
  properties.created =
      day ? static_cast<std::time_t>(
                std::chrono::seconds(std::chrono::sys_seconds(*day).time_since_epoch()).count())
          : kNoDay;
  check(workbook_set_properties(book_, &properties), "properties");
  if (!document.marker.empty()) {
    check(workbook_set_custom_property_string(book_, document::kMarkerProperty,
                                              document.marker.c_str()),
          "marker");
  }
}

Book::~Book() {
  if (book_ != nullptr) {
    lxw_workbook_free(book_);
  }
}

void Book::check(lxw_error error, std::string_view where) {
  if (error_ == LXW_NO_ERROR && error != LXW_NO_ERROR) {
    error_ = error;
    where_ = where;
  }
}

std::string Book::take_name(std::string_view wish) {
  const std::string legal = table::sheet_name(wish);
  std::string name = legal;
  for (std::size_t n = 2; !names_.insert(lower(name)).second; ++n) {
    const std::string behind = " (" + std::to_string(n) + ")";
    name = first_characters(legal, kNameMax - behind.size()) + behind;
  }
  return name;
}

lxw_worksheet* Book::add_named(const std::string& name) {
  if (error_ == LXW_NO_ERROR) {
    check(workbook_validate_sheet_name(book_, name.c_str()), name);
  }
  return error_ == LXW_NO_ERROR ? workbook_add_worksheet(book_, name.c_str()) : nullptr;
}

lxw_format* Book::format(const CellLook& look) {
  const auto [found, is_new] = formats_.emplace(look, nullptr);
  if (!is_new) {
    return found->second;
  }
  lxw_format* format = workbook_add_format(book_);
  found->second = format;
  format_set_font_size(format, look.size);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  if (look.strong || look.head) {
    format_set_bold(format);
  }
  if (look.head) {
    format_set_bg_color(format, kHeadShade);
  }
  if (look.head || look.align == Align::centre) {
    format_set_align(format, LXW_ALIGN_CENTER);
  } else {
    format_set_align(format, look.align == Align::right ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
  }
  if (look.head || look.wraps) {
    format_set_text_wrap(format);
  }
  if (look.head || look.boxed) {
    format_set_border(format, LXW_BORDER_THIN);
  }
  if (look.linked) {
    format_set_font_color(format, kLink);
    format_set_underline(format, LXW_UNDERLINE_SINGLE);
  } else if (look.mark != Mark::none) {
    format_set_font_color(format, colour_of(look.mark));
  }
  if (!look.number_format.empty()) {
    format_set_num_format(format, look.number_format.c_str());
  }
  return format;
}

bool Book::is_inside(std::size_t row, std::size_t column) {
  const bool inside = row < table::kRowNumberMax && column < table::kColumnsMax;
  if (!inside) {
    check(LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE, place(row, 0));
  }
  return inside && error_ == LXW_NO_ERROR;
}

void Book::text(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
                const CellLook& look) {
  if (!is_inside(row, column)) {
    return;
  }
  const auto at_row = static_cast<lxw_row_t>(row);
  const auto at_column = static_cast<lxw_col_t>(column);
  check(text.empty() ? worksheet_write_blank(sheet, at_row, at_column, format(look))
                     : worksheet_write_string(sheet, at_row, at_column, with_escapes(text).c_str(),
                                              format(look)),
        place(row, column));
}

void Book::number(lxw_worksheet* sheet, std::size_t row, std::size_t column, double number,
                  const CellLook& look) {
  if (is_inside(row, column)) {
    check(worksheet_write_number(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                 number, format(look)),
          place(row, column));
  }
}

void Book::merge(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::size_t rows,
                 std::size_t columns, const CellLook& look) {
  if (rows * columns > 1 && is_inside(row + rows - 1, column + columns - 1)) {
    check(worksheet_merge_range(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                                static_cast<lxw_row_t>(row + rows - 1),
                                static_cast<lxw_col_t>(column + columns - 1), "", format(look)),
          place(row, column));
  }
}

void Book::link(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
                const std::string& to_sheet) {
  if (!is_inside(row, column)) {
    return;
  }
  std::string target = "internal:'";
  for (const char c : to_sheet) {
    target.append(c == '\'' ? 2 : 1, c);
  }
  target += "'!A1";
  check(worksheet_write_url(sheet, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                            target.c_str(), nullptr),
        place(row, column));
  this->text(sheet, row, column, text, {.linked = true});
}

Result<void> Book::finish() {
  if (error_ == LXW_NO_ERROR) {
    check(workbook_close(std::exchange(book_, nullptr)), "");  // Frees it too.
  }
  if (error_ == LXW_NO_ERROR) {
    return {};
  }
  const std::string what =
      where_.empty() ? lxw_strerror(error_) : where_ + ": " + lxw_strerror(error_);
  return error_ < LXW_ERROR_NULL_PARAMETER_IGNORED
             ? fail_because(what, Errc::unavailable, "a workbook could not be written")
             : fail_because(what, Errc::malformed, "a workbook that spreadsheets do not allow");
}

}  // namespace sixscope::adapters
