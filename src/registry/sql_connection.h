#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace sixscope::registry {

/// A parameter or a column: NULL, a whole number or a text (UTF-8).
using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;
using SqlRow = std::vector<SqlValue>;

/// One connection to a relational database, with transactions. Not safe from several threads: the
/// store above takes one a call from `SqlDatabase`.
class SqlConnection {
 public:
  virtual ~SqlConnection() = default;
  /// Runs one statement. Parameters stand as ?1, ?2... in `sql`, which both dialects understand
  /// after translation; never as text in it. `conflict` where a unique index refuses, or where a
  /// transaction has to be tried again; `unavailable` where the database does not answer.
  virtual Result<std::vector<SqlRow>> run(std::string_view sql,
                                          std::span<const SqlValue> parameters = {}) = 0;
  /// As `run`, a row at a time, for what is large. `take` returns false to stop.
  virtual Result<void> each(std::string_view sql, std::span<const SqlValue> parameters,
                            const std::function<bool(const SqlRow&)>& take) = 0;
  virtual Result<void> begin() = 0;  ///< For writing: the others wait or fail with `conflict`.
  virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;
};

/// Where connections come from, and what differs between dialects.
class SqlDatabase {
 public:
  virtual ~SqlDatabase() = default;
  /// A connection for one call; it goes back when destroyed. Safe from any thread.
  [[nodiscard]] virtual Result<std::unique_ptr<SqlConnection>> connect() = 0;
  /// Type of a number that rises by itself, as primary key: differs between the two.
  [[nodiscard]] virtual std::string_view identity_type() const = 0;
};

}  // namespace sixscope::registry
