#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// Version of the tables that this program reads and writes; docs/reference/registry-store.md.
inline constexpr std::int64_t kSchemaVersion = 10;

/// Brings the tables from whatever version they have, none included, to `version`, in one
/// transaction, with `then` behind where it is given: what no statement alone can make of what is
/// there. `out_of_range` if they are newer than this program.
[[nodiscard]] Result<void> migrate(SqlConnection& connection, std::int64_t version = kSchemaVersion,
                                   const std::function<Result<void>()>& then = {});

}  // namespace sixscope::registry
