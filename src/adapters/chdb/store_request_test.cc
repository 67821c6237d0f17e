#include "adapters/chdb/store_request.h"

#include <gtest/gtest.h>

namespace sixscope::adapters {
namespace {

TEST(StoreRequest, SplitsTheTarget) {
  const auto request =
      parse_target("/?query=SELECT%201%2B1+AS+x&database=d&max_threads=2&user=u&password=p");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/");
  EXPECT_EQ(request->sql, "SELECT 1+1 AS x");
  EXPECT_EQ(request->settings, (EngineSettings{{"max_threads", "2"}}));
}

TEST(StoreRequest, RefusesBrokenEscapes) {
  for (const char* target : {"/?query=%", "/?query=%4", "/?query=%zz", "/?%4=1"}) {
    const auto request = parse_target(target);
    ASSERT_FALSE(request) << target;
    EXPECT_EQ(request.error().code, Errc::malformed);
  }
}

TEST(StoreRequest, TargetsWithoutParameters) {
  for (const char* target : {"/ping", "/ping?", "/ping?&&"}) {
    const auto request = parse_target(target);
    ASSERT_TRUE(request) << target;
    EXPECT_EQ(request->path, "/ping");
    EXPECT_TRUE(request->sql.empty());
    EXPECT_TRUE(request->settings.empty());
  }
}

TEST(InsertStatement, CutsTheFormatOff) {
  const auto insert =
      parse_insert("  insert INTO t (a, b) SETTINGS x = 'FORMAT y'\n FORMAT Native ");
  ASSERT_TRUE(insert);
  EXPECT_EQ(insert->head, "insert INTO t (a, b) SETTINGS x = 'FORMAT y'");
  EXPECT_EQ(insert->format, "Native");
}

TEST(InsertStatement, LeavesOtherStatementsAlone) {
  for (const char* sql : {"", "SELECT 1 FORMAT Native", "INSERT INTO t VALUES (1)", "INSERT",
                          "INSERT INTO t SELECT 1", "FORMAT Native"}) {
    EXPECT_FALSE(parse_insert(sql)) << sql;
  }
  EXPECT_TRUE(is_insert("\n InSeRt INTO t VALUES (1)"));
  EXPECT_FALSE(is_insert("INSERTED"));
}

}  // namespace
}  // namespace sixscope::adapters
