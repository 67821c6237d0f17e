#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::Freeze;
using registry::Receipt;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class RegistrySideTables : public RegistryContract {
 protected:
  static Receipt receipt(const std::string& id, Instant at, const std::string& sender = "gd") {
    return {.id = id,
            .at = at,
            .kind = "device",
            .door = "command",
            .sender = sender,
            .file = "\xE5\x8F\xB0\xE8\xB4\xA6.xlsx",
            .sha256 = "00ff",
            .rows = 3,
            .created = 1,
            .changed = 1,
            .unchanged = 1,
            .mended = 2,
            .commit = {}};
  }
  std::vector<std::string> ids(std::string_view sender, std::size_t limit, const Scope& scope) {
    const auto kept = store_->receipts(sender, limit, scope);
    EXPECT_TRUE(kept) << describe(kept.error());
    std::vector<std::string> found;
    for (const Receipt& one : *kept) {
      found.push_back(one.id);
    }
    return found;
  }
};

TEST_P(RegistrySideTables, AReceiptIsKeptWithItsCommit) {
  Commit commit = commit_of({creation(device("cgn1", 1))});
  commit.receipt = receipt("a", month(2));
  ASSERT_TRUE(store_->commit(commit, all_));
  const auto kept = store_->receipt("a", all_);
  ASSERT_TRUE(kept) << describe(kept.error());
  EXPECT_EQ(kept->commit, CommitNumber(1));
  EXPECT_EQ(kept->file, "\xE5\x8F\xB0\xE8\xB4\xA6.xlsx");
  EXPECT_EQ(kept->sha256, "00ff");
  EXPECT_EQ(kept->rows, 3U);
  EXPECT_EQ(kept->mended, 2U);
  EXPECT_EQ(kept->at, month(2));

  commit = commit_of({change(ObjectId(1), device("cgn1", 1))});
  commit.receipt = receipt("b", month(3));
  ASSERT_TRUE(store_->commit(commit, all_));
  EXPECT_EQ(store_->receipt("b", all_)->commit, CommitNumber(0)) << "nothing changed";

  commit = commit_of({creation(device("cgn2", 1))});
  commit.receipt = receipt("a", month(4));
  EXPECT_EQ(code(store_->commit(commit, all_)), Errc::conflict);
  EXPECT_EQ(store_->count("device", all_).value_or(9), 1U) << "all or nothing";
  commit = commit_of({creation(device("cgn1", 1))});
  commit.receipt = receipt("c", month(4));
  EXPECT_EQ(code(store_->commit(commit, all_)), Errc::conflict);
  EXPECT_EQ(code(store_->receipt("c", all_)), Errc::not_found);
}

TEST_P(RegistrySideTables, ReceiptsComeNewestFirstAndToTheirAccount) {
  Scope other{.account = "gx", .regions = {"450000"}, .may_write = true};
  for (const auto& [id, at] : {std::pair("a", month(2)), {"b", month(4)}, {"c", month(3)}}) {
    Commit commit = commit_of({});
    commit.receipt = receipt(id, at, id == std::string("c") ? "gx" : "gd");
    ASSERT_TRUE(store_->commit(commit, id == std::string("c") ? other : all_));
  }
  EXPECT_THAT(ids("", 9, all_), ElementsAre("b", "c", "a"));
  EXPECT_THAT(ids("gd", 9, all_), ElementsAre("b", "a"));
  EXPECT_THAT(ids("", 1, all_), ElementsAre("b"));
  EXPECT_THAT(ids("", 9, other), ElementsAre("c"));
  EXPECT_THAT(ids("gd", 9, other), IsEmpty());
  EXPECT_EQ(code(store_->receipt("a", other)), Errc::not_found);
  EXPECT_TRUE(store_->receipt("c", other));
}

TEST_P(RegistrySideTables, ColumnsAreRememberedBySenderAndKind) {
  EXPECT_THAT(store_->columns_of("gd", "device").value(), IsEmpty());
  ASSERT_TRUE(store_->remember_columns("gd", "device", {{"B", "name"}, {"A", "capacity"}}));
  ASSERT_TRUE(store_->remember_columns("gx", "device", {{"C", "name"}}));
  EXPECT_THAT(store_->columns_of("gd", "device").value(),
              ElementsAre(Pair("B", "name"), Pair("A", "capacity")));
  ASSERT_TRUE(store_->remember_columns("gd", "device", {{"D", "name"}}));
  EXPECT_THAT(store_->columns_of("gd", "device").value(), ElementsAre(Pair("D", "name")));
  EXPECT_THAT(store_->columns_of("gx", "device").value(), ElementsAre(Pair("C", "name")));
  EXPECT_THAT(store_->columns_of("gd", "model").value(), IsEmpty());
  // A commit adds to what is known of its receipt's sender, or leaves nothing.
  Commit commit = commit_of({creation(device("cgn1", 1))});
  commit.receipt = receipt("a", month(2));
  commit.columns = {{"E", ""}, {"D", "capacity"}, {"E", "name"}};
  ASSERT_TRUE(store_->commit(commit, all_));
  EXPECT_THAT(store_->columns_of("gd", "device").value(),
              ElementsAre(Pair("E", "name"), Pair("D", "capacity")));
  commit.columns = {{"F", "name"}};
  EXPECT_EQ(code(store_->commit(commit, all_)), Errc::conflict);
  EXPECT_EQ(store_->columns_of("gd", "device")->size(), 2U);
  commit = commit_of({});
  commit.receipt = receipt("b", month(3));
  commit.columns = {{"F", "name"}};
  ASSERT_TRUE(store_->commit(commit, all_)) << "where nothing changed too";
  EXPECT_EQ(store_->columns_of("gd", "device")->size(), 3U);
}

TEST_P(RegistrySideTables, AFreezeIsOnlyFollowed) {
  Freeze freeze{.kind = "device",
                .period = "2026-06",
                .version = 1,
                .at = month(7),
                .effective = month(7),
                .commit = CommitNumber(4),
                .sha256 = "abc",
                .objects = 7,
                .author = {.who = "li", .reason = "month end", .request_id = "r"}};
  ASSERT_TRUE(store_->freeze(freeze, all_));
  EXPECT_EQ(code(store_->freeze(freeze, all_)), Errc::conflict);
  freeze.version = 2;
  freeze.commit = CommitNumber(9);
  ASSERT_TRUE(store_->freeze(freeze, all_));
  freeze.version = 1;
  freeze.period = "2026-05";
  ASSERT_TRUE(store_->freeze(freeze, all_));
  const auto kept = store_->freezes("device");
  ASSERT_TRUE(kept);
  ASSERT_EQ(kept->size(), 3U);
  EXPECT_EQ(kept->at(0).period, "2026-05");
  EXPECT_EQ(kept->at(1).version, 1U);
  EXPECT_EQ(kept->at(2).version, 2U);
  EXPECT_EQ(kept->at(2).commit, CommitNumber(9));
  EXPECT_EQ(kept->at(2).author.reason, "month end");
  EXPECT_EQ(kept->at(2).objects, 7U);
  EXPECT_THAT(store_->freezes("model").value(), IsEmpty());
  freeze.version = 2;
  EXPECT_EQ(
      code(store_->freeze(freeze, {.account = "gd", .regions = {"440000"}, .may_write = true})),
      Errc::forbidden);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistrySideTables,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
