// What needs no server; the rest is in the contract suite of tests/registry.
#include "adapters/postgres/postgres_database.h"

#include <gmock/gmock.h>

#include "adapters/postgres/postgres_handle.h"

namespace sixscope::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PostgresDatabase, PlaceholdersAreTranslatedOutsideOfQuotes) {
  const struct {
    const char* ours;
    const char* theirs;
  } cases[] = {
      {"SELECT 1", "SELECT 1"},
      {"a = ?1 AND b = ?12", "a = $1 AND b = $12"},
      {"(?1, ?2), (?3, ?4)", "($1, $2), ($3, $4)"},
      {"a = '?1' AND b = ?1", "a = '?1' AND b = $1"},
      {"a = 'it''s ?1' AND b = ?1", "a = 'it''s ?1' AND b = $1"},
      {"a ? b ?", "a ? b ?"},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(with_dollars(one.ours), one.theirs);
  }
}

TEST(PostgresDatabase, NoErrorShowsThePassword) {
  const struct {
    const char* url;
    Errc code;
  } cases[] = {
      {"postgresql://u:secret@127.0.0.1:21091/db?connect_timeout=2", Errc::unavailable},
      {"postgresql://u:secret@/db?host=/nowhere", Errc::unavailable},
      {"postgresql://u:secret@[::1/db", Errc::malformed},
      {"postgresql://u:secret@127.0.0.1/db?secret=secret", Errc::malformed},
      {"host=127.0.0.1 password=secret", Errc::malformed},
      {"secret", Errc::malformed},
      {"", Errc::malformed},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.url);
    const auto refused = PostgresDatabase::open({.url = one.url});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, one.code);
    EXPECT_THAT(describe(refused.error()), Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace sixscope::adapters
