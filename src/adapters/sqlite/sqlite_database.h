#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "registry/sql_connection.h"

namespace sixscope::adapters {

struct SqliteOptions {
  /// File, made with mode 0600 if it is not there; its folder has to be. ":memory:": gone with the
  /// database, and one call at a time.
  std::string path;
  /// How long a call waits for another writer, or for a free connection.
  std::chrono::milliseconds patience{std::chrono::seconds(30)};
};

struct SqlitePool;

/// A SQLite file: many readers and one writer, which do not wait for each other (write-ahead log).
/// What was committed is on the disk (synchronous = FULL). Safe from any thread; outlives its
/// connections.
class SqliteDatabase final : public registry::SqlDatabase {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SqliteDatabase>> open(SqliteOptions options);
  ~SqliteDatabase() override;

  [[nodiscard]] Result<std::unique_ptr<registry::SqlConnection>> connect() override;

 private:
  explicit SqliteDatabase(std::unique_ptr<SqlitePool> pool);
  std::unique_ptr<SqlitePool> pool_;
};

}  // namespace sixscope::adapters
