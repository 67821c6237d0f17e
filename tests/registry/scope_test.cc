#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Two devices: one of Guangzhou and China Mobile, one of Nanning and China Telecom; and a model.
class RegistryScope : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (store_ == nullptr) {
      return;
    }
    Document fields = device("gz", 1);
    fields["address"] = std::string("192.0.2.1");
    ours_ = create(fields, month(1));
    theirs_ = create(device("nn", 2, "450100", "china_telecom"), month(1));
    model_ = create({{"name", std::string("m1")}}, month(1), "model");
    guangdong_ = {
        .account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  }
  Result<Committed> as_guangdong(std::vector<Edit> edits, Instant effective = kNow) {
    return store_->commit(commit_of(std::move(edits), effective), guangdong_);
  }

  ObjectId ours_;
  ObjectId theirs_;
  ObjectId model_;
  Scope guangdong_;
};

TEST_P(RegistryScope, WhatLiesOutsideIsNotThere) {
  EXPECT_TRUE(store_->read(ours_, {}, guangdong_));
  EXPECT_TRUE(store_->read(model_, {}, guangdong_)) << "everybody's to see";
  for (const AsOf& as_of : {AsOf{}, AsOf{.effective = month(2), .commit = std::nullopt}}) {
    EXPECT_EQ(code(store_->read(theirs_, as_of, guangdong_)), Errc::not_found);
    auto listing = devices();
    listing.as_of = as_of;
    EXPECT_THAT(keys(listing, guangdong_), ElementsAre("china_mobile / gz"));
  }
  EXPECT_EQ(store_->count("device", guangdong_).value_or(9), 1U);
  EXPECT_THAT(store_->keys("device", guangdong_).value(), ElementsAre("china_mobile / gz"));
  EXPECT_THAT(store_->keys("device", all_).value(), testing::SizeIs(2));
  EXPECT_EQ(code(store_->keys("none", all_)), Errc::not_found);
  EXPECT_EQ(code(store_->history(history_of(theirs_), guangdong_)), Errc::not_found);
  const auto changes = store_->history(history_of("device", "name"), guangdong_);
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->size(), 1U);
  EXPECT_EQ(changes->front().object, ours_);
  const Scope nobody{.account = "x"};
  EXPECT_EQ(store_->count("device", nobody).value_or(9), 0U);
}

TEST_P(RegistryScope, WritingOutsideIsForbidden) {
  EXPECT_TRUE(as_guangdong({change(ours_, {{"capacity", decimal(5)}})}));
  EXPECT_TRUE(as_guangdong({creation(device("sz", 3, "440300"))}));
  const struct {
    const char* name;
    Edit edit;
  } cases[] = {
      {"of another", change(theirs_, {{"capacity", decimal(5)}})},
      {"nothing of another", change(theirs_, {})},
      {"everybody's", change(model_, {{"note", std::string("x")}})},
      {"removing another's", removal(theirs_)},
      {"making one elsewhere", creation(device("x", 1, "450100"))},
      {"making one for another", creation(device("x", 1, "440100", "china_telecom"))},
      {"making what is everybody's", creation({{"name", std::string("m2")}}, "model")},
      {"moving out of the region", change(ours_, {{"region", std::string("450100")}})},
      {"giving away", change(ours_, {{"operator", std::string("china_telecom")}})},
      {"making it everybody's", change(ours_, {{"operator", {}}, {"region", {}}})},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(code(as_guangdong({creation(device("with", 1)), one.edit})), Errc::forbidden);
  }
  EXPECT_EQ(store_->count("device", all_).value_or(0), 3U) << "nothing of a refused one is there";
  const auto refused = as_guangdong({change(theirs_, {})});
  EXPECT_THAT(describe(refused.error()), HasSubstr("object " + std::to_string(theirs_.value())));
  EXPECT_THAT(describe(refused.error()), Not(HasSubstr("china_telecom")))
      << "a refusal does not say what it is";
  guangdong_.may_write = false;
  EXPECT_EQ(code(as_guangdong({change(ours_, {})})), Errc::forbidden);
}

TEST_P(RegistryScope, APastThatWasAnothersIsForbidden) {
  set(ours_, {{"region", std::string("450100")}}, month(2));
  set(ours_, {{"region", std::string("440100")}}, month(4));
  EXPECT_EQ(code(as_guangdong({change(ours_, {{"note", std::string("x")}})}, month(3))),
            Errc::forbidden)
      << "it was another's then";
  std::vector<ObjectId> outside;
  Commit told = commit_of({change(ours_, {{"note", std::string("x")}})}, month(3));
  told.outside_then = [&outside](ObjectId id) { outside.push_back(id); };
  EXPECT_EQ(code(store_->commit(told, guangdong_)), Errc::forbidden);
  EXPECT_THAT(outside, testing::ElementsAre(ours_)) << "which one is told";
  told.edits = {change(theirs_, {})};
  told.effective = kNow;
  outside.clear();
  EXPECT_EQ(code(store_->commit(told, guangdong_)), Errc::forbidden);
  EXPECT_TRUE(outside.empty()) << "of what it never saw, nothing";
  EXPECT_TRUE(as_guangdong({change(ours_, {{"note", std::string("x")}})}, month(5)));
  EXPECT_EQ(code(as_guangdong({change(ours_, {{"region", std::string("450200")}})}, month(1))),
            Errc::forbidden)
      << "it would have been another's then";
  EXPECT_EQ(code(store_->read(ours_, {.effective = month(3), .commit = std::nullopt}, guangdong_)),
            Errc::not_found)
      << "a past state is bounded by where it was then";
}

TEST_P(RegistryScope, HistoryIsBoundedByWhereAnObjectStoodThen) {
  set(ours_, {{"capacity", decimal(2)}}, month(2));
  set(ours_, {{"region", std::string("450100")}, {"operator", std::string("china_telecom")}},
      month(3));
  set(ours_, {{"capacity", decimal(3)}}, month(4));
  set(theirs_, {{"region", std::string("440100")}, {"operator", std::string("china_mobile")}},
      month(5));
  set(theirs_, {{"capacity", decimal(9)}}, month(6));
  const auto told = [this](const registry::HistoryQuery& query, const Scope& scope) {
    std::vector<std::string> lines;
    const auto changes = store_->history(query, scope);
    EXPECT_TRUE(changes) << describe(changes.error());
    for (const Change& one : changes.value_or(std::vector<Change>{})) {
      lines.push_back(one.key + ": " + registry::text_of(one.before) + " > " +
                      registry::text_of(one.after));
    }
    return lines;
  };
  EXPECT_THAT(told(history_of(ours_, "capacity"), guangdong_),
              ElementsAre("china_mobile / gz: 1 > 2", "china_mobile / gz:  > 1"))
      << "it is gone, and what it was here is still told";
  EXPECT_THAT(told(history_of(ours_, "region"), guangdong_),
              ElementsAre("china_mobile / gz: 440100 > ", "china_mobile / gz:  > 440100"))
      << "not where it went";
  EXPECT_THAT(told(history_of(theirs_, "capacity"), guangdong_),
              ElementsAre("china_mobile / nn: 2 > 9"));
  EXPECT_THAT(told(history_of(theirs_, "region"), guangdong_),
              ElementsAre("china_mobile / nn:  > 440100"))
      << "not where it came from";
  EXPECT_THAT(told(history_of("device", "capacity"), guangdong_),
              ElementsAre("china_mobile / nn: 2 > 9", "china_mobile / gz: 1 > 2",
                          "china_mobile / gz:  > 1"));
  EXPECT_THAT(told(history_of(ours_, "capacity"), all_), testing::SizeIs(3));
  auto of_kind = history_of(ours_);
  of_kind.kind = "model";
  EXPECT_EQ(code(store_->history(of_kind, guangdong_)), Errc::not_found);
  EXPECT_EQ(code(store_->history(of_kind, all_)), Errc::not_found);
  // Typed late: it was here when that was made, and elsewhere as it is known now.
  set(ours_, {{"region", std::string("450100")}}, month(1));
  EXPECT_THAT(told(history_of(ours_, "capacity"), guangdong_), testing::SizeIs(2));
}

TEST_P(RegistryScope, SensitiveFieldsAreAbsent) {
  EXPECT_FALSE(store_->read(ours_, {}, guangdong_)->fields.contains("address"));
  const AsOf past{.effective = month(2), .commit = std::nullopt};
  EXPECT_FALSE(store_->read(ours_, past, guangdong_)->fields.contains("address"));
  EXPECT_TRUE(read(ours_).fields.contains("address"));
  auto listing = devices();
  listing.where = {{"address", "192.0.2.1"}};
  EXPECT_THAT(keys(listing, guangdong_), ElementsAre()) << "nor can they be guessed at";
  EXPECT_THAT(keys(listing, all_), ElementsAre("china_mobile / gz"));
  const auto changes = store_->history(history_of(ours_), guangdong_);
  ASSERT_TRUE(changes);
  for (const Change& one : *changes) {
    EXPECT_NE(one.field, "address");
  }
  EXPECT_EQ(code(as_guangdong({change(ours_, {{"address", std::string("x")}})})), Errc::forbidden);
  EXPECT_EQ(code(as_guangdong({change(ours_, {{"address", {}}})})), Errc::forbidden);
  ASSERT_TRUE(as_guangdong({change(ours_, {{"capacity", decimal(9)}})}));
  EXPECT_TRUE(read(ours_).fields.contains("address")) << "what is not seen stays";
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryScope,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
