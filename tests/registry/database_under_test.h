#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "registry/sql_connection.h"

namespace sixscope::tests {

/// The databases that the contract is held against.
enum class Dialect { sqlite, postgres };
void PrintTo(Dialect dialect, std::ostream* out);
[[nodiscard]] std::string name_of(Dialect dialect);

/// One database management of one dialect, made once for all tests.
class DatabaseUnderTest {
 public:
  virtual ~DatabaseUnderTest() = default;

  /// The one of `dialect`: started on first use, ended with the program.
  [[nodiscard]] static DatabaseUnderTest& of(Dialect dialect);

  /// Why there is none here; empty if there is.
  [[nodiscard]] virtual std::string missing() const { return ""; }
  /// The database of that name, lower case; empty when it is opened for the first time. Each call
  /// gives a client of its own, as another process would have.
  [[nodiscard]] virtual std::unique_ptr<registry::SqlDatabase> open(const std::string& name) = 0;
  /// Ends the server and starts it again; false where there is none.
  virtual bool stop() { return false; }
  virtual bool start() { return false; }
};

}  // namespace sixscope::tests
