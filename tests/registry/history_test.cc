#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::HistoryQuery;
using testing::ElementsAre;
using testing::IsEmpty;

class RegistryHistory : public RegistryContract {
 protected:
  std::vector<Change> history(const HistoryQuery& query) {
    const auto changes = store_->history(query, all_);
    EXPECT_TRUE(changes) << describe(changes.error());
    return changes.value_or(std::vector<Change>{});
  }
  static std::vector<std::string> fields(const std::vector<Change>& changes) {
    std::vector<std::string> names;
    for (const Change& change : changes) {
      names.push_back(std::to_string(change.commit.value()) + " " + change.field);
    }
    return names;
  }
};

TEST_P(RegistryHistory, SaysWhatWhoWhenAndWhy) {
  const ObjectId id = create(device("cgn1", 100), month(1));
  Commit second =
      commit_of({change(id, {{"capacity", decimal(200)}, {"note", std::string("x")}})}, month(3));
  second.author = {.who = "wang", .reason = "expansion", .request_id = "r7"};
  ASSERT_TRUE(store_->commit(second, all_));
  ASSERT_TRUE(commit({removal(id)}, month(4)));

  const auto changes = history(history_of(id));
  EXPECT_THAT(fields(changes), ElementsAre("3 removed", "2 capacity", "2 note", "1 capacity",
                                           "1 name", "1 operator", "1 region"));
  const Change& capacity = changes.at(1);
  EXPECT_EQ(capacity.at, kNow);
  EXPECT_EQ(capacity.effective, month(3));
  EXPECT_EQ(capacity.nature, registry::Nature::change);
  EXPECT_EQ(capacity.author.who, "wang");
  EXPECT_EQ(capacity.author.reason, "expansion");
  EXPECT_EQ(capacity.author.request_id, "r7");
  EXPECT_EQ(capacity.object, id);
  EXPECT_EQ(capacity.key, "china_mobile / cgn1");
  EXPECT_EQ(capacity.version, 2U);
  EXPECT_EQ(capacity.before, decimal(100));
  EXPECT_EQ(capacity.after, decimal(200));
  EXPECT_EQ(changes.at(2).before, Value()) << "nothing was there before";
  EXPECT_EQ(changes.front().before, Value(false));
  EXPECT_EQ(changes.front().after, Value(true));
}

TEST_P(RegistryHistory, IsNarrowedByFieldTimeAndCommit) {
  const ObjectId id = create(device("cgn1", 100), month(1));
  set(id, {{"capacity", decimal(200)}}, month(3));
  set(id, {{"note", std::string("x")}}, month(5));
  create({{"name", std::string("m1")}}, month(3), "model");
  HistoryQuery query = history_of("device", "capacity");
  EXPECT_THAT(fields(history(query)), ElementsAre("2 capacity", "1 capacity"));
  query.field.clear();
  query.effective_from = month(3);
  EXPECT_THAT(fields(history(query)), ElementsAre("3 note", "2 capacity"));
  query.effective_to = month(5);
  EXPECT_THAT(fields(history(query)), ElementsAre("2 capacity"));
  query = history_of(id);
  query.after = CommitNumber(1);
  EXPECT_THAT(fields(history(query)), ElementsAre("3 note", "2 capacity"));
  query.before = CommitNumber(3);
  EXPECT_THAT(fields(history(query)), ElementsAre("2 capacity"));
  EXPECT_EQ(code(store_->history(history_of(ObjectId(99)), all_)), Errc::not_found);
  EXPECT_EQ(code(store_->history(history_of("ship"), all_)), Errc::not_found);
}

TEST_P(RegistryHistory, APageNeverCutsACommit) {
  std::vector<Edit> edits;
  for (int i = 0; i < 3; ++i) {
    edits.push_back(creation(device("cgn" + std::to_string(i), i)));
  }
  ASSERT_TRUE(commit(edits));
  ASSERT_TRUE(commit({change(ObjectId(1), {{"note", std::string("a")}})}));
  ASSERT_TRUE(commit({change(ObjectId(2), {{"note", std::string("b")}})}));
  HistoryQuery query = history_of("device");
  query.limit = 2;
  const auto first = history(query);
  EXPECT_THAT(fields(first), ElementsAre("3 note", "2 note"));
  query.before = first.back().commit;
  EXPECT_EQ(history(query).size(), 12U) << "twelve fields of three objects, in one commit";
  query.before = CommitNumber(1);
  EXPECT_THAT(history(query), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryHistory,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
