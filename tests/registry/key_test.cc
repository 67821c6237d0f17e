// A key is held by one object of its kind at any moment, not only today.
#include <random>
#include <set>

#include "log_model.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using registry::kEver;
using registry::KeyTenure;
using testing::ElementsAre;
using testing::HasSubstr;

class RegistryKeys : public RegistryContract {
 protected:
  std::vector<KeyTenure> tenures() {
    auto all = store_->tenures("device");
    EXPECT_TRUE(all) << describe(all.error());
    return all.value_or(std::vector<KeyTenure>{});
  }
  static Document named(const std::string& name) { return {{"name", name}}; }
  static std::string key(const std::string& name) { return "china_mobile / " + name; }
};

TEST_P(RegistryKeys, AreHeldUntilRenamedOrRemoved) {
  const ObjectId id = create(device("a", 1), month(2));
  EXPECT_THAT(tenures(), ElementsAre(KeyTenure{key("a"), id, month(2), kEver}));
  set(id, named("b"), month(4));
  ASSERT_TRUE(commit({removal(id)}, month(6)));
  ASSERT_TRUE(commit({removal(id, false)}, month(8)));
  EXPECT_THAT(tenures(), ElementsAre(KeyTenure{key("a"), id, month(2), month(4)},
                                     KeyTenure{key("b"), id, month(4), month(6)},
                                     KeyTenure{key("b"), id, month(8), kEver}));
  set(id, {{"capacity", decimal(7)}}, month(1));
  EXPECT_EQ(tenures().front(), (KeyTenure{key("a"), id, month(1), month(4)}))
      << "known to have been there earlier, under the key it first had";
}

TEST_P(RegistryKeys, AreHeldOnceInThePastToo) {
  const ObjectId first = create(device("a", 1), month(2));
  ASSERT_TRUE(commit({removal(first)}, month(6)));
  const auto refused = commit({creation(device("a", 2))}, month(4));
  EXPECT_EQ(code(refused), Errc::conflict);
  EXPECT_THAT(describe(refused.error()), HasSubstr(key("a") + " from 2026-04-01 to 2026-06-01"));
  const auto second = commit({creation(device("a", 2))}, month(6));
  ASSERT_TRUE(second) << "from the moment on that it is free: " << describe(second.error());
  const ObjectId other = second->objects.front();
  EXPECT_EQ(code(commit({change(other, {{"capacity", decimal(3)}})}, month(5))), Errc::conflict)
      << "it was not there earlier, for another was";
  EXPECT_EQ(code(commit({removal(first, false)}, month(7))), Errc::conflict);
  EXPECT_TRUE(commit({change(first, {{"capacity", decimal(9)}})}, month(3)))
      << "what changes no key is asked nothing";
}

TEST_P(RegistryKeys, ARenamingInThePastMeetsWhoWasThereThen) {
  const ObjectId first = create(device("a", 1), month(1));
  const ObjectId second = create(device("b", 1), month(1));
  set(first, named("c"), month(5));
  const auto refused = commit({change(second, named("a"))}, month(3));
  EXPECT_EQ(code(refused), Errc::conflict);
  EXPECT_THAT(describe(refused.error()), HasSubstr("from 2026-03-01 to 2026-05-01"));
  EXPECT_TRUE(commit({change(second, named("a"))}, month(5)));
  EXPECT_TRUE(commit({change(first, named("a")), change(second, named("b"))}, month(6)))
      << "two may exchange their keys in the past";
}

// What an older program let happen stays as it is, and is no obstacle to anything else.
TEST_P(RegistryKeys, AnOlderRegistryGetsThem) {
  const ObjectId first = create(device("a", 1), month(2));
  const ObjectId second = create(device("b", 1), month(3));
  set(first, named("c"), month(5));
  const auto made = tenures();
  const auto run = [this](std::string_view sql) {
    const auto done = database_->connect().value()->run(sql);
    ASSERT_TRUE(done) << describe(done.error());
  };
  run("DELETE FROM registry_key");
  store_ = registry::SqlObjectStore::open(*database_, sample_kinds()).value();
  EXPECT_EQ(tenures(), made);
  // The second was called what the first was, as only an older program let happen.
  run("UPDATE registry_change SET after_fields = REPLACE(after_fields, '\"b\"', '\"a\"') WHERE "
      "object = " +
      std::to_string(second.value()));
  run("DELETE FROM registry_key WHERE object = " + std::to_string(second.value()));
  store_ = registry::SqlObjectStore::open(*database_, sample_kinds()).value();
  EXPECT_EQ(tenures().back(), (KeyTenure{key("a"), second, month(3), kEver}))
      << "those of one object that has none are made, too";
  EXPECT_TRUE(commit({change(first, {{"capacity", decimal(5)}})}, month(6)));
  EXPECT_TRUE(commit({change(second, {{"capacity", decimal(5)}})}));
  EXPECT_TRUE(commit({change(first, named("d"))}, month(7)));
  EXPECT_TRUE(commit({removal(second)}, month(8))) << "what it leaves behind is not judged again";
  EXPECT_EQ(code(commit({change(first, named("a"))}, month(6))), Errc::conflict)
      << "what is new is";
}

// When another was there is told to who may see it.
TEST_P(RegistryKeys, AConflictTellsNoMoreThanTheScopeSees) {
  Document there = device("a", 1, "110000");
  ASSERT_TRUE(commit({creation(there)}, month(3)));
  Scope scope = all_;
  scope.all = false;
  scope.regions = {"440000"};
  const auto refused = store_->commit(commit_of({creation(device("a", 1))}, month(2)), scope);
  EXPECT_EQ(code(refused), Errc::conflict);
  EXPECT_THAT(describe(refused.error()), HasSubstr(key("a")));
  EXPECT_THAT(describe(refused.error()), testing::Not(HasSubstr("2026")));
}

// What was stored before texts were kept in one form is found by what is typed today.
TEST_P(RegistryKeys, TextsOfAnOlderRegistryAreReadInOneForm) {
  const ObjectId id = create(device("Cafe", 1), month(2));
  const std::string apart = "Cafe\xCC\x81";  // A letter, and its accent.
  const std::string one = "Caf\xC3\xA9";
  for (const std::string table_field : {"registry_object SET document", "registry_object SET key",
                                        "registry_change SET after_fields"}) {
    const std::string field = table_field.substr(table_field.rfind(' ') + 1);
    const auto done = database_->connect().value()->run("UPDATE " + table_field + " = REPLACE(" +
                                                        field + ", 'Cafe', '" + apart + "')");
    ASSERT_TRUE(done) << describe(done.error());
  }
  EXPECT_EQ(read(id).key, key(one));
  EXPECT_EQ(value_of(read(id).fields, "name"), Value(one));
  EXPECT_EQ(value_of(read(id, {.effective = month(3), .commit = {}}).fields, "name"), Value(one));
  EXPECT_THAT(store_->keys("device", all_).value(), ElementsAre(key(one)));
  auto listing = devices();
  listing.search = one;
  EXPECT_THAT(keys(listing, all_), ElementsAre(key(one)));
  EXPECT_EQ(commit({change(id, {{"name", one}})})->number, CommitNumber(0))
      << "it differs in nothing";
}

// Of random renamings, removals and returns, most of them late, those are refused, and only those,
// after which two objects would have one key at one moment.
TEST_P(RegistryKeys, AreRefusedJustWhereTwoWouldHaveOne) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&random](unsigned most) { return static_cast<unsigned>(random() % most); };
  LogModel model;
  std::set<Instant> times = {kNow};
  const auto is_sound = [&times](const LogModel& log) {
    for (const Instant at : times) {
      std::set<std::string> held;
      for (std::uint64_t id = 1; id <= log.last().value(); ++id) {
        const auto state = log.state(ObjectId(id), at, log.newest());
        if (state && !state->removed &&
            !held.insert(registry::text_of(value_of(state->fields, "name"))).second) {
          return false;
        }
      }
    }
    return true;
  };
  int refused = 0;
  int taken = 0;
  for (int i = 0; i < 250 && !HasFailure(); ++i) {
    const std::string name = "k" + std::to_string(below(8));
    std::vector<Edit> edits;
    if (model.last().value() < 3 || (below(5) == 0 && model.last().value() < 12)) {
      edits.push_back(creation(device(name, 1)));
    } else {
      const ObjectId id(1 + below(static_cast<unsigned>(model.last().value())));
      switch (below(4)) {
        case 0:
          edits.push_back(removal(id));
          break;
        case 1:
          edits.push_back(removal(id, false));
          break;
        case 2:
          edits.push_back(change(id, {{"capacity", decimal(below(5))}}));
          break;
        default:
          edits.push_back(change(id, named(name)));
      }
    }
    const Instant at = below(4) == 0 ? kNow : month(1) + std::chrono::hours(24 * below(330));
    const Commit one = commit_of(std::move(edits), at);
    times.insert(at);
    LogModel tried = model;
    tried.commit(one);
    const auto done = store_->commit(one, all_);
    if (is_sound(tried)) {
      ASSERT_TRUE(done) << "commit " << i << ": " << describe(done.error());
      model = tried;
      ++taken;
    } else {
      ASSERT_FALSE(done) << "commit " << i;
      ASSERT_EQ(done.error().code, Errc::conflict);
      ++refused;
    }
  }
  EXPECT_GT(taken, 20);
  EXPECT_GT(refused, 20);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryKeys,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
