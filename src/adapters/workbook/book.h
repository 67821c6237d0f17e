#pragma once

#include <xlsxwriter.h>

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "document/document.h"

namespace sixscope::adapters {

/// How a cell looks; one format of the workbook each.
struct CellLook {
  std::string number_format = {};
  double size = 11;
  bool strong = false;
  bool head = false;   ///< Shaded, centred, wrapped.
  bool boxed = false;  ///< With borders.
  bool wraps = false;
  bool linked = false;  ///< Underlined.
  document::Align align = document::Align::left;
  document::Mark mark = document::Mark::none;
  friend auto operator<=>(const CellLook&, const CellLook&) = default;
};

/// A workbook while it is written. The first error is kept, with where it was; what follows is in
/// vain.
class Book {
 public:
  Book(const std::string& path, const document::Document& document);
  ~Book();
  Book(const Book&) = delete;
  Book& operator=(const Book&) = delete;

  /// A name for a sheet like `wish`: legal, and no other one of this workbook.
  std::string take_name(std::string_view wish);
  /// A sheet by a name that was taken; null after an error.
  lxw_worksheet* add_named(const std::string& name);

  lxw_format* format(const CellLook& look);

  /// Cells from 0. Empty texts give an empty cell of that look.
  void text(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
            const CellLook& look = {});
  void number(lxw_worksheet* sheet, std::size_t row, std::size_t column, double number,
              const CellLook& look);
  /// Shows cells as one; those of one cell alone stay as they are.
  void merge(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::size_t rows,
             std::size_t columns, const CellLook& look);
  /// A text that leads to a sheet's beginning.
  void link(lxw_worksheet* sheet, std::size_t row, std::size_t column, std::string_view text,
            const std::string& to_sheet);

  void check(lxw_error error, std::string_view where);
  /// Writes the file. Errors are those of `workbook`.
  Result<void> finish();

 private:
  bool is_inside(std::size_t row, std::size_t column);

  lxw_workbook* book_ = nullptr;
  lxw_error error_ = LXW_NO_ERROR;
  std::string where_;
  std::map<CellLook, lxw_format*> formats_;
  std::set<std::string> names_;  // In lower case.
};

}  // namespace sixscope::adapters
