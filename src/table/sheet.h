#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sixscope::table {

/// What a spreadsheet says a cell is. CSV has texts only.
enum class CellType : std::uint8_t {
  empty,
  text,
  number,   ///< `text` has the shortest decimal that says the stored number.
  boolean,  ///< "true" or "false".
  date,     ///< A number shown as a date: `text` is 2026-06-30, or with time 2026-06-30T08:00:00,
            ///< or of a time alone 08:00:00.
  error,    ///< "#REF!" and the like: the sheet itself says it is wrong.
};

struct Cell {
  CellType type = CellType::empty;
  std::string text = {};  ///< UTF-8, as stored; blanks at the ends kept.
  bool formula = false;   ///< The text is what a formula gave when the file was saved; empty if the
                          ///< program that wrote the file did not compute it.
  bool merged = false;    ///< Covered by a merged range whose value stands in another cell; not
                          ///< where a short name, without digits, is repeated in the cell itself.
  friend bool operator==(const Cell&, const Cell&) = default;
};

struct Row {
  std::size_t number = 0;  ///< As a spreadsheet shows it: from 1, blank rows counted.
  bool hidden = false;
  std::vector<Cell> cells = {};  ///< From column A; cells at the end may be absent.
  friend bool operator==(const Row&, const Row&) = default;
};

/// Cells that are shown as one; the first has the value.
struct MergedRange {
  std::size_t first_row = 0;  ///< Number, as in Row.
  std::size_t first_column = 0;
  std::size_t last_row = 0;
  std::size_t last_column = 0;
  friend auto operator<=>(const MergedRange&, const MergedRange&) = default;
};

/// One sheet of a workbook, or one CSV file. Rows that are wholly empty are left out.
struct Sheet {
  std::string name;  ///< Of the sheet; empty for CSV.
  std::vector<Row> rows = {};
  std::vector<bool> hidden_columns = {};  ///< By column; may be shorter than the rows.
  /// As far as there are rows and columns; none overlaps another. Of very many a reader keeps some
  /// only: the cells know all.
  std::vector<MergedRange> merges = {};
  bool hidden = false;  ///< The sheet as a whole is not shown.
  friend bool operator==(const Sheet&, const Sheet&) = default;
};

/// Column 0 is A, 26 is AA.
[[nodiscard]] std::string column_letters(std::size_t column);
/// The column of such letters; nothing for another text, and beyond the columns of a spreadsheet.
[[nodiscard]] std::optional<std::size_t> column_index(std::string_view letters);

/// `text` as a spreadsheet takes it for the name of a sheet: at most 31 characters, without
/// []:*?/\ and control characters, no apostrophe at its ends. "Sheet1" where nothing is left.
[[nodiscard]] std::string sheet_name(std::string_view text);

/// Rows and columns of a sheet as spreadsheets have them: a greater number is no cell at all.
inline constexpr std::size_t kRowNumberMax = 1'048'576;
inline constexpr std::size_t kColumnsMax = 16'384;

/// Bounds for what comes from outside; past one, the file is refused with its name.
struct Limits {
  std::size_t file_bytes = 64U << 20U;
  std::size_t unpacked_bytes = 512U << 20U;  ///< Of a container's parts together, and of all texts.
  std::size_t rows = 200'000;                ///< That hold something, of all sheets together.
  std::size_t columns = 512;
  std::size_t cells = 8'000'000;  ///< Empty ones between others counted: they cost as much.
  std::size_t cell_bytes = 32'767;
};

}  // namespace sixscope::table
