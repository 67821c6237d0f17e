#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "base/clock.h"
#include "store/table_catalogue.h"
#include "store/volume_store.h"

namespace sixscope::tests {

/// The stores that the contract is held against.
enum class Kind { memory, embedded, server, cluster };
void PrintTo(Kind kind, std::ostream* out);
[[nodiscard]] std::string name_of(Kind kind);

/// A store of one kind with its own processes and folder, made once for all tests of the kind.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;

  /// The one of `kind`: started on first use, ended with the program.
  [[nodiscard]] static StoreUnderTest& of(Kind kind);

  /// Why there is none here; empty if there is.
  [[nodiscard]] virtual std::string missing() const { return ""; }
  /// A client of its own: each has a connection and remembers nothing of the others.
  [[nodiscard]] virtual std::unique_ptr<store::VolumeStore> connect(
      const std::string& database = "contract") = 0;
  /// A client that drops what is past its retention by `clock`, which is borrowed; servers only.
  [[nodiscard]] virtual std::unique_ptr<store::VolumeStore> connect_keeping(
      const std::string& /*database*/, const store::Retention& /*retention*/,
      const Clock& /*clock*/) {
    return nullptr;
  }
  /// A client of the second server of a cluster; nothing elsewhere.
  [[nodiscard]] virtual std::unique_ptr<store::VolumeStore> connect_second() { return nullptr; }
  /// Waits until every server has what any of them took. Servers copy from each other behind an
  /// insert's back, and one just restarted reads from another: its answers may lack the newest.
  virtual void settle() {}
  /// Runs a statement past the port; false where there are none.
  virtual bool run(const std::string& /*sql*/) { return false; }
  /// The first number of a server's answer to a statement without FORMAT; nothing if it fails.
  virtual std::optional<std::uint64_t> number_at(int /*server*/, const std::string& /*sql*/) {
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::uint64_t> number(const std::string& sql) {
    return number_at(0, sql);
  }
  /// Ends the store as a crash would. Memory is only switched off.
  virtual void kill() = 0;
  /// Waits until the store is back.
  virtual void revive() = 0;
};

}  // namespace sixscope::tests
