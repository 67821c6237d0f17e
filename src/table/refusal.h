#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sixscope::table {

/// Why a whole file is not read.
enum class Refused : std::uint8_t {
  file_too_large,
  too_many_rows,
  too_many_columns,
  too_many_cells,
  cell_too_long,
  texts_too_large,
  // Of texts.
  unknown_encoding,
  damaged_utf8,
  damaged_utf16,
  nul_character,
  open_quotation,
  text_after_quotation,
  // Of spreadsheets.
  old_or_encrypted,
  not_a_spreadsheet,
  other_spreadsheet,
  damaged_container,
  encrypted_part,
  too_many_parts,
  duplicate_part,
  part_name,
  missing_part,
  unpacks_too_large,
  damaged_part,
  document_type,
  too_deep,
  too_many_entries,
  bad_cell,
  overlapping_merges,
  // Of mended cells.
  mend_outside_rows,
  mend_outside_columns,
  too_many_mends,
  mends_too_large,
};

/// A refusal in words for the person who sent the file: what is wrong and what to do.
struct RefusalWords {
  Refused refused{};
  std::string_view id;  ///< Stable, for programs.
  Errc code{};
  std::string_view en;  ///< This is the `rule` of the error.
  std::string_view zh;
};
[[nodiscard]] const RefusalWords& words_of(Refused refused);

/// The failing side of a Result for that refusal. `where` becomes the detail: a line, a cell as
/// Sheet1!B5, a part, a figure; never a sentence, so that it reads the same in both languages.
[[nodiscard]] tl::unexpected<Error> refuse(Refused refused, std::string where = {});
/// As `refuse`, at a byte of the file.
[[nodiscard]] tl::unexpected<Error> refuse_at(std::size_t offset, Refused refused);

/// The refusal that made `error`; null for another error.
[[nodiscard]] const RefusalWords* refusal_of(const Error& error);

}  // namespace sixscope::table
