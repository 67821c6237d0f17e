// Random commits, many of them late, held against a model that works out each answer from the log.

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "log_model.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

constexpr int kCommits = 150;
constexpr int kQuestions = 60;

class RegistryProperty : public RegistryContract {
 protected:
  unsigned below(unsigned most) { return static_cast<unsigned>(random_() % most); }
  Instant some_time() { return month(1) + std::chrono::hours(24 * below(330)); }

  Document some_fields() {
    Document fields;
    if (below(2) == 0) {
      fields["capacity"] = decimal(below(4));
    }
    if (below(3) == 0) {
      fields["note"] = below(3) == 0 ? Value() : Value("n" + std::to_string(below(3)));
    }
    if (below(4) == 0) {
      fields["in_use"] = below(2) == 0;
    }
    if (below(8) == 0) {
      fields["region"] = std::string(below(2) == 0 ? "440100" : "450100");
    }
    return fields;
  }

  Commit some_commit() {
    std::vector<Edit> edits;
    std::set<ObjectId> used;
    for (unsigned i = 0; i <= below(3); ++i) {
      if (model_.last() == ObjectId() || below(8) == 0) {
        edits.push_back(creation(device("cgn" + std::to_string(++made_), below(4))));
        continue;
      }
      const ObjectId id(1 + below(static_cast<unsigned>(model_.last().value())));
      if (used.insert(id).second) {
        edits.push_back(change(id, some_fields()));
        if (below(6) == 0) {
          edits.back().removed = below(2) == 0;
        }
      }
    }
    Commit commit = commit_of(std::move(edits), below(3) == 0 ? kNow : some_time());
    commit.nature = below(5) == 0 ? registry::Nature::correction : registry::Nature::change;
    return commit;
  }

  void expect_same(ObjectId id, const std::optional<registry::ObjectState>& expected,
                   const Result<Object>& object) {
    ASSERT_EQ(object.has_value(), expected.has_value()) << id.value();
    if (expected) {
      EXPECT_EQ(object->fields, expected->fields) << id.value();
      EXPECT_EQ(object->removed, expected->removed) << id.value();
      EXPECT_EQ(object->version, expected->version) << id.value();
    }
  }

  // Replays the log as anybody who reads the history could.
  void expect_log_gives_today(ObjectId id) {
    auto changes = store_->history(history_of(id), all_);
    ASSERT_TRUE(changes) << describe(changes.error());
    std::map<CommitNumber, std::uint64_t> versions;
    for (const Change& change : *changes) {
      versions[change.commit] = change.version;
    }
    std::uint64_t expected = 0;
    for (const auto& [commit, version] : versions) {
      EXPECT_EQ(version, ++expected) << "versions rise by one a commit";
    }
    std::ranges::sort(*changes, {},
                      [](const Change& c) { return std::pair(c.effective, c.commit); });
    Document fields;
    Value removed = false;
    for (const Change& change : *changes) {
      if (change.field == "removed") {
        removed = change.after;
      } else if (std::holds_alternative<std::monostate>(change.after)) {
        fields.erase(change.field);
      } else {
        fields[change.field] = change.after;
      }
    }
    const Object today = read(id);
    EXPECT_EQ(today.fields, fields);
    EXPECT_EQ(Value(today.removed), removed);
    EXPECT_EQ(today.version, expected);
  }

  std::mt19937 random_;
  LogModel model_;
  int made_ = 0;
};

TEST_P(RegistryProperty, AnswersAsTheLogSays) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  random_.seed(seed);
  for (int i = 0; i < kCommits && !HasFailure(); ++i) {
    const Commit commit = some_commit();
    const CommitNumber before = model_.newest();
    model_.commit(commit);
    const auto done = store_->commit(commit, all_);
    ASSERT_TRUE(done) << describe(done.error());
    ASSERT_EQ(done->number, model_.newest() == before ? CommitNumber(0) : model_.newest());
  }
  const Instant ever = kNow + std::chrono::hours(1);
  for (std::uint64_t id = 1; id <= model_.last().value(); ++id) {
    expect_same(ObjectId(id), model_.state(ObjectId(id), ever, model_.newest()),
                store_->read(ObjectId(id), {}, all_));
    expect_log_gives_today(ObjectId(id));
  }
  for (int i = 0; i < kQuestions && !HasFailure(); ++i) {
    const AsOf as_of{
        .effective = some_time(),
        .commit = CommitNumber(below(static_cast<unsigned>(model_.newest().value() + 2)))};
    auto listing = devices();
    listing.as_of = as_of;
    listing.with_removed = true;
    const auto listed = store_->list(listing, all_);
    ASSERT_TRUE(listed) << describe(listed.error());
    std::size_t there = 0;
    for (std::uint64_t id = 1; id <= model_.last().value(); ++id) {
      const auto expected = model_.state(ObjectId(id), *as_of.effective, *as_of.commit);
      expect_same(ObjectId(id), expected, store_->read(ObjectId(id), as_of, all_));
      if (expected) {
        ASSERT_LT(there, listed->size());
        EXPECT_EQ(listed->at(there).id, ObjectId(id));
        EXPECT_EQ(listed->at(there).fields, expected->fields);
        EXPECT_EQ(listed->at(there++).removed, expected->removed);
      }
    }
    EXPECT_EQ(there, listed->size());
  }
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryProperty,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
