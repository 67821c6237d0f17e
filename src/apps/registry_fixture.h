#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "adapters/object_kinds/kind_files.h"
#include "adapters/sqlite/sqlite_database.h"
#include "registry/import_desk.h"
#include "registry/sql_object_store.h"
#include "testing/fake_clock.h"
#include "testing/temporary_folder.h"

namespace sixscope::apps {

/// 2026-03-01T12:00:00Z.
inline constexpr Instant kTestNoon{std::chrono::seconds(1'772'366'400)};

inline constexpr const char* kLedgerHead = "运营商,区域,设备名称,台账类别,状态,最大会话数\n";
inline constexpr const char* kLedgerRows =
    "中国移动,广东,CGN-01,nat44,在用,2000万\n中国电信,江苏,CGN-02,NAT444,在用,\"1,000,000\"\n";

/// An empty registry of the shipped kinds, in a folder of its own.
struct TestRegistry {
  TestRegistry() {
    kinds = adapters::load_kinds("catalogue").value();
    database = adapters::SqliteDatabase::open({.path = folder.file("registry.sqlite")}).value();
    store = registry::SqlObjectStore::open(*database, *kinds).value();
  }

  [[nodiscard]] std::uint64_t devices() const {
    return store->count("nat44_device", registry::Scope::everything("test")).value_or(999);
  }

  testing::TemporaryFolder folder;
  std::shared_ptr<const registry::Kinds> kinds;
  std::unique_ptr<registry::SqlDatabase> database;
  std::unique_ptr<registry::SqlObjectStore> store;
  testing::FakeClock clock{kTestNoon};
};

}  // namespace sixscope::apps
