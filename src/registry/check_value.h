#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "registry/fault.h"
#include "registry/kind.h"
#include "registry/text_pattern.h"
#include "registry/value.h"
#include "table/sheet.h"

namespace sixscope::registry {

/// What a cell says, as a value of its field.
struct Checked {
  Value value;                ///< Nothing where the cell is empty or refused.
  std::vector<Fault> faults;  ///< All that is wrong with it.
  [[nodiscard]] bool is_refused() const;
};

/// Reads what people type into one field. The same for a sheet's cell, a form and the API.
///
///   numbers   full width, thousands separators, 万 and 亿, the field's own unit behind
///   dates     2026-06-30, 2026/6/30, 2026.6.30, 2026年6月30日, 20260630, 30 Jun 2026, date cells;
///             refused where the year does not come first
///   months    2026-06, 2026/6, 2026年6月, 202606, or a date, whose day is dropped
///   yes/no    是 否 有 无 yes no true false y n 1 0 √ ×
///   codes     code, title in either language or alias; width, case and blanks do not matter
///   several   with 、 , ; or a line break between
///
/// It knows no day: a code with a date is doubted by both its dates, see `held_then`. A number cell
/// is rounded to six places; a typed text with more is refused. A text field of more
/// than 200 characters keeps line breaks; elsewhere they are blanks. Safe from any thread.
class ValueChecker {
 public:
  /// `field` and `kinds` outlive the checker.
  ValueChecker(const Field& field, const Kinds& kinds);

  /// `scale` multiplies a number: 10'000 in a column that is titled （万）.
  [[nodiscard]] Checked check(const table::Cell& cell, std::int64_t scale = 1) const;
  [[nodiscard]] Checked check(std::string_view text) const;

  /// How a unit behind a column's title scales its numbers: 1 for the field's own unit, 10'000 for
  /// 万 or 万会话. Nothing for another unit.
  [[nodiscard]] std::optional<std::int64_t> scale_of(std::string_view unit) const;

 private:
  void number(const table::Cell& cell, std::int64_t scale, Checked& checked) const;
  void number_bounds(model::Decimal number, Checked& checked) const;
  void boolean(std::string_view text, Checked& checked) const;
  void time(const table::Cell& cell, Checked& checked) const;
  void code(std::string_view text, Checked& checked) const;
  [[nodiscard]] Words predecessors_of(const std::string& code) const;
  [[nodiscard]] std::optional<std::string> code_of(std::string_view text, Checked& checked) const;
  void several(std::string_view text, Checked& checked) const;
  [[nodiscard]] std::optional<std::string> one_text(std::string_view text, Checked& checked) const;
  void named_check(std::string& text, Checked& checked) const;

  const Field& field_;
  const CodeList* list_ = nullptr;
  std::unordered_map<std::string, std::size_t> codes_;  // Folded text to the place in the list.
  std::unordered_map<std::string, std::vector<std::string>> predecessors_;  // By successor.
  std::unordered_set<std::string> units_;                                   // Folded.
  Words unit_;
  std::optional<TextPattern> pattern_;
};

/// One value at once, where no checker is kept.
[[nodiscard]] Checked check_value(const Field& field, const Kinds& kinds, const table::Cell& cell);
/// As a program hands it in, through JSON: checked as its text.
[[nodiscard]] Checked check_value(const Field& field, const Kinds& kinds, const Value& value);

/// A fault of one field of an object.
struct FieldFault {
  std::string field;
  Fault fault;
};

/// Rules between the fields of an object whose values were checked one by one: what is required is
/// there, and the soft rules against other fields and against `before` (nothing: it is new). Soft
/// rules ask only where one of the fields they compare changed.
[[nodiscard]] std::vector<FieldFault> check_document(const Kind& kind, const Document& document,
                                                     const Document* before);
/// The soft rules against other fields alone.
[[nodiscard]] std::vector<FieldFault> check_between_fields(const Kind& kind,
                                                           const Document& document,
                                                           const Document& before);

}  // namespace sixscope::registry
