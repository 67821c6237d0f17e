#include <atomic>
#include <thread>

#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RegistryCommit : public RegistryContract {};

TEST_P(RegistryCommit, ARehearsalRefusesWhatACommitWouldAndKeepsNothing) {
  const ObjectId first = create(device("a", 1));
  Commit rehearsal = commit_of({change(first, {{"capacity", decimal(2)}})});
  rehearsal.rehearsal = true;
  ASSERT_TRUE(store_->commit(rehearsal, all_));
  EXPECT_EQ(read(first).version, 1U);
  EXPECT_EQ(store_->newest_commit().value_or(registry::CommitNumber()), registry::CommitNumber(1));
  rehearsal.edits = {creation(device("a", 3))};
  const auto taken = store_->commit(rehearsal, all_);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::conflict);
  set(first, {{"capacity", decimal(4)}});
  EXPECT_EQ(read(first).version, 2U) << "and lets others write";
}

TEST_P(RegistryCommit, CreatesChangesRemovesAndReturns) {
  Document fields = device("cgn1", 100);
  fields["in_use"] = true;
  fields["roles"] = std::vector<std::string>{"nat44", "dslite"};
  fields["note"] = std::string("\xE5\xB9\xBF\xE5\xB7\x9E 'a\"b'; -- ?1 $1");
  const ObjectId id = create(fields);
  Object object = read(id);
  EXPECT_EQ(object.kind, "device");
  EXPECT_EQ(object.key, "china_mobile / cgn1");
  EXPECT_EQ(object.version, 1U);
  EXPECT_FALSE(object.removed);
  EXPECT_EQ(object.fields, fields);

  set(id, {{"capacity", decimal(200)}, {"note", {}}, {"roles", std::vector<std::string>{}}});
  object = read(id);
  EXPECT_EQ(object.version, 2U);
  EXPECT_EQ(value_of(object.fields, "capacity"), decimal(200));
  EXPECT_FALSE(object.fields.contains("note")) << "a field set to nothing is absent";
  EXPECT_FALSE(object.fields.contains("roles")) << "and no codes are nothing";

  ASSERT_TRUE(commit({removal(id)}));
  EXPECT_TRUE(read(id).removed);
  EXPECT_EQ(store_->count("device", all_).value_or(9), 0U);
  EXPECT_THAT(keys(devices(), all_), ElementsAre());
  ASSERT_TRUE(commit({removal(id, false)}));
  EXPECT_FALSE(read(id).removed);
  EXPECT_EQ(read(id).version, 4U);
  EXPECT_EQ(store_->count("device", all_).value_or(9), 1U);
}

TEST_P(RegistryCommit, NumbersRiseAndWhatDiffersInNothingIsNoCommit) {
  EXPECT_EQ(store_->newest_commit().value_or(CommitNumber(9)), CommitNumber(0));
  const ObjectId id = create(device("cgn1", 100));
  EXPECT_EQ(store_->newest_commit().value_or(CommitNumber(9)), CommitNumber(1));
  for (Document same : {device("cgn1", 100), Document{}, Document{{"note", {}}},
                        Document{{"note", std::string()}}}) {
    const auto done = commit({change(id, std::move(same))});
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(done->number, CommitNumber(0));
    EXPECT_THAT(done->objects, ElementsAre(id));
  }
  EXPECT_TRUE(commit({removal(id, false)}));
  EXPECT_EQ(store_->newest_commit().value_or(CommitNumber(9)), CommitNumber(1));
  EXPECT_EQ(read(id).version, 1U);
  const auto mixed = commit({change(id, device("cgn1", 100)), creation(device("cgn2", 5))});
  ASSERT_TRUE(mixed) << describe(mixed.error());
  EXPECT_EQ(mixed->number, CommitNumber(2));
  EXPECT_EQ(read(id).version, 1U) << "an object in which nothing differs keeps its version";
}

TEST_P(RegistryCommit, AVersionThatMovedOnIsAConflict) {
  const ObjectId first = create(device("cgn1", 100));
  const ObjectId second = create(device("cgn2", 100));
  set(first, {{"capacity", decimal(150)}});
  set(second, {{"capacity", decimal(150)}});
  Edit stale = change(first, {{"capacity", decimal(170)}});
  stale.version = 1;
  Edit also = change(second, {{"note", std::string("x")}});
  also.version = 1;
  const auto refused = commit({stale, also});
  EXPECT_EQ(code(refused), Errc::conflict);
  EXPECT_THAT(describe(refused.error()), HasSubstr("china_mobile / cgn1"));
  EXPECT_THAT(describe(refused.error()), HasSubstr("china_mobile / cgn2"));
  EXPECT_EQ(value_of(read(first).fields, "capacity"), decimal(150)) << "nothing of it is there";
  stale.version = 2;
  EXPECT_TRUE(commit({stale}));
}

TEST_P(RegistryCommit, AKeyIsHeldOnce) {
  const ObjectId first = create(device("cgn1", 1));
  const ObjectId second = create(device("cgn2", 2));
  const auto twice = commit({creation(device("cgn1", 3))});
  EXPECT_EQ(code(twice), Errc::conflict);
  EXPECT_THAT(describe(twice.error()), HasSubstr("china_mobile / cgn1"));
  EXPECT_EQ(code(commit({change(second, {{"name", std::string("cgn1")}})})), Errc::conflict);
  EXPECT_EQ(code(commit({creation(device("new", 3)), creation(device("new", 3))})), Errc::conflict);
  EXPECT_EQ(store_->count("device", all_).value_or(0), 2U);
  EXPECT_TRUE(commit({creation({{"name", std::string("cgn1")}}, "model")})) << "another kind";

  EXPECT_TRUE(commit({change(first, {{"name", std::string("cgn2")}}),
                      change(second, {{"name", std::string("cgn1")}})}))
      << "two objects may exchange their keys";
  EXPECT_EQ(read(first).key, "china_mobile / cgn2");

  ASSERT_TRUE(commit({removal(first)}));
  ASSERT_TRUE(commit({creation(device("cgn2", 4))})) << "the key of what is removed is free";
  EXPECT_EQ(code(commit({removal(first, false)})), Errc::conflict) << "and taken on return";
}

TEST_P(RegistryCommit, RefusesWhatCannotBe) {
  const ObjectId id = create(device("cgn1", 1));
  EXPECT_EQ(code(commit({change(ObjectId(77), {})})), Errc::not_found);
  EXPECT_EQ(code(commit({creation({}, "ship")})), Errc::not_found);
  EXPECT_EQ(code(commit({change(id, {{"length", decimal(1)}})})), Errc::malformed);
  EXPECT_EQ(code(commit({change(id, {}), change(id, {})})), Errc::malformed);
  EXPECT_EQ(code(commit({change(id, {})}, kNow + std::chrono::hours(1))), Errc::malformed)
      << "nothing is effective later than now";
  EXPECT_EQ(code(commit({change(id, {{"name", std::string("a\0b", 3)}})})), Errc::malformed)
      << "no database would keep all of it";
}

// Each thread makes the same keys, and raises the same counter by version: for each key and each
// version exactly one succeeds.
TEST_P(RegistryCommit, OfTwoWritersAtOnceOneSucceeds) {
  constexpr int kRounds = 25;
  const ObjectId counter = create(device("counter", 0));
  std::atomic<int> made{0};
  std::atomic<int> raised{0};
  const auto write = [&](int thread) {
    const auto own = dut().open(name_);
    const auto opened = registry::SqlObjectStore::open(*own, sample_kinds());
    ASSERT_TRUE(opened) << describe(opened.error());
    // Half by a client of its own, as another process would, half by the shared store.
    registry::ObjectStore& store = thread % 2 == 0 ? **opened : *store_;
    for (int i = 0; i < kRounds; ++i) {
      const auto created =
          store.commit(commit_of({creation(device("n" + std::to_string(i), thread))}), all_);
      made += created ? 1 : 0;
      EXPECT_TRUE(created || created.error().code == Errc::conflict) << describe(created.error());
      const auto seen = store.read(counter, {}, all_);
      ASSERT_TRUE(seen) << describe(seen.error());
      const auto value = std::get<Decimal>(value_of(seen->fields, "capacity"));
      Edit edit = change(counter, {{"capacity", value + Decimal::whole(1)}});
      edit.version = seen->version;
      const auto done = store.commit(commit_of({edit}), all_);
      raised += done ? 1 : 0;
      EXPECT_TRUE(done || done.error().code == Errc::conflict) << describe(done.error());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back(write, thread);
    }
  }
  EXPECT_EQ(made, kRounds) << "each key is made once";
  EXPECT_EQ(value_of(read(counter).fields, "capacity"), decimal(raised)) << "no update is lost";
  EXPECT_EQ(read(counter).version, static_cast<std::uint64_t>(raised) + 1);
  EXPECT_EQ(store_->newest_commit()->value(), static_cast<std::uint64_t>(made + raised) + 1)
      << "commit numbers have no gaps";
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryCommit,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
