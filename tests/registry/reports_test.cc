// The shelf of reports: versions, revisions, what is frozen, who sees what.
#include <tuple>

#include "adapters/sql_reports/sql_report_store.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using report::Issue;
using report::IssueState;
using testing::ElementsAre;
using testing::IsEmpty;

class Reports : public RegistryContract {
 protected:
  void SetUp() override {
    RegistryContract::SetUp();
    if (database_ != nullptr) {
      reports_ = std::make_unique<adapters::SqlReportStore>(*database_);
    }
  }
  static Issue issue(const std::string& id, const std::string& region = "440000",
                     const std::string& operator_id = "") {
    return {.id = id,
            .definition = "monthly",
            .period = "2025-06",
            .region = region,
            .operator_ = operator_id,
            .language = "zh",
            .edits = "{}",
            .snapshot = "{\"a\":1}",
            .changed_by = "li",
            .changed_at = kNow};
  }
  Issue made(const Issue& one) {
    const auto done = reports_->create(one, all_);
    EXPECT_TRUE(done) << describe(done.error());
    return done.value_or(Issue{});
  }
  Issue published(Issue one) {
    one.state = IssueState::published;
    one.number = "〔2025〕6号";
    one.commit = CommitNumber(7);
    one.sha256 = "ab";
    one.published_by = "li";
    one.published_at = kNow;
    const auto done = reports_->update(one, all_);
    EXPECT_TRUE(done) << describe(done.error());
    return done.value_or(Issue{});
  }
  std::vector<std::string> seen(const report::IssueQuestion& question, const Scope& scope) {
    const auto all = reports_->list(question, scope);
    EXPECT_TRUE(all) << describe(all.error());
    std::vector<std::string> ids;
    for (const Issue& one : all.value_or(std::vector<Issue>{})) {
      EXPECT_EQ(one.snapshot, "") << "no list carries snapshots";
      ids.push_back(one.id + "@" + std::to_string(one.version));
    }
    return ids;
  }

  std::unique_ptr<adapters::SqlReportStore> reports_;
  const Scope gd_{.account = "gd", .regions = {"440000"}, .may_write = true};
  const Scope mobile_{
      .account = "gd-mobile", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  const Scope reader_{.account = "reader", .all = true};
};

TEST_P(Reports, AreReadBackAsTheyWereWritten) {
  const Issue draft = made(issue("m"));
  EXPECT_EQ(draft.revision, 1U);
  const Issue one = published(draft);
  EXPECT_EQ(one.revision, 2U);
  const auto read = reports_->get("m", std::nullopt, all_);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->number, "〔2025〕6号");
  EXPECT_EQ(read->commit, CommitNumber(7));
  EXPECT_EQ(read->snapshot, "{\"a\":1}");
  EXPECT_EQ(read->published_at, kNow);
  EXPECT_EQ(read->state, IssueState::published);
  EXPECT_EQ(read->revision, 2U);
}

TEST_P(Reports, WhatIsPublishedStaysAsItIs) {
  Issue one = published(made(issue("m")));
  for (const auto& change : std::vector<std::function<void(Issue&)>>{
           [](Issue& i) { i.snapshot = "{}"; }, [](Issue& i) { i.number = "2"; },
           [](Issue& i) { i.state = IssueState::draft; }, [](Issue& i) { i.edits = "[]"; },
           [](Issue& i) { i.sha256 = "cd"; }, [](Issue& i) { i.status = "x"; },
           [](Issue& i) { i.commit = CommitNumber(8); },
           [](Issue& i) { i.published_at.reset(); }}) {
    Issue other = one;
    change(other);
    EXPECT_EQ(code(reports_->update(other, all_)), Errc::conflict);
  }
  one.is_public = true;
  auto next = reports_->update(one, all_);
  ASSERT_TRUE(next) << describe(next.error());
  next->state = IssueState::withdrawn;
  next->is_public = false;
  next->reason = "wrong form";
  next = reports_->update(*next, all_);
  ASSERT_TRUE(next) << describe(next.error());
  next->state = IssueState::published;
  EXPECT_EQ(code(reports_->update(*next, all_)), Errc::conflict) << "taken back is taken back";
}

TEST_P(Reports, ARevisionThatMovedOnIsAConflict) {
  const Issue one = made(issue("m"));
  Issue mine = one;
  mine.edits = "{\"summary\":\"x\"}";
  ASSERT_TRUE(reports_->update(mine, all_));
  EXPECT_EQ(code(reports_->update(one, all_)), Errc::conflict);
  EXPECT_EQ(reports_->get("m", std::nullopt, all_)->edits, "{\"summary\":\"x\"}");
}

TEST_P(Reports, VersionsFollowEachOther) {
  made(issue("m"));
  Issue next = issue("m");
  EXPECT_EQ(code(reports_->create(next, all_)), Errc::conflict) << "it is there";
  next.version = 2;
  EXPECT_EQ(code(reports_->create(next, all_)), Errc::conflict) << "the first is a draft";
  published(*reports_->get("m", 1, all_));
  next.version = 3;
  EXPECT_EQ(code(reports_->create(next, all_)), Errc::conflict) << "two is left out";
  next.version = 2;
  EXPECT_TRUE(reports_->create(next, all_));
  EXPECT_EQ(reports_->get("m", std::nullopt, all_)->version, 2U);
  EXPECT_EQ(reports_->get("m", 1, all_)->state, IssueState::published);
  EXPECT_EQ(code(reports_->get("m", 4, all_)), Errc::not_found);
}

TEST_P(Reports, AScopeSeesAndChangesItsOwn) {
  made(issue("nation", "100000"));
  made(issue("gd"));
  made(issue("gd-telecom", "440000", "china_telecom"));
  EXPECT_THAT(seen({}, gd_), testing::UnorderedElementsAre("gd@1", "gd-telecom@1"));
  EXPECT_THAT(seen({}, mobile_), IsEmpty());
  EXPECT_EQ(code(reports_->get("nation", std::nullopt, gd_)), Errc::not_found);
  EXPECT_EQ(code(reports_->get("gd-telecom", std::nullopt, mobile_)), Errc::not_found);
  EXPECT_EQ(code(reports_->create(issue("other", "450000"), gd_)), Errc::forbidden);
  EXPECT_EQ(code(reports_->create(issue("other"), reader_)), Errc::forbidden);
  EXPECT_EQ(code(reports_->update(*reports_->get("gd", 1, all_), reader_)), Errc::forbidden);
  EXPECT_EQ(code(reports_->update(*reports_->get("nation", 1, all_), gd_)), Errc::not_found);
  EXPECT_TRUE(reports_->create(issue("gz", "440100"), gd_));
}

TEST_P(Reports, OfAllOperatorsAreNotForAnAccountOfOne) {
  Issue all_of_gd = published(made(issue("gd")));
  made(issue("gd-mobile", "440000", "china_mobile"));
  EXPECT_THAT(seen({}, mobile_), ElementsAre("gd-mobile@1"));
  EXPECT_EQ(code(reports_->get("gd", std::nullopt, mobile_)), Errc::not_found);
  all_of_gd.state = IssueState::withdrawn;
  EXPECT_EQ(code(reports_->update(all_of_gd, mobile_)), Errc::not_found);
  EXPECT_EQ(code(reports_->create(issue("gz", "440100"), mobile_)), Errc::forbidden);
  EXPECT_TRUE(reports_->create(issue("gz-mobile", "440100", "china_mobile"), mobile_));
  EXPECT_TRUE(reports_->update(all_of_gd, gd_)) << "a province's account sees every operator";
}

TEST_P(Reports, ListsAreBoundedAndAsked) {
  for (unsigned i = 1; i <= 5; ++i) {
    Issue one = issue("m" + std::to_string(i));
    one.changed_at = month(i);
    one.period = i == 5 ? "2025-05" : "2025-06";
    made(one);
  }
  EXPECT_THAT(seen({.limit = 2}, all_), ElementsAre("m5@1", "m4@1"));
  EXPECT_THAT(seen({.limit = 2, .offset = 3}, all_), ElementsAre("m2@1", "m1@1"));
  EXPECT_THAT(seen({.period = "2025-05"}, all_), ElementsAre("m5@1"));
  EXPECT_THAT(seen({.definition = "denat"}, all_), IsEmpty());
  EXPECT_THAT(seen({.region = "440000", .state = IssueState::published}, all_), IsEmpty());
}

TEST_P(Reports, OnlyWhatIsSwitchedOnIsPublic) {
  Issue one = published(made(issue("m")));
  EXPECT_EQ(code(reports_->get_public("m", std::nullopt)), Errc::not_found);
  one.is_public = true;
  one = *reports_->update(one, all_);
  EXPECT_TRUE(reports_->get_public("m", std::nullopt));
  EXPECT_THAT(seen({.only_public = true}, all_), ElementsAre("m@1"));
  one.state = IssueState::withdrawn;
  ASSERT_TRUE(reports_->update(one, all_));
  EXPECT_EQ(code(reports_->get_public("m", std::nullopt)), Errc::not_found);
  EXPECT_THAT(seen({.only_public = true}, all_), IsEmpty());
}

TEST_P(Reports, FilesAreFoundByTheirSums) {
  published(made(issue("m")));
  published(made(issue("gd-telecom", "440000", "china_telecom")));
  ASSERT_TRUE(reports_->keep_file("m", 1, {.format = "pdf", .sha256 = "aa", .bytes = 9}));
  ASSERT_TRUE(reports_->keep_file("m", 1, {.format = "pdf", .sha256 = "bb", .bytes = 8}));
  ASSERT_TRUE(reports_->keep_file("m", 1, {.format = "regions.csv", .sha256 = "cc", .bytes = 7}));
  ASSERT_TRUE(reports_->keep_file("gd-telecom", 1, {.format = "pdf", .sha256 = "cc", .bytes = 7}));
  const auto files = reports_->files("m", 1);
  ASSERT_TRUE(files && files->size() == 2U);
  EXPECT_EQ(files->front().sha256, "bb") << "printed anew";
  EXPECT_EQ(files->back().format, "regions.csv");
  EXPECT_TRUE(reports_->printed_as("aa", all_)->empty());
  EXPECT_EQ(reports_->printed_as("cc", all_)->size(), 2U);
  EXPECT_EQ(reports_->printed_as("cc", gd_)->size(), 2U);
  EXPECT_TRUE(reports_->printed_as("cc", mobile_)->empty());
}

INSTANTIATE_TEST_SUITE_P(Databases, Reports, testing::Values(Dialect::sqlite, Dialect::postgres),
                         dialect_name);

}  // namespace
}  // namespace sixscope::tests
