#pragma once

#include <memory>
#include <span>

#include "registry/commit_gate.h"
#include "registry/kind.h"
#include "registry/sql_connection.h"

namespace sixscope::adapters {

/// Holds submissions and the rows they are made of together: a commit that writes a row of a
/// submission makes it a draft again, in the same transaction; one that writes a row of a frozen
/// submission is refused, whatever door it came through.
class SqlRoundGate final : public registry::CommitGate {
 public:
  Result<void> pass(registry::SqlConnection& connection, const registry::Commit& commit,
                    registry::CommitNumber number,
                    std::span<const registry::TouchedObject> touched) override;
};

}  // namespace sixscope::adapters
