#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/check_value.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "rounds/respondent.h"
#include "rounds/round.h"

namespace sixscope::rounds {

inline constexpr std::size_t kRemarksListed = 1000;
inline constexpr std::size_t kDifferencesListed = 5000;
inline constexpr std::size_t kConflictRowsMax = 500;  ///< Rows whose history is looked at.

/// SHA-256 of bytes, hexadecimal.
using Sha256 = std::function<std::string(std::string_view)>;

/// The rows of one form and period as known at a commit, ordered by key.
struct PeriodRows {
  registry::CommitNumber commit;
  std::vector<registry::Object> rows;
};
/// Reads them for everybody: what a sum is of does not depend on who asks.
[[nodiscard]] Result<PeriodRows> read_rows(const registry::ObjectStore& store,
                                           const FormShape& shape, const Period& period,
                                           registry::CommitNumber commit);
/// Those of one respondent.
[[nodiscard]] std::vector<const registry::Object*> rows_of(const FormShape& shape,
                                                           const PeriodRows& all,
                                                           const Respondent& unit);
/// The bytes that a sum is of: a line a row, its key, a tab and its document (as `to_json`).
[[nodiscard]] std::string canonical_bytes(const std::vector<const registry::Object*>& rows);

/// A rule that a row breaks or that asks for an explanation.
struct Remark {
  std::string key;
  registry::FieldFault found;
};
/// One field of one row, beside the period before.
struct Difference {
  std::string key;  ///< Of the row, without its month.
  std::string field;
  registry::Value before;
  registry::Value after;
};

/// What is to be said of a respondent's rows before they are submitted.
struct RowCheck {
  registry::CommitNumber commit;  ///< As known at it.
  std::string sha256;
  std::uint64_t rows = 0;
  std::uint64_t rows_before = 0;  ///< Of the period before.
  std::uint64_t cells = 0;        ///< Filled, of fields that are no key.
  /// Those fields, of the rows there are and of those that the period before had beside them.
  std::uint64_t cells_expected = 0;
  std::uint64_t hard = 0;
  std::uint64_t soft = 0;
  std::vector<Remark> remarks;          ///< The first `kRemarksListed`.
  std::vector<std::string> missing;     ///< Keys, without month, that the period before had.
  std::vector<Difference> differences;  ///< The first `kDifferencesListed`.
};
/// Checks rows by their form's rules and against the period before: the soft rules of a jump and of
/// a zero compare with the row of the same key there. Pure.
[[nodiscard]] RowCheck check_rows(const FormShape& shape,
                                  const std::vector<const registry::Object*>& rows,
                                  const std::vector<const registry::Object*>& rows_before,
                                  const Sha256& sha256);

/// One value of a cell, by who said it.
struct Said {
  std::string who;
  Instant at;
  registry::CommitNumber commit;
  registry::Value value;
};
/// A cell of which several senders said different things, the newest last.
struct Conflict {
  std::string key;
  std::string field;
  std::vector<Said> said;  ///< The last word of each sender.
};
/// From the log, of the first `kConflictRowsMax` rows.
[[nodiscard]] Result<std::vector<Conflict>> conflicts_of(
    const registry::ObjectStore& store, const FormShape& shape,
    const std::vector<const registry::Object*>& rows);

}  // namespace sixscope::rounds
