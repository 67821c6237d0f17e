#include "adapters/sqlite/sqlite_database.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <fstream>

#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

using registry::SqlRow;
using registry::SqlValue;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::unique_ptr<SqliteDatabase> opened(const std::string& path) {
  auto database = SqliteDatabase::open({.path = path, .patience = std::chrono::milliseconds(20)});
  EXPECT_TRUE(database) << describe(database.error());
  return database ? std::move(*database) : nullptr;
}

TEST(SqliteDatabase, KeepsWhatIsPutIn) {
  const auto database = opened(":memory:");
  const auto connection = database->connect().value();
  ASSERT_TRUE(connection->run("CREATE TABLE t (a BIGINT, b TEXT)"));
  const std::array<SqlValue, 2> row = {std::int64_t{-5}, std::string("\xE4\xB8\xAD' ?1")};
  ASSERT_TRUE(connection->run("INSERT INTO t VALUES (?1, ?2), (NULL, '')", row));
  const auto rows = connection->run("SELECT a, b FROM t ORDER BY b DESC");
  ASSERT_TRUE(rows) << describe(rows.error());
  EXPECT_THAT(*rows,
              ElementsAre(SqlRow(row.begin(), row.end()), SqlRow{std::monostate{}, std::string()}));
}

TEST(SqliteDatabase, MemoryIsOneForAllCalls) {
  const auto database = opened(":memory:");
  ASSERT_TRUE(database->connect().value()->run("CREATE TABLE t (a BIGINT)"));
  EXPECT_TRUE(database->connect().value()->run("SELECT a FROM t"));
  const auto held = database->connect();
  const auto second = database->connect();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::unavailable) << "one call at a time";
}

TEST(SqliteDatabase, WhatIsNotCommittedIsNotThere) {
  const sixscope::testing::TemporaryFolder folder;
  const auto database = opened(folder.file("r.sqlite"));
  ASSERT_TRUE(database->connect().value()->run("CREATE TABLE t (a BIGINT PRIMARY KEY)"));
  {
    const auto connection = database->connect().value();
    ASSERT_TRUE(connection->begin());
    ASSERT_TRUE(connection->run("INSERT INTO t VALUES (1)"));
    const auto reader = database->connect().value();
    EXPECT_THAT(reader->run("SELECT a FROM t").value(), SizeIs(0)) << "readers do not wait";
    const auto second = reader->begin();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict) << "there is one writer";
  }
  const auto connection = database->connect().value();
  EXPECT_THAT(connection->run("SELECT a FROM t").value(), SizeIs(0));
  ASSERT_TRUE(connection->begin());
  ASSERT_TRUE(connection->run("INSERT INTO t VALUES (2)"));
  const auto twice = connection->run("INSERT INTO t VALUES (2)");
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Errc::conflict);
  ASSERT_TRUE(connection->commit());
  EXPECT_THAT(opened(folder.file("r.sqlite"))->connect().value()->run("SELECT a FROM t").value(),
              SizeIs(1));
}

TEST(SqliteDatabase, AStatementMayBeLeftInTheMiddle) {
  const auto connection = opened(":memory:");
  const auto lent = connection->connect().value();
  ASSERT_TRUE(lent->run("CREATE TABLE t (a BIGINT)"));
  ASSERT_TRUE(lent->run("INSERT INTO t VALUES (1), (2), (3)"));
  for (int times = 0; times < 2; ++times) {
    int rows = 0;
    ASSERT_TRUE(lent->each("SELECT a FROM t", {}, [&rows](const SqlRow&) { return ++rows < 2; }));
    EXPECT_EQ(rows, 2);
  }
  EXPECT_TRUE(lent->run("DROP TABLE t")) << "nothing is left open";
}

TEST(SqliteDatabase, TheFileIsItsOwnersAlone) {
  const sixscope::testing::TemporaryFolder folder;
  const auto database = opened(folder.file("r.sqlite"));
  ASSERT_TRUE(database->connect().value()->run("CREATE TABLE t (a BIGINT)"));
  for (const char* name : {"r.sqlite", "r.sqlite-wal"}) {
    struct stat status{};
    ASSERT_EQ(::stat(folder.file(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
}

TEST(SqliteDatabase, SaysWhatIsWrong) {
  const sixscope::testing::TemporaryFolder folder;
  const auto nowhere = SqliteDatabase::open({.path = folder.file("no/folder.sqlite")});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, Errc::unavailable);
  EXPECT_THAT(describe(nowhere.error()), HasSubstr("no/folder.sqlite"));

  std::ofstream(folder.file("text")) << std::string(5000, 'x');
  const auto other = SqliteDatabase::open({.path = folder.file("text")});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::unavailable);
  EXPECT_THAT(describe(other.error()), HasSubstr("not a database"));

  const auto database = opened(":memory:");
  const auto connection = database->connect().value();
  EXPECT_EQ(connection->run("SELEC 1").error().code, Errc::malformed);
  const std::array<SqlValue, 1> nul = {std::string("a\0b", 3)};
  EXPECT_EQ(connection->run("SELECT ?1", nul).error().code, Errc::malformed);
}

}  // namespace
}  // namespace sixscope::adapters
