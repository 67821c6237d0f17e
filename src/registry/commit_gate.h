#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"
#include "registry/value.h"

namespace sixscope::registry {

/// An object of a form that a commit writes. Pointers are borrowed for the call.
struct TouchedObject {
  const Kind* kind = nullptr;
  std::size_t edit = 0;              ///< Place in Commit::edits.
  const Document* before = nullptr;  ///< As it was today; null: it is new.
  const Document* after = nullptr;   ///< As it is from now on; removed ones with what they had.
};

/// Who is asked of every commit that touches forms, whatever door it came through. Safe from any
/// thread.
class CommitGate {
 public:
  virtual ~CommitGate() = default;
  /// Within the commit's transaction, before its objects are written: what it writes on
  /// `connection` holds if the commit does, and only then. A failure ends the commit; `forbidden`
  /// for what is closed, after `commit.closed` was told each such edit. A rehearsal comes too.
  virtual Result<void> pass(SqlConnection& connection, const Commit& commit, CommitNumber number,
                            std::span<const TouchedObject> touched) = 0;
};

}  // namespace sixscope::registry
