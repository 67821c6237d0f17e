#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/chdb/engine.h"
#include "base/result.h"

namespace sixscope::adapters {

/// What a request of the ClickHouse HTTP interface asks for.
struct StoreRequest {
  std::string path;
  std::string sql;          ///< Parameter `query`; empty: the body is the statement.
  EngineSettings settings;  ///< Every other parameter that names a setting.
};

/// Splits the target of a request, percent escapes undone. `malformed` if an escape is broken.
[[nodiscard]] Result<StoreRequest> parse_target(std::string_view target);

/// An INSERT whose rows come in the body.
struct InsertStatement {
  std::string head;  ///< Everything before FORMAT.
  std::string format;
};

/// The parts of "INSERT ... FORMAT Name"; nothing if `sql` is no INSERT or ends otherwise.
[[nodiscard]] std::optional<InsertStatement> parse_insert(std::string_view sql);

/// True if the first word of `sql` is INSERT, in any case.
[[nodiscard]] bool is_insert(std::string_view sql);

}  // namespace sixscope::adapters
