#include "registry/sql_account_store.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::Account;
using registry::Token;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Accounts beside a store that made the tables.
class RegistryAccounts : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (database_ != nullptr) {
      accounts_ = std::make_unique<registry::SqlAccountStore>(*database_);
    }
  }
  static Account guangdong() {
    return {.id = "gd-mobile",
            .title = "\xE5\xB9\xBF\xE4\xB8\x9C\xE7\xA7\xBB\xE5\x8A\xA8",
            .regions = {"440000", "450000"},
            .owners = {"china_mobile"},
            .may_write = true,
            .made = month(1)};
  }
  static Token token(const std::string& id, const std::string& account = "gd-mobile") {
    return {.id = id, .account = account, .note = "laptop", .made = month(2)};
  }
  std::vector<std::string> token_ids(const std::string& account) {
    const auto tokens = accounts_->tokens(account);
    EXPECT_TRUE(tokens) << describe(tokens.error());
    std::vector<std::string> ids;
    for (const Token& one : tokens.value_or(std::vector<Token>{})) {
      ids.push_back(one.id);
    }
    return ids;
  }

  std::unique_ptr<registry::SqlAccountStore> accounts_;
};

TEST_P(RegistryAccounts, AreKeptAsTheyWereMade) {
  EXPECT_FALSE(accounts_->any().value());
  ASSERT_TRUE(accounts_->add(guangdong()));
  ASSERT_TRUE(accounts_->add({.id = "admin", .all = true, .sees_sensitive = true}));
  EXPECT_TRUE(accounts_->any().value());
  const auto all = accounts_->accounts();
  ASSERT_TRUE(all) << describe(all.error());
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->at(0).id, "admin");
  EXPECT_TRUE(all->at(0).all && all->at(0).sees_sensitive && !all->at(0).may_write);
  const Account& kept = all->at(1);
  EXPECT_EQ(kept.title, guangdong().title);
  EXPECT_THAT(kept.regions, ElementsAre("440000", "450000"));
  EXPECT_THAT(kept.owners, ElementsAre("china_mobile"));
  EXPECT_TRUE(kept.may_write && !kept.all && !kept.sees_sensitive && !kept.disabled);
  EXPECT_EQ(kept.made, month(1));
  EXPECT_EQ(code(accounts_->add(guangdong())), Errc::conflict);
  EXPECT_EQ(code(accounts_->add({.id = "no blanks"})), Errc::malformed);
  EXPECT_EQ(code(accounts_->add({.id = ""})), Errc::malformed);
  const auto local = accounts_->add({.id = "local", .all = true});
  EXPECT_EQ(code(local), Errc::malformed) << "it is who works while there is no account";
  EXPECT_THAT(describe(local.error()), HasSubstr("choose another"));
}

TEST_P(RegistryAccounts, AreChangedAndRemoved) {
  ASSERT_TRUE(accounts_->add(guangdong()));
  Account changed = guangdong();
  changed.regions = {};
  changed.disabled = true;
  changed.may_write = false;
  ASSERT_TRUE(accounts_->change(changed));
  EXPECT_THAT(accounts_->account("gd-mobile")->regions, IsEmpty());
  EXPECT_TRUE(accounts_->account("gd-mobile")->disabled);
  EXPECT_FALSE(accounts_->account("gd-mobile")->may_write);
  EXPECT_EQ(code(accounts_->change({.id = "nobody"})), Errc::not_found);

  ASSERT_TRUE(accounts_->add_token(token("t1"), "hash1"));
  ASSERT_TRUE(accounts_->add_session("cookie1", "t1", month(2), month(3)));
  ASSERT_TRUE(accounts_->remove("gd-mobile"));
  EXPECT_FALSE(accounts_->any().value());
  EXPECT_EQ(code(accounts_->account("gd-mobile")), Errc::not_found);
  EXPECT_EQ(code(accounts_->remove("gd-mobile")), Errc::not_found);
  EXPECT_FALSE(accounts_->by_token("hash1").value());
  EXPECT_FALSE(accounts_->by_session("cookie1", month(2)).value());
  EXPECT_THAT(token_ids(""), IsEmpty());
  EXPECT_EQ(code(accounts_->add(guangdong())), Errc::conflict) << "its name is in the history";
}

TEST_P(RegistryAccounts, ATokenOpensItsAccountUntilItIsRevoked) {
  ASSERT_TRUE(accounts_->add(guangdong()));
  Token narrow = token("t1");
  narrow.ends = month(9);
  narrow.networks = {"192.0.2.0/24", "2001:db8::/32"};
  narrow.read_only = true;
  ASSERT_TRUE(accounts_->add_token(narrow, "hash1"));
  ASSERT_TRUE(accounts_->add_token(token("t2"), "hash2"));
  EXPECT_EQ(code(accounts_->add_token(token("t3"), "hash2")), Errc::conflict);
  EXPECT_EQ(code(accounts_->add_token(token("t4", "nobody"), "hash4")), Errc::not_found);
  EXPECT_THAT(token_ids("gd-mobile"), ElementsAre("t1", "t2"));
  EXPECT_THAT(token_ids("other"), IsEmpty());

  const auto found = accounts_->by_token("hash1").value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->account.id, "gd-mobile");
  EXPECT_EQ(found->token.id, "t1");
  EXPECT_EQ(found->token.note, "laptop");
  EXPECT_EQ(found->token.ends, month(9));
  EXPECT_THAT(found->token.networks, ElementsAre("192.0.2.0/24", "2001:db8::/32"));
  EXPECT_TRUE(found->token.read_only);
  EXPECT_FALSE(found->token.last_used);
  EXPECT_FALSE(accounts_->by_token("hash9").value());
  EXPECT_FALSE(accounts_->by_token("hash2").value()->token.ends);

  const std::chrono::sys_days day{std::chrono::year(2026) / 5 / 4};
  ASSERT_TRUE(accounts_->note_use("t1", day));
  ASSERT_TRUE(accounts_->note_use("t1", day - std::chrono::days(1)));
  EXPECT_EQ(accounts_->tokens("gd-mobile")->front().last_used, day);

  ASSERT_TRUE(accounts_->revoke("t1"));
  EXPECT_FALSE(accounts_->by_token("hash1").value());
  EXPECT_EQ(code(accounts_->revoke("t1")), Errc::not_found);
  EXPECT_TRUE(accounts_->by_token("hash2").value());
}

TEST_P(RegistryAccounts, ASessionLastsAsLongAsItsTokenAndItself) {
  ASSERT_TRUE(accounts_->add(guangdong()));
  ASSERT_TRUE(accounts_->add_token(token("t1"), "hash1"));
  ASSERT_TRUE(accounts_->add_session("a", "t1", month(2), month(4)));
  ASSERT_TRUE(accounts_->add_session("b", "t1", month(3), month(6)));
  EXPECT_EQ(accounts_->by_session("a", month(3)).value()->account.id, "gd-mobile");
  EXPECT_FALSE(accounts_->by_session("a", month(4)).value()) << "over";
  EXPECT_TRUE(accounts_->by_session("b", month(4)).value());
  ASSERT_TRUE(accounts_->end_session("b"));
  EXPECT_FALSE(accounts_->by_session("b", month(4)).value());
  ASSERT_TRUE(accounts_->end_session("b")) << "ended already";
  ASSERT_TRUE(accounts_->add_session("c", "t1", month(5), month(8)));
  EXPECT_FALSE(accounts_->by_session("a", month(3)).value()) << "cleared away: it was over";
  ASSERT_TRUE(accounts_->revoke("t1"));
  EXPECT_FALSE(accounts_->by_session("c", month(6)).value());
}

TEST_P(RegistryAccounts, ADamagedListOpensNothing) {
  ASSERT_TRUE(accounts_->add(guangdong()));
  ASSERT_TRUE(accounts_->add_token(token("t1"), "hash1"));
  ASSERT_TRUE(database_->connect().value()->run("UPDATE registry_token SET networks = 'x'"));
  EXPECT_EQ(code(accounts_->by_token("hash1")), Errc::malformed);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryAccounts,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
