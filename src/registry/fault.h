#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "registry/kind.h"

namespace sixscope::registry {

/// What a fault does to an import.
enum class Severity : std::uint8_t {
  hard,  ///< Blocks.
  soft,  ///< Blocks until it is explained.
  note,  ///< Is shown and blocks nothing.
};
[[nodiscard]] std::string_view to_string(Severity severity);

/// Everything that can be wrong with what is handed in.
enum class Rule : std::uint8_t {
  // Of a value.
  encoding,
  control_character,
  direction_mark,
  zero_width,
  too_long,
  pattern,
  number_form,
  thousands,
  percent,
  unit,
  not_whole,
  places,
  too_small,
  too_large,
  boolean_form,
  date_form,
  date_order,
  date_impossible,
  date_serial,
  month_form,
  month_number,
  code_unknown,
  code_ended,
  code_not_yet,
  code_below,
  credit_code,
  ip_address,
  prefix,
  domain,
  url,
  cell_error,
  formula_without_value,
  // Of an object.
  required,
  at_most,
  not_before,
  needed_with,
  jump,
  zero_after_more,
  reference_unknown,
  key_twice,
  key_taken,
  returns,
  removed_then,
  removal_stands,
  return_stands,
  not_known_yet,
  field_unknown,
  field_deprecated,
  // Of a sheet.
  header_missing,
  column_unknown,
  column_twice,
  column_missing,
  column_unit,
  column_deprecated,
  merged_cell,
  hidden_row,
  hidden_column,
  example_filled,
  total_differs,
  share_differs,
  not_handed_in,
  // Of who imports.
  out_of_scope,
  out_of_scope_then,
  column_sensitive,
  // Of the submission round that a form's row belongs to, or of one that asks nobody for it.
  round_frozen,
  round_unasked,
};
inline constexpr std::size_t kRules = static_cast<std::size_t>(Rule::round_unasked) + 1;

/// A fault as data: shown as it is, at every door.
struct Fault {
  std::string_view rule;  ///< Stable identifier, for programs. Static.
  Severity severity = Severity::hard;
  Words what;             ///< What is wrong.
  Words remedy;           ///< What to do.
  std::string code = {};  ///< Which code it is about, where a field may have several; else empty.
};

/// The fault of a rule; `with` replaces {0}, {1}... in its words.
[[nodiscard]] Fault fault_of(Rule rule, std::initializer_list<Words> with = {});
/// A text that reads the same in both languages.
[[nodiscard]] Words same(std::string_view text);

}  // namespace sixscope::registry
