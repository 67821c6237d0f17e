#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/xlsx/container.h"
#include "base/result.h"
#include "table/cell_values.h"

namespace sixscope::adapters {

/// All texts of xl/sharedStrings.xml one behind the other.
class SharedStrings {
 public:
  void append(std::string_view piece) { texts_ += piece; }
  void end_one() { ends_.push_back(texts_.size()); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  /// `index` is less than `size`.
  [[nodiscard]] std::string_view at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(texts_).substr(begin, ends_[index] - begin);
  }

 private:
  std::string texts_;
  std::vector<std::size_t> ends_;
};

/// A worksheet as the workbook names it.
struct SheetEntry {
  std::string name;
  std::string part;
  bool hidden = false;
};

/// What the cells of every sheet refer to.
struct WorkbookParts {
  std::vector<SheetEntry> sheets;
  table::DateSystem dates = table::DateSystem::from_1900;
  std::vector<bool> date_styles;  ///< By index of cell format: shows a date.
  SharedStrings strings;
};

/// Follows the relationships from the package to workbook, styles and strings, and reads them.
[[nodiscard]] Result<WorkbookParts> read_workbook_parts(Container& container,
                                                        const table::Limits& limits);

/// Undoes the escapes _xHHHH_ of texts (ECMA-376 part 1, 22.9.2.19) in place.
void undo_escapes(std::string& text);
/// The text to be written so that `undo_escapes` gives `text`: what looks like an escape is
/// escaped.
[[nodiscard]] std::string with_escapes(std::string_view text);

}  // namespace sixscope::adapters
