#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using testing::ElementsAre;

class RegistryAsOf : public RegistryContract {
 protected:
  Value capacity(ObjectId id, const AsOf& as_of = {}) {
    const Object object = read(id, as_of);
    return value_of(object.fields, "capacity");
  }
  static AsOf at(Instant effective) { return {.effective = effective, .commit = std::nullopt}; }
  static AsOf known(CommitNumber commit) { return {.effective = std::nullopt, .commit = commit}; }
};

TEST_P(RegistryAsOf, BothTimesCount) {
  const ObjectId id = create(device("cgn1", 100), month(1));  // Commit 1.
  set(id, {{"capacity", decimal(200)}}, month(3));            // 2.
  set(id, {{"capacity", decimal(150)}}, month(2));            // 3: late.
  EXPECT_EQ(capacity(id), decimal(200)) << "what came to be later stays";
  EXPECT_EQ(capacity(id, at(month(2))), decimal(150)) << "effective counts from its moment on";
  EXPECT_EQ(capacity(id, at(month(2) - std::chrono::milliseconds(1))), decimal(100));
  EXPECT_EQ(capacity(id, at(month(3))), decimal(200));
  EXPECT_EQ(capacity(id, {.effective = month(2), .commit = CommitNumber(2)}), decimal(100))
      << "commit 3 was not known then";
  EXPECT_EQ(capacity(id, known(CommitNumber(1))), decimal(100));
  EXPECT_EQ(code(store_->read(id, at(month(1) - std::chrono::milliseconds(1)), all_)),
            Errc::not_found);
  EXPECT_EQ(code(store_->read(id, known(CommitNumber(0)), all_)), Errc::not_found);
  EXPECT_EQ(read(id).version, 3U);
  EXPECT_EQ(read(id, known(CommitNumber(2))).version, 2U);
}

TEST_P(RegistryAsOf, ABackdatedChangeLeavesAloneOnlyWhatChangedLater) {
  const ObjectId id = create(device("cgn1", 100), month(1));
  set(id, {{"capacity", decimal(200)}}, month(3));
  set(id, {{"capacity", decimal(150)}, {"note", std::string("seen")}}, month(2));
  const Object object = read(id);
  EXPECT_EQ(value_of(object.fields, "capacity"), decimal(200));
  EXPECT_EQ(value_of(object.fields, "note"), Value(std::string("seen")));
  const auto none = commit({change(id, {{"capacity", decimal(150)}})}, month(2));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->number, CommitNumber(0)) << "at its time it was so already";
  const auto some = commit({change(id, {{"capacity", decimal(200)}})}, month(2));
  ASSERT_TRUE(some);
  EXPECT_NE(some->number, CommitNumber(0)) << "at its time it was not so";
}

// A database may leave out early what does not have the month. It must never leave out too much:
// not what had the month at the time asked for, and not what came to have it.
TEST_P(RegistryAsOf, AListingOfAMonthIsOfTheTimeThatIsAskedFor) {
  const auto since = [&](const char* name, const char* text) {
    Document fields = device(name, 100);
    fields["since"] = std::string(text);
    return create(fields, month(1));
  };
  const ObjectId moved = since("cgn1", "2026-02");            // Commit 1.
  const ObjectId stayed = since("cgn2", "2026-02");           // 2.
  const ObjectId other = since("cgn3", "2026-05");            // 3.
  (void)create(device("cgn4", 1), month(1));                  // 4: has none.
  set(moved, {{"since", std::string("2026-05")}}, month(3));  // 5.
  const auto listed = [&](const char* text, const AsOf& as_of) {
    registry::Listing listing;
    listing.kind = "device";
    listing.as_of = as_of;
    listing.where = {{"since", text}};
    std::vector<ObjectId> ids;
    const auto objects = store_->list(listing, all_);
    EXPECT_TRUE(objects) << describe(objects.error());
    for (const Object& object : *objects) {
      ids.push_back(object.id);
    }
    return ids;
  };
  for (const AsOf& now : {AsOf{}, known(CommitNumber(5)), known(CommitNumber(9)), at(month(3))}) {
    EXPECT_THAT(listed("2026-02", now), ElementsAre(stayed));
    EXPECT_THAT(listed("2026-05", now), ElementsAre(moved, other));
    EXPECT_THAT(listed("2026-03", now), ElementsAre());
  }
  for (const AsOf& then : {known(CommitNumber(4)), at(month(2))}) {
    EXPECT_THAT(listed("2026-02", then), ElementsAre(moved, stayed));
    EXPECT_THAT(listed("2026-05", then), ElementsAre(other));
  }
}

TEST_P(RegistryAsOf, ACorrectionAtTheSameTimeWins) {
  const ObjectId id = create(device("cgn1", 100), month(1));
  set(id, {{"capacity", decimal(200)}}, month(3));
  Commit correction = commit_of({change(id, {{"capacity", decimal(210)}})}, month(3));
  correction.nature = registry::Nature::correction;
  ASSERT_TRUE(store_->commit(correction, all_));
  EXPECT_EQ(capacity(id), decimal(210));
  EXPECT_EQ(capacity(id, {.effective = month(3), .commit = CommitNumber(2)}), decimal(200));
  const auto changes = store_->history(history_of(id, "capacity"), all_);
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->front().nature, registry::Nature::correction);
  EXPECT_EQ(changes->back().nature, registry::Nature::change);
}

TEST_P(RegistryAsOf, WhatWasThereEarlierThanKnownHasItsKey) {
  const ObjectId id = create(device("cgn1", 100), month(6));
  set(id, {{"capacity", decimal(80)}}, month(5));  // A sheet of the month before, handed in late.
  const Object may = read(id, at(month(5)));
  EXPECT_EQ(may.key, "china_mobile / cgn1");
  EXPECT_EQ(may.fields, device("cgn1", 80));
  EXPECT_EQ(read(id).fields, device("cgn1", 100));
}

TEST_P(RegistryAsOf, RemovalHasItsTimesToo) {
  const ObjectId id = create(device("cgn1", 100), month(1));
  const ObjectId other = create(device("cgn2", 7), month(2));
  ASSERT_TRUE(commit({removal(id)}, month(4)));
  ASSERT_TRUE(commit({removal(id, false)}, month(8)));
  auto listing = devices();
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / cgn1", "china_mobile / cgn2"));
  listing.as_of = at(month(4));
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / cgn2"));
  listing.with_removed = true;
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / cgn1", "china_mobile / cgn2"));
  listing.as_of = at(month(1));
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / cgn1"));
  ASSERT_TRUE(commit({removal(other)}, month(3)));
  listing.with_removed = false;
  listing.as_of = {.effective = month(3), .commit = CommitNumber(4)};
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / cgn1", "china_mobile / cgn2"));
}

TEST_P(RegistryAsOf, ListsByKeyFieldRegionAndPage) {
  create(device("Alpha", 1, "440100"), month(1));
  create(device("beta", 2, "440300"), month(1));
  create(device("alphabet", 1, "450100"), month(1));
  create({{"name", std::string("alpha")}}, month(1), "model");
  for (const AsOf& as_of : {AsOf{}, at(month(2)), known(CommitNumber(4))}) {
    auto listing = devices();
    listing.as_of = as_of;
    listing.search = "ALPHA";
    EXPECT_THAT(keys(listing, all_),
                ElementsAre("china_mobile / Alpha", "china_mobile / alphabet"));
    listing.region = "440000";
    EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / Alpha"));
    listing.search.clear();
    EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / Alpha", "china_mobile / beta"));
    listing.region.clear();
    listing.where = {{"capacity", "1"}};
    EXPECT_THAT(keys(listing, all_),
                ElementsAre("china_mobile / Alpha", "china_mobile / alphabet"));
    listing.limit = 1;
    EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / Alpha"));
    listing.after = store_->list(listing, all_)->back().id;
    EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / alphabet"));
    listing.limit = 0;
    EXPECT_THAT(keys(listing, all_), ElementsAre());
  }
  auto listing = devices();
  listing.kind = "ship";
  EXPECT_EQ(code(store_->list(listing, all_)), Errc::not_found);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryAsOf,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
