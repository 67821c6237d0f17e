#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/month.h"
#include "registry/check_value.h"
#include "registry/fault.h"
#include "registry/later_changes.h"
#include "registry/object_store.h"
#include "table/sheet.h"
#include "table/workbook.h"

namespace sixscope::registry {

/// Faults and notes that a plan lists for an answer; what is more is counted.
inline constexpr std::size_t kFaultsListed = 10'000;
inline constexpr std::size_t kNotesListed = 1'000;
/// Faults that a plan lists where a sheet of errors is to be made of it: some hundred megabytes.
inline constexpr std::size_t kFaultsForSheet = 500'000;
/// Rows in which the header is looked for.
inline constexpr std::size_t kHeaderRowsMax = 50;

/// What a plan is made with beside sheet and kind.
struct ImportOptions {
  ColumnTitles columns = {};  ///< Goes before the kind's own titles.
  /// Explains every soft fault; empty: only the sheet's explanation column does.
  std::string explanation = {};
  /// Whether an object of a kind with that key is there now. Absent: references are not checked.
  std::function<bool(std::string_view kind, std::string_view key)> exists = {};
  /// Since when the sheet holds: a code that ended later was right. Absent: today.
  std::optional<model::Day> effective = {};
  /// Whether that key, were the object (0: a new one) there from the import's time on, would be
  /// another's at the same time, as `is_taken`. Absent: no key is.
  std::function<bool(std::string_view key, ObjectId object)> taken = {};
  /// What changed of an object after the import's time. Absent: nothing did.
  std::function<std::span<const LaterChange>(ObjectId object)> later = {};
  /// Who imports: rows outside, and columns it does not see, are faults. Null: everything is open.
  const Scope* scope = nullptr;
  std::size_t faults_listed = kFaultsListed;
  /// Told now and then how many rows are checked.
  std::function<void(std::size_t checked)> progress = {};
};

/// A column of the sheet and what it was taken for.
struct ColumnMatch {
  enum class Use : std::uint8_t { field, explanation, left_out, unknown };
  std::size_t column = 0;  ///< From 0.
  std::string title;       ///< As it stands in the sheet.
  Use use = Use::unknown;
  std::size_t field = 0;   ///< Place in Kind::fields, where `use` is field.
  std::int64_t scale = 1;  ///< Of its numbers: 10'000 where the title says 万.
};

/// A fault and where it is.
struct CellFault {
  std::size_t row = 0;  ///< As the spreadsheet shows it; 0: the sheet as a whole.
  std::optional<std::size_t> column = {};  ///< From 0; nothing: the row as a whole.
  std::string title = {};                  ///< Of the column, as in the sheet.
  std::string field = {};                  ///< Empty: none.
  std::string value = {};                  ///< What the cell holds, cut to 200 bytes.
  Fault fault = {};
  bool is_explained = false;  ///< A soft fault that somebody explained: it does not block.
};

enum class RowOutcome : std::uint8_t { created, changed, unchanged, refused };
[[nodiscard]] std::string_view to_string(RowOutcome outcome);

struct FieldDiff {
  std::string field;
  Value before;
  Value after;
};

/// What becomes of a row.
struct PlannedRow {
  std::size_t row = 0;
  std::string key = {};
  RowOutcome outcome = RowOutcome::refused;
  std::optional<std::size_t> edit = {};  ///< Place in ImportPlan::edits.
  std::vector<FieldDiff> fields = {};    ///< Of changed objects; of created ones the edit has all.
};

/// What a sheet would do. Nothing is done by making it.
struct ImportPlan {
  std::size_t header_row = 0;  ///< 0: none was found, and nothing else was looked at.
  std::vector<ColumnMatch> columns;
  std::vector<CellFault> faults;  ///< Hard and soft, by row and column, as many as were wanted.
  std::vector<CellFault> notes;   ///< At most `kNotesListed`.
  std::size_t hard = 0;           ///< All of them, listed or not.
  std::size_t soft_open = 0;
  std::size_t soft_explained = 0;
  std::size_t notes_all = 0;
  std::vector<PlannedRow> rows;  ///< Example rows and empty ones left out.
  std::size_t created = 0;
  std::size_t changed = 0;
  std::size_t unchanged = 0;
  std::size_t refused = 0;
  /// Ready for ObjectStore::commit, by row; empty unless `can_apply`: nothing is imported in part.
  std::vector<Edit> edits;

  [[nodiscard]] bool can_apply() const { return header_row != 0 && hard == 0 && soft_open == 0; }
  [[nodiscard]] std::size_t faults_all() const { return hard + soft_open + soft_explained; }
};

/// Plans the import of a sheet: pure, linear in cells and objects, never throws.
///
/// The header is the first row whose cells are titles or names of the kind's fields, or remembered
/// ones; what stands above is instruction. A row is the object that has its key among `present`
/// (all of the kind that the sender may see, removed ones too, as the import finds them: see
/// `as_found`), or a new one. A row without a key, or whose key or object stands twice, is checked
/// as far as that goes. An empty cell leaves its field as it is; "-" or 清空 empties it. Values
/// equal to what is there raise no soft fault. A template's example row is left out.
[[nodiscard]] ImportPlan plan_import(const table::Sheet& sheet, const Kind& kind,
                                     const Kinds& kinds, std::span<const Object> present,
                                     const ImportOptions& options);

/// The sender's own layout plus one column that says what is wrong in each row; bad cells marked.
[[nodiscard]] table::SheetPlan error_sheet(const table::Sheet& sheet, const ImportPlan& plan,
                                           Language language);

}  // namespace sixscope::registry
