#include <gmock/gmock.h>

#include "registry/account_store.h"

namespace sixscope::registry {
namespace {

using ::testing::HasSubstr;

constexpr Instant kNow{std::chrono::seconds(1'772'366'400)};

Credential credential() {
  Credential one;
  one.account = {.id = "gd",
                 .regions = {"440000"},
                 .owners = {"china_mobile"},
                 .may_write = true,
                 .sees_sensitive = true};
  one.token = {.id = "t1", .account = "gd"};
  return one;
}

TEST(ScopeOf, IsTheAccounts) {
  const auto scope = scope_of(credential(), kNow, "192.0.2.1");
  ASSERT_TRUE(scope);
  EXPECT_EQ(scope->account, "gd");
  EXPECT_EQ(scope->regions, credential().account.regions);
  EXPECT_EQ(scope->owners, credential().account.owners);
  EXPECT_TRUE(scope->may_write && scope->sees_sensitive && !scope->all);
}

TEST(ScopeOf, AReadOnlyTokenWritesNothing) {
  Credential one = credential();
  one.token.read_only = true;
  EXPECT_FALSE(scope_of(one, kNow, "192.0.2.1")->may_write);
  EXPECT_TRUE(scope_of(one, kNow, "192.0.2.1")->read_only);
  one.account.may_write = false;
  one.token.read_only = false;
  EXPECT_FALSE(scope_of(one, kNow, "192.0.2.1")->may_write) << "nor one of a reader";
  EXPECT_FALSE(scope_of(one, kNow, "192.0.2.1")->read_only) << "who keeps what is its own";
}

TEST(ScopeOf, ATokenEnds) {
  Credential one = credential();
  one.token.ends = kNow + std::chrono::milliseconds(1);
  EXPECT_TRUE(scope_of(one, kNow, "192.0.2.1"));
  one.token.ends = kNow;
  const auto refused = scope_of(one, kNow, "192.0.2.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  EXPECT_THAT(describe(refused.error()), HasSubstr("is over"));
}

TEST(ScopeOf, ADisabledAccountOpensNothing) {
  Credential one = credential();
  one.account.disabled = true;
  EXPECT_EQ(scope_of(one, kNow, "192.0.2.1").error().code, Errc::unauthenticated);
}

TEST(ScopeOf, ATokenIsForItsNetworks) {
  Credential one = credential();
  one.token.networks = {"192.0.2.0/24", "2001:db8::/32", "fe80::/10"};
  for (const char* from : {"192.0.2.255", "2001:db8:1::1", "::ffff:192.0.2.7", "fe80::1%eth0"}) {
    EXPECT_TRUE(scope_of(one, kNow, from)) << from;
  }
  for (const char* from : {"192.0.3.1", "2001:db9::1", "", "localhost"}) {
    const auto refused = scope_of(one, kNow, from);
    ASSERT_FALSE(refused) << from;
    EXPECT_EQ(refused.error().code, Errc::unauthenticated);
  }
  one.token.networks = {"not a network"};
  EXPECT_FALSE(scope_of(one, kNow, "192.0.2.1")) << "what cannot be read bounds all the same";
}

TEST(IsAccountId, TakesWhatCanStandInAHistory) {
  for (const char* good : {"gd-mobile", "A.b_1", "x"}) {
    EXPECT_TRUE(is_account_id(good)) << good;
  }
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("a/b"),
                                 std::string("\xE5\xB9\xBF"), std::string(65, 'a')}) {
    EXPECT_FALSE(is_account_id(bad)) << bad;
  }
}

}  // namespace
}  // namespace sixscope::registry
