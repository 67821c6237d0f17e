#include "registry/sql_schema.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

using testing::HasSubstr;

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
  make_version_1();
  for (std::int64_t version = 1; version < registry::kSchemaVersion; ++version) {
    SCOPED_TRACE("from version " + std::to_string(version));
    ASSERT_TRUE(registry::migrate(*database_->connect().value(), version));
    EXPECT_EQ(run("SELECT schema_version FROM registry_meta").value().front(),
              (registry::SqlRow{version}));
    const auto old = dut().open("from_" + std::to_string(version));
    ASSERT_NE(old, nullptr);
    ASSERT_TRUE(registry::migrate(*old->connect().value(), version));
    const auto opened = registry::SqlObjectStore::open(*old, sample_kinds());
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_EQ((*opened)->newest_commit().value_or(CommitNumber(9)), CommitNumber(0));
  }
  auto opened = registry::SqlObjectStore::open(*database_, sample_kinds());
  ASSERT_TRUE(opened) << describe(opened.error());
  store_ = std::move(*opened);
  EXPECT_EQ(read(ObjectId(1)).key, "a / b");
  for (const char* table : {"registry_account", "registry_token", "registry_session",
                            "registry_attachment", "registry_receipt", "registry_freeze"}) {
    EXPECT_EQ(run(std::string("SELECT COUNT(*) FROM ") + table).value().front(),
              (registry::SqlRow{std::int64_t{0}}))
        << table;
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
