#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "registry/sql_connection.h"

namespace sixscope::adapters {

struct PostgresOptions {
  /// postgresql://user:password@host/database, as libpq has it. The password appears in no error.
  std::string url;
  /// How long one statement, or waiting for another writer, may take.
  std::chrono::milliseconds patience{std::chrono::seconds(30)};
};

struct PostgresPool;

/// A PostgreSQL database. A call on a connection the server has closed is `unavailable`; the next
/// one has a fresh connection. Safe from any thread; outlives its connections.
class PostgresDatabase final : public registry::SqlDatabase {
 public:
  /// Connects once, to say at once what is wrong with the URL.
  [[nodiscard]] static Result<std::unique_ptr<PostgresDatabase>> open(PostgresOptions options);
  ~PostgresDatabase() override;

  [[nodiscard]] Result<std::unique_ptr<registry::SqlConnection>> connect() override;

 private:
  explicit PostgresDatabase(std::unique_ptr<PostgresPool> pool);
  std::unique_ptr<PostgresPool> pool_;
};

}  // namespace sixscope::adapters
