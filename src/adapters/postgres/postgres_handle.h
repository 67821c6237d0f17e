#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/sql_connection.h"

// Of libpq-fe.h, which only the source file needs.
struct pg_conn;
struct pg_result;

namespace sixscope::adapters {

/// `sql` with its ?1, ?2... as $1, $2..., but for what stands in quotes.
[[nodiscard]] std::string with_dollars(std::string_view sql);

/// One connection to a PostgreSQL server. Not safe from several threads.
class PostgresHandle {
 public:
  [[nodiscard]] static Result<std::unique_ptr<PostgresHandle>> open(
      const std::string& url, std::chrono::milliseconds patience);

  /// Runs one statement, row by row while they arrive; `take` returns false to stop.
  [[nodiscard]] Result<void> each(std::string_view sql,
                                  std::span<const registry::SqlValue> parameters,
                                  const std::function<bool(const registry::SqlRow&)>& take);
  [[nodiscard]] Result<void> run(std::string_view sql);
  [[nodiscard]] bool in_transaction() const;
  /// Whether the server still answers, as far as the last statement showed.
  [[nodiscard]] bool alive() const;

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clear>;

  explicit PostgresHandle(pg_conn* connection) : connection_(connection) {}
  [[nodiscard]] Result<void> send(std::string_view sql,
                                  std::span<const registry::SqlValue> parameters);
  /// Asks the server to stop, and reads what it had sent.
  void stop();
  [[nodiscard]] tl::unexpected<Error> failure(const pg_result* result);

  std::unique_ptr<pg_conn, Finish> connection_;
  bool gone_ = false;  ///< The server said that it ends the connection.
};

}  // namespace sixscope::adapters
