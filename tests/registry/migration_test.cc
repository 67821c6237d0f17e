#include <array>
#include <chrono>
#include <cstdint>

#include "adapters/sql_readings/sql_reading_store.h"
#include "adapters/sql_reports/sql_report_store.h"
#include "adapters/sql_rounds/sql_round_store.h"
#include "registry/sql_account_store.h"
#include "registry/sql_attachment_store.h"
#include "registry/sql_saved_view_store.h"
#include "registry/sql_schema.h"
#include "registry/sql_schema_steps.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

class RegistryMigration : public RegistryContract {
 protected:
  [[nodiscard]] bool makes_store() const override { return false; }

  void SetUp() override {
    RegistryContract::SetUp();
    if (!IsSkipped()) {
      database_ = dut().open(name_);
      ASSERT_NE(database_, nullptr);
    }
  }
  Result<std::vector<registry::SqlRow>> run(std::string_view sql) {
    return database_->connect().value()->run(sql);
  }
  // A registry as version 1 left it: one device, changed once.
  void make_version_1() {
    ASSERT_TRUE(registry::migrate(*database_->connect().value(), 1));
    for (const char* sql :
         {"INSERT INTO registry_commit (number, at_ms, effective_ms, nature, who, reason, "
          "request_id) VALUES (1, 1000, 1000, 0, 'li', '', ''), (2, 2000, 2000, 1, 'li', '', '')",
          "INSERT INTO registry_object (id, kind, key, region, owner, version, removed, "
          "last_effective_ms, document) VALUES (1, 'device', 'a / b', '440100', 'a', 2, 0, 2000, "
          R"('{"name":"b","operator":"a","region":"440100"}'))",
          "INSERT INTO registry_change (object, effective_ms, commit_number, version, "
          R"(before_fields, after_fields) VALUES (1, 1000, 1, 1, '{}', '{"name":"b",)"
          R"("operator":"a"}'), (1, 2000, 2, 2, '{}', '{"region":"440100"}'))"}) {
      const auto done = run(sql);
      ASSERT_TRUE(done) << describe(done.error());
    }
  }

  // Rows as the programs of those versions wrote them.
  void fill_up_to(std::int64_t version) {
    const std::array<std::vector<const char*>, 9> rows = {{
        {},
        {"INSERT INTO registry_receipt (id, account, at_ms, kind, door, sender, file_name, sha256, "
         "rows_read, created, changed, unchanged, commit_number) VALUES ('r1', 'li', 2000, "
         "'device', 'command', 'li', 'june.xlsx', 'ab', 3, 1, 1, 1, 2)",
         "INSERT INTO registry_column (sender, kind, place, title, field) VALUES "
         "('li', 'device', 0, 'Box', 'name')",
         "INSERT INTO registry_freeze (kind, period, version, at_ms, effective_ms, commit_number, "
         "sha256, objects, who, reason, request_id) VALUES ('device', '2026-06', 1, 2000, 2000, 2, "
         "'cd', 1, 'li', 'half year', '')"},
        {"INSERT INTO registry_account (id, title, every_region, regions, owners, may_write, "
         "sees_sensitive, disabled, made_ms, removed) VALUES ('gd', 'Guangdong', 0, "
         R"('["440000"]', '[]', 1, 0, 0, 1000, 0))",
         "INSERT INTO registry_token (id, sha256, account, note, made_ms, ends_ms, networks, "
         "read_only, last_used_day) VALUES ('t1', 'ef', 'gd', 'laptop', 1000, 0, '[]', 0, -1)",
         "INSERT INTO registry_attachment (id, object, name, media_type, size_bytes, sha256, "
         "at_ms, who, note, removed_at_ms, removed_who, removed_reason) VALUES (1, 1, 'plan.pdf', "
         "'application/pdf', 9, '12', 2000, 'li', '', 0, '', '')"},
        {"INSERT INTO polling_attempt (device, state, words_zh, words_en, last_try_ms, last_ok_ms, "
         "profile, sys_object_id, sys_descr) VALUES (1, 0, '', '', 2000, 2000, 'h3c', '1.3.6', '')",
         "INSERT INTO polling_reading (device, quantity, at_ms, value, provenance, object, "
         "discontinuity, ranges) VALUES (1, 'sessions', 2000, '7', 0, 'o', '', '')",
         "INSERT INTO polling_gap (device, quantity, object, why, at_ms) VALUES "
         "(1, 'ports', 'o', 'not answered', 2000)",
         "INSERT INTO polling_day (device, quantity, day, least, most, total, polls) VALUES "
         "(1, 'sessions', 20000, '5', '7', '12', 2)"},
        {},
        {},
        {},
        {"INSERT INTO saved_view (account, page, name, content, shared, created_ms, changed_ms) "
         "VALUES ('local', 'device', 'mine', 'q=gz', 0, 2000, 2000)"},
        {},
    }};
    for (std::size_t step = 0; step < static_cast<std::size_t>(version); ++step) {
      for (const char* sql : rows.at(step)) {
        const auto done = run(sql);
        ASSERT_TRUE(done) << describe(done.error());
      }
    }
  }
  void look_at_imports(bool filled) {
    EXPECT_EQ(store_->receipt("r1", all_).has_value(), filled);
    EXPECT_EQ(store_->freezes("device").value().size(), filled ? 1U : 0U);
    const auto columns = store_->columns_of("li", "device");
    ASSERT_TRUE(columns) << describe(columns.error());
    ASSERT_EQ(columns->size(), filled ? 1U : 0U);
    if (filled) {
      EXPECT_EQ(store_->receipt("r1", all_)->commit, CommitNumber(2));
      EXPECT_EQ(store_->receipt("r1", all_)->mended, 0U);
      EXPECT_EQ(columns->front(), (std::pair<std::string, std::string>("Box", "name")));
    }
  }
  void look_at_accounts(bool filled) {
    const registry::SqlAccountStore accounts(*database_);
    EXPECT_EQ(accounts.any().value(), filled);
    const auto files = registry::SqlAttachmentStore(*database_).list(ObjectId(1), false, all_);
    ASSERT_TRUE(files) << describe(files.error());
    ASSERT_EQ(files->size(), filled ? 1U : 0U);
    if (filled) {
      EXPECT_EQ(accounts.account("gd").value().regions, (std::vector<std::string>{"440000"}));
      EXPECT_EQ(accounts.tokens("gd").value().front().note, "laptop");
      EXPECT_EQ(files->front().name, "plan.pdf");
    }
  }
  void look_at_polls(bool filled) {
    const adapters::SqlReadingStore polls(*database_);
    const std::size_t count = filled ? 1 : 0;
    EXPECT_EQ(polls.attempts().value().size(), count);
    const auto readings = polls.readings(std::nullopt);
    ASSERT_TRUE(readings) << describe(readings.error());
    ASSERT_EQ(readings->size(), count);
    ASSERT_EQ(polls.gaps(1).value().size(), count);
    EXPECT_EQ(polls.days(1, {}).value().size(), count);
    if (filled) {
      EXPECT_EQ(readings->front().reading.value, model::Decimal::whole(7));
      EXPECT_FALSE(readings->front().reading.up_time);
      EXPECT_EQ(polls.gaps(1).value().front().gap.why.en, "not answered");
      EXPECT_EQ(polls.readings_by(model::Day(std::chrono::days(20000))).value().size(), 1U);
    }
  }

  void look_at_views(bool filled) {
    registry::SqlSavedViewStore views(*database_);
    ASSERT_TRUE(views.list("", all_)) << describe(views.list("", all_).error());
    EXPECT_EQ(views.list("", all_)->size(), filled ? 1U : 0U);
    ASSERT_TRUE(views.put({.account = {}, .page = "device", .name = "a"}, false, kNow, all_));
    EXPECT_EQ(views.list("", all_)->size(), filled ? 2U : 1U);
  }

  // What no released version had is there, empty, and works.
  void look_at_rounds() {
    adapters::SqlRoundStore rounds(*database_);
    ASSERT_TRUE(rounds.rounds({})) << describe(rounds.rounds({}).error());
    EXPECT_TRUE(rounds.rounds({})->empty());
    const auto june = model::Month::of(2026, 6);
    EXPECT_TRUE(rounds
                    .open({.id = "form-2026-06",
                           .form = "form",
                           .period = {.first = june, .last = june},
                           .calendar = {},
                           .opened_by = "li",
                           .opened_at = kNow},
                          {{.unit = {.region = "440000", .operator_ = {}, .enterprise = {}}}})
                    .value_or(false));
    EXPECT_EQ(rounds.submissions("form-2026-06").value().front().unit.region, "440000");
  }
  void look_at_reports() {
    adapters::SqlReportStore reports(*database_);
    ASSERT_TRUE(reports.list({}, all_)) << describe(reports.list({}, all_).error());
    EXPECT_TRUE(reports.list({}, all_)->empty());
    ASSERT_TRUE(reports.create({.id = "a", .region = "440000"}, all_));
    EXPECT_EQ(reports.list({}, all_)->size(), 1U);
  }
};

TEST_P(RegistryMigration, VersionOneIsBroughtForward) {
  make_version_1();
  auto opened = registry::SqlObjectStore::open(*database_, sample_kinds());
  ASSERT_TRUE(opened) << describe(opened.error());
  store_ = std::move(*opened);
  EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
            (registry::SqlRow{registry::kSchemaVersion}));
  EXPECT_EQ(read(ObjectId(1)).key, "a / b");
  EXPECT_EQ(store_->history(history_of(ObjectId(1)), all_)->size(), 3U);
  Commit commit = commit_of({change(ObjectId(1), {{"note", std::string("x")}})});
  commit.receipt.emplace().id = "r";
  ASSERT_TRUE(store_->commit(commit, all_));
  EXPECT_EQ(store_->receipt("r", all_)->commit, CommitNumber(3));
  EXPECT_TRUE(registry::SqlObjectStore::open(*database_, sample_kinds())) << "and once more";
}

// Every version that was released keeps what is in it; what a later step made is there and empty.
TEST_P(RegistryMigration, EveryReleasedVersionIsBroughtForward) {
  for (std::int64_t version = 1; version < registry::kSchemaVersion; ++version) {
    SCOPED_TRACE("from version " + std::to_string(version));
    database_ = dut().open("from_" + std::to_string(version));
    ASSERT_NE(database_, nullptr);
    make_version_1();
    ASSERT_TRUE(registry::migrate(*database_->connect().value(), version));
    EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
              (registry::SqlRow{version}));
    fill_up_to(version);
    auto opened = registry::SqlObjectStore::open(*database_, sample_kinds());
    ASSERT_TRUE(opened) << describe(opened.error());
    store_ = std::move(*opened);
    EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
              (registry::SqlRow{registry::kSchemaVersion}));
    EXPECT_EQ(read(ObjectId(1)).key, "a / b");
    const auto tenures = store_->tenures("device");
    ASSERT_TRUE(tenures) << describe(tenures.error());
    EXPECT_EQ(
        *tenures,
        (std::vector<registry::KeyTenure>{{"a / b", ObjectId(1), Instant(1s), registry::kEver}}));
    look_at_imports(version >= 2);
    look_at_accounts(version >= 3);
    look_at_polls(version >= 4);
    look_at_views(version >= 8);
    look_at_rounds();
    look_at_reports();
    store_.reset();
  }
}

// A step that somebody has run cannot be edited any more: only followed by one.
TEST(RegistrySchema, ReleasedStepsAreAsTheyWereReleased) {
  const std::array<std::uint64_t, 6> released = {0x31d7a8c6a0ebb924, 0x8279a3f77003cd0,
                                                 0x162adf76387978d8, 0xc1c3b7c3a15cef12,
                                                 0x55a05cbc5f4c16de, 0x49bb16663d221c67};
  const std::array<registry::SchemaStep, 6> now = {
      registry::step_objects(), registry::step_imports(),        registry::step_accounts(),
      registry::step_polling(), registry::step_polled_devices(), registry::step_mended()};
  for (std::size_t step = 0; step < now.size(); ++step) {
    std::uint64_t sum = 0xcbf2'9ce4'8422'2325;  // FNV-1a.
    for (const std::string_view statement : now.at(step)) {
      for (const char c : statement) {
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3;
      }
    }
    EXPECT_EQ(sum, released.at(step)) << "step " << step + 1;
  }
}

TEST_P(RegistryMigration, AStepThatFailsLeavesTheOldVersion) {
  make_version_1();
  ASSERT_TRUE(run("CREATE TABLE registry_freeze (somebodys BIGINT)"));
  EXPECT_FALSE(registry::SqlObjectStore::open(*database_, sample_kinds()));
  EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
            (registry::SqlRow{std::int64_t{1}}));
  EXPECT_FALSE(run("SELECT id FROM registry_receipt")) << "no half of the step is there";
  ASSERT_TRUE(run("DROP TABLE registry_freeze"));
  EXPECT_TRUE(registry::SqlObjectStore::open(*database_, sample_kinds()));
}

TEST_P(RegistryMigration, ANewerVersionIsRefused) {
  ASSERT_TRUE(registry::SqlObjectStore::open(*database_, sample_kinds()));
  ASSERT_TRUE(run("UPDATE registry_meta SET schema_version = 99"));
  const auto refused = registry::SqlObjectStore::open(*database_, sample_kinds());
  EXPECT_EQ(code(refused), Errc::out_of_range);
  EXPECT_THAT(describe(refused.error()), HasSubstr("newer program"));
  EXPECT_THAT(describe(refused.error()), HasSubstr("99"));
  EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
            (registry::SqlRow{std::int64_t{99}}));
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryMigration,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
