#pragma once

#include <sqlite3.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/sql_connection.h"

namespace sixscope::adapters {

/// One open SQLite connection with the statements it has prepared. Not safe from several threads.
class SqliteHandle {
 public:
  /// Opens `path` and sets what every connection of ours has set.
  [[nodiscard]] static Result<std::unique_ptr<SqliteHandle>> open(
      const std::string& path, std::chrono::milliseconds patience);

  /// Runs one statement, row by row; `take` returns false to stop.
  [[nodiscard]] Result<void> each(std::string_view sql,
                                  std::span<const registry::SqlValue> parameters,
                                  const std::function<bool(const registry::SqlRow&)>& take);
  /// As `each`, for what has no rows or parameters.
  [[nodiscard]] Result<void> run(std::string_view sql);
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  explicit SqliteHandle(sqlite3* db) : db_(db) {}
  /// The prepared statement, which this keeps.
  [[nodiscard]] Result<sqlite3_stmt*> prepare(std::string_view sql);
  [[nodiscard]] Result<void> bind(sqlite3_stmt* statement,
                                  std::span<const registry::SqlValue> parameters);
  [[nodiscard]] tl::unexpected<Error> failure(std::string_view sql) const;

  std::unique_ptr<sqlite3, CloseDatabase> db_;
  std::map<std::string, Statement, std::less<>> statements_;  // Gone before the connection.
};

}  // namespace sixscope::adapters
