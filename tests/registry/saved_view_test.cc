#include "registry/sql_account_store.h"
#include "registry/sql_saved_view_store.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::SavedView;
using Outcome = registry::SavedViewStore::Kept::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RegistryViews : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (store_ == nullptr) {
      return;
    }
    views_ = std::make_unique<registry::SqlSavedViewStore>(*database_);
    registry::SqlAccountStore accounts(*database_);
    for (const Scope& one : {gd_, gd_too_, telecom_, nation_, nobodys_}) {
      ASSERT_TRUE(accounts.add({.id = one.account,
                                .all = one.all,
                                .regions = one.regions,
                                .owners = one.owners,
                                .may_write = true}));
    }
  }
  static SavedView view(const std::string& name, const std::string& content = "q=gz",
                        bool shared = false, const std::string& page = "device") {
    return {.account = {}, .page = page, .name = name, .content = content, .shared = shared};
  }
  Outcome put(const SavedView& one, const Scope& scope, Instant now = month(1),
              bool only_new = false) {
    const auto kept = views_->put(one, only_new, now, scope);
    EXPECT_TRUE(kept) << describe(kept.error());
    return kept ? kept->outcome : Outcome::left;
  }
  // "gd: name" for each that the scope sees.
  std::vector<std::string> seen(const Scope& scope, const std::string& page = "device") {
    const auto views = views_->list(page, scope);
    EXPECT_TRUE(views) << describe(views.error());
    std::vector<std::string> found;
    for (const SavedView& one : views.value_or(std::vector<SavedView>{})) {
      found.push_back(one.account + ": " + one.name);
    }
    return found;
  }

  std::unique_ptr<registry::SqlSavedViewStore> views_;
  const Scope gd_{
      .account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope gd_too_{
      .account = "gd-2", .regions = {"450000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope telecom_{
      .account = "telecom", .regions = {"440000"}, .owners = {"china_telecom"}, .may_write = true};
  const Scope nation_{.account = "nation", .all = true, .may_write = true};
  const Scope nobodys_{.account = "province", .regions = {"440000"}, .may_write = true};
};

TEST_P(RegistryViews, AreKeptReplacedAndDeleted) {
  EXPECT_THAT(seen(gd_), IsEmpty());
  EXPECT_EQ(put(view("b"), gd_), Outcome::made);
  EXPECT_EQ(put(view("\xE5\xB9\xBF\xE4\xB8\x9C"), gd_), Outcome::made);
  EXPECT_EQ(put(view("B"), gd_), Outcome::made) << "letters keep their case";
  EXPECT_EQ(put(view("b", "", false, "region"), gd_), Outcome::made) << "of another page";
  EXPECT_THAT(seen(gd_), ElementsAre("gd: B", "gd: b", "gd: \xE5\xB9\xBF\xE4\xB8\x9C"));
  EXPECT_THAT(seen(gd_, "region"), ElementsAre("gd: b"));
  EXPECT_EQ(views_->list("", gd_)->size(), 4U) << "of all pages";

  EXPECT_EQ(put(view("b", "order=-key", true), gd_, month(2)), Outcome::replaced);
  const SavedView now = views_->list("device", gd_)->at(1);
  EXPECT_EQ(now.content, "order=-key");
  EXPECT_TRUE(now.shared);
  EXPECT_EQ(now.created, month(1));
  EXPECT_EQ(now.changed, month(2));

  const auto left = views_->put(view("b", "q=other"), true, month(3), gd_);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->outcome, Outcome::left);
  EXPECT_EQ(left->view.content, "order=-key") << "as it is kept";
  EXPECT_EQ(left->view.changed, month(2));
  EXPECT_EQ(views_->list("device", gd_)->at(1).content, "order=-key");
  EXPECT_EQ(put(view("new"), gd_, month(3), true), Outcome::made);

  ASSERT_TRUE(views_->remove(gd_.account, "device", "b", gd_));
  EXPECT_THAT(seen(gd_), ElementsAre("gd: B", "gd: new", "gd: \xE5\xB9\xBF\xE4\xB8\x9C"));
  EXPECT_THAT(seen(gd_, "region"), ElementsAre("gd: b"));
  EXPECT_EQ(code(views_->remove(gd_.account, "device", "b", gd_)), Errc::not_found);
}

TEST_P(RegistryViews, WhatIsSharedIsSeenByTheSameOrganisation) {
  put(view("private"), gd_);
  put(view("shared", "q=1", true), gd_);
  put(view("shared", "q=2", true), nation_);
  put(view("shared", "q=3", true), nobodys_);
  EXPECT_THAT(seen(gd_), ElementsAre("gd: private", "gd: shared", "nation: shared"));
  EXPECT_THAT(seen(gd_too_), ElementsAre("gd: shared", "nation: shared"));
  EXPECT_THAT(seen(telecom_), ElementsAre("nation: shared"));
  EXPECT_THAT(seen(nation_), ElementsAre("nation: shared", "gd: shared", "province: shared"))
      << "its own first";
  // One's own of that name is another one, and nobody else's is deleted or replaced.
  EXPECT_EQ(put(view("shared", "q=4"), gd_too_), Outcome::made);
  EXPECT_EQ(views_->list("device", gd_)->at(1).content, "q=1");
  ASSERT_TRUE(views_->remove(gd_too_.account, "device", "shared", gd_too_));
  EXPECT_EQ(code(views_->remove(gd_too_.account, "device", "shared", gd_too_)), Errc::not_found);
  EXPECT_THAT(seen(gd_too_), ElementsAre("gd: shared", "nation: shared"));
  // Who is of another organisation now shares with that one.
  registry::SqlAccountStore accounts(*database_);
  registry::Account moved = accounts.account("gd").value();
  moved.owners = {"china_telecom"};
  ASSERT_TRUE(accounts.change(moved));
  EXPECT_THAT(seen(gd_too_), ElementsAre("nation: shared"));
  EXPECT_THAT(seen(telecom_), ElementsAre("gd: shared", "nation: shared"));
}

TEST_P(RegistryViews, GoWithTheirAccount) {
  put(view("shared", "", true), gd_);
  put(view("shared", "", true), all_);  // `local` has no account.
  EXPECT_THAT(seen(gd_too_), ElementsAre("gd: shared"));
  EXPECT_THAT(seen(nation_), ElementsAre("gd: shared", "local: shared"));
  ASSERT_TRUE(registry::SqlAccountStore(*database_).remove("gd"));
  EXPECT_THAT(seen(gd_too_), IsEmpty());
  EXPECT_THAT(seen(nation_), ElementsAre("local: shared"));
  EXPECT_THAT(seen(all_), ElementsAre("local: shared"));
}

TEST_P(RegistryViews, OfLocalAreLeftToWhoSeesEverythingAndWrites) {
  put(view("shared", "", true), all_);
  put(view("private"), all_);
  Scope reader = nation_;
  reader.may_write = false;
  EXPECT_THAT(seen(nation_), ElementsAre("local: private", "local: shared"));
  EXPECT_THAT(seen(reader), ElementsAre("local: shared"));
  EXPECT_THAT(seen(gd_), IsEmpty());
  EXPECT_EQ(code(views_->remove("local", "device", "private", reader)), Errc::not_found);
  EXPECT_EQ(code(views_->remove("local", "device", "private", gd_)), Errc::not_found);
  EXPECT_EQ(code(views_->remove("gd", "device", "private", nation_)), Errc::not_found);
  ASSERT_TRUE(views_->remove("local", "device", "private", nation_));
  EXPECT_THAT(seen(nation_), ElementsAre("local: shared"));
  // An account of that name, made when it was not reserved, keeps its own.
  put(view("private"), all_);
  ASSERT_TRUE(database_->connect().value()->run(
      "UPDATE registry_account SET id = 'local' WHERE id = 'telecom'"));
  EXPECT_THAT(seen(nation_), ElementsAre("local: shared"));
  EXPECT_EQ(code(views_->remove("local", "device", "private", nation_)), Errc::not_found);
}

TEST_P(RegistryViews, HaveNamesAsTheyLook) {
  EXPECT_EQ(put(view(" Cafe\xCC\x81  a"), gd_), Outcome::made);
  EXPECT_EQ(put(view("Caf\xC3\xA9 a", "q=1"), gd_), Outcome::replaced);
  EXPECT_THAT(seen(gd_), ElementsAre("gd: Caf\xC3\xA9 a"));
  ASSERT_TRUE(views_->remove("gd", "device", "Cafe\xCC\x81 a", gd_));
  EXPECT_EQ(code(views_->put(view("."), false, month(1), gd_)), Errc::malformed);
  // What was kept by other rules can still be deleted, and nothing else with it.
  put(view("ab"), gd_);
  put(view("old"), gd_);
  ASSERT_TRUE(
      database_->connect().value()->run("UPDATE saved_view SET name = 'a\xE2\x80\xAE"
                                        "b' WHERE name = 'old'"));
  ASSERT_TRUE(views_->remove("gd", "device",
                             "a\xE2\x80\xAE"
                             "b",
                             gd_));
  EXPECT_THAT(seen(gd_), ElementsAre("gd: ab"));
}

TEST_P(RegistryViews, AreRefusedToWhoMayNot) {
  Scope reader = gd_;
  reader.may_write = false;
  EXPECT_EQ(put(view("mine"), reader), Outcome::made) << "it changes nothing of the registry";
  EXPECT_EQ(code(views_->put(view("ours", "", true), false, month(1), reader)), Errc::forbidden);
  reader.read_only = true;
  EXPECT_EQ(code(views_->put(view("mine"), false, month(1), reader)), Errc::forbidden);
  EXPECT_EQ(code(views_->remove(reader.account, "device", "mine", reader)), Errc::forbidden);
  EXPECT_THAT(seen(reader), ElementsAre("gd: mine"));
  EXPECT_EQ(code(views_->put(view(""), false, month(1), gd_)), Errc::malformed);
  EXPECT_EQ(code(views_->put(view("a", "a b"), false, month(1), gd_)), Errc::malformed);
}

TEST_P(RegistryViews, AreCountedByAccount) {
  for (std::size_t i = 0; i < registry::kViewsMax; ++i) {
    put(view(std::to_string(i), "", false, i % 2 == 0 ? "device" : "region"), gd_);
  }
  const auto over = views_->put(view("more"), false, month(1), gd_);
  EXPECT_EQ(code(over), Errc::out_of_range);
  EXPECT_THAT(describe(over.error()), HasSubstr("200"));
  EXPECT_EQ(put(view("8", "q=1"), gd_), Outcome::replaced) << "what is there may change";
  EXPECT_EQ(put(view("more"), gd_too_), Outcome::made) << "of another account";
  ASSERT_TRUE(views_->remove(gd_.account, "device", "8", gd_));
  EXPECT_EQ(put(view("more"), gd_), Outcome::made);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryViews,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
