#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "table/sheet.h"

namespace sixscope::table {

/// How a row looks.
enum class RowStyle : std::uint8_t {
  plain,
  title,    ///< Large and bold.
  header,   ///< Bold on a shade, with borders.
  example,  ///< Grey and slanted: not data.
};

/// A column of a sheet to be written.
struct Column {
  std::string title = {};          ///< Written in the header row; empty: none.
  std::string note = {};           ///< Shown when the pointer rests on the title.
  double width = 0;                ///< In characters; 0: as the program has it.
  std::string number_format = {};  ///< As spreadsheets write it, "@" for text; empty: general.
  bool locked = false;             ///< In a protected sheet: cannot be changed.
  bool hidden = false;
  /// The texts that may be chosen: given here, at most 255 characters with their commas...
  std::vector<std::string> choices = {};
  /// ...or by reference: "=codes!$A$2:$A$35". One of the two, or none.
  std::string choices_from = {};
};

/// A cell that is pointed out.
struct Mark {
  std::size_t row = 0;       ///< Number, as in Row.
  std::size_t column = 0;    ///< From 0.
  std::string comment = {};  ///< Empty: only coloured.
};

/// A sheet to be written. Reading it gives its visible rows back, header row included.
struct SheetPlan {
  std::string name = {};  ///< At most 31 characters, without []:*?/\; not empty.
  std::vector<Column> columns = {};
  std::size_t header_row = 0;  ///< Number of the row that has the columns' titles; 0: none.
  std::vector<Row> rows = {};  ///< By ascending number, none of them `header_row`.
  std::map<std::size_t, RowStyle> styles = {};  ///< By row number; absent: plain.
  std::vector<Mark> marks = {};
  /// The whole workbook is held in memory where there are any. One that overlaps another above it,
  /// or to its left, is left out.
  std::vector<MergedRange> merges = {};
  std::size_t frozen_rows = 0;
  std::size_t frozen_columns = 0;
  bool is_protected = false;  ///< Without password: against mistakes, not against people.
  bool hidden = false;        ///< Not the first sheet.
};

/// A workbook to be written. Texts are written as texts whatever they begin with: no cell becomes a
/// formula. The same plan gives the same bytes.
struct Workbook {
  std::vector<SheetPlan> sheets;  ///< At least one.
};

}  // namespace sixscope::table
