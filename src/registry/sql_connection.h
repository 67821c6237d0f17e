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

/// A parameter or a column: NULL, a whole number or a text (UTF-8 without U+0000, which is
/// `malformed` as a parameter).
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
  /// As `run`, a row at a time, for what is large. `take` returns false to stop, which ends a
  /// transaction if one is open.
  virtual Result<void> each(std::string_view sql, std::span<const SqlValue> parameters,
                            const std::function<bool(const SqlRow&)>& take) = 0;
  /// For writing, one writer at a time: the others wait, and after a while fail with `conflict`.
  /// Each statement sees what was committed before `begin`, and what was done since.
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;
  virtual void roll_back() = 0;
};

/// Where connections come from.
class SqlDatabase {
 public:
  virtual ~SqlDatabase() = default;
  /// A connection for one call; it goes back when destroyed, and an open transaction is rolled
  /// back. Do not ask for a second while holding one. Safe from any thread.
  [[nodiscard]] virtual Result<std::unique_ptr<SqlConnection>> connect() = 0;
};

}  // namespace sixscope::registry
