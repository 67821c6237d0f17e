#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/import_plan.h"
#include "registry/object_store.h"

namespace sixscope::registry {

/// How far an import is, in rows of the sheet.
struct ImportProgress {
  std::size_t rows = 0;  ///< That there are.
  std::size_t checked = 0;
  std::size_t written = 0;  ///< Objects; rows that change nothing are not written.
};

/// One sheet that comes in through a door.
struct ImportRequest {
  std::string receipt_id;  ///< Unique for ever; also the request's identifier in the history.
  std::string door;        ///< As Receipt::door.
  std::string sender;      ///< Whose columns are remembered.
  std::string file;
  std::string sha256;      ///< Of the file as it came, before any cell of it was mended.
  std::size_t mended = 0;  ///< Cells.
  std::string reason;
  Nature nature = Nature::change;
  Instant at;
  /// Since when it holds. Where that is earlier than `at`, the sheet is compared with what held
  /// then.
  Instant effective;
  bool dry_run = false;
  /// `columns` go before what is remembered of the sender; `exists` is set by the desk.
  ImportOptions options = {};
  /// Told now and then, from the thread that imports.
  std::function<void(const ImportProgress&)> progress = {};
};

/// What a sheet would do or has done.
struct Imported {
  ImportPlan plan;                 ///< Without its edits where it was applied.
  std::optional<Receipt> receipt;  ///< Only where it was applied.
};

/// Plans the sheet and, unless it is a dry run or something blocks, applies it in one commit with
/// its receipt and what the sender said of columns. An object that somebody else changed between
/// the two is planned again, a few times; then it is `conflict`.
[[nodiscard]] Result<Imported> import_sheet(ObjectStore& store, const Kinds& kinds,
                                            const Kind& kind, const table::Sheet& sheet,
                                            const ImportRequest& request, const Scope& scope);

/// The kind whose fields the sheet's titles name most of, by themselves, by what is remembered of
/// the sender's and by `said`; null where none or two fit alike.
[[nodiscard]] Result<const Kind*> kind_of_sheet(const ObjectStore& store, const Kinds& kinds,
                                                const table::Sheet& sheet, std::string_view sender,
                                                const ColumnTitles& said = {});

/// All objects of a listing, whatever its limit, read in pieces.
[[nodiscard]] Result<std::vector<Object>> list_all(const ObjectStore& store, Listing listing,
                                                   const Scope& scope);

}  // namespace sixscope::registry
