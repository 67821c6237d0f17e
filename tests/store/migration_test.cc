// Tables as earlier versions left them must become today's, with their rows.

#include <gmock/gmock.h>

#include "sample_rows.h"
#include "store_under_test.h"

namespace sixscope::tests {
namespace {

using store::Dimension;

class StoreMigration : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = sut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
  }
  static StoreUnderTest& sut() { return StoreUnderTest::of(GetParam()); }
};

/// A state: traffic_month before it had the methods, the samples and the variance.
constexpr const char* kBeforeMethods =
    "CREATE TABLE migration.traffic_month (window_start DateTime('UTC'), region String, operator "
    "String, access String, traffic_class String, coverage String, application String, cdn String, "
    "batch String, v4_bytes UInt64, v4_packets UInt64, v4_flows UInt64, v6_bytes UInt64, "
    "v6_packets "
    "UInt64, v6_flows UInt64, marks UInt64) ENGINE = SummingMergeTree() PARTITION BY "
    "toYear(window_start) ORDER BY (window_start, region, operator, access, traffic_class, "
    "coverage, "
    "application, cdn, batch)";

TEST_P(StoreMigration, MissingColumnsAreAddedAndOldRowsStay) {
  const Instant month =
      Instant(std::chrono::sys_days(std::chrono::year(2025) / 12 / 31)) + std::chrono::hours(16);
  ASSERT_TRUE(sut().run("CREATE DATABASE migration"));
  ASSERT_TRUE(sut().run(kBeforeMethods));
  ASSERT_TRUE(
      sut().run("INSERT INTO migration.traffic_month (window_start, region, application, "
                "v4_bytes, v6_bytes) SELECT toDateTime(" +
                std::to_string(month.time_since_epoch() / std::chrono::seconds(1)) +
                "), '440000', 'video', 100, 50"));
  const auto store = sut().connect("migration");
  const store::VolumeQuery query{.begin = month,
                                 .end = month + std::chrono::hours(24 * 31),
                                 .step = std::nullopt,
                                 .by = {Dimension::application_method, Dimension::region},
                                 .filters = {}};
  const auto old_rows = store->read(query);
  ASSERT_TRUE(old_rows) << describe(old_rows.error());
  ASSERT_EQ(old_rows->size(), 1U);
  EXPECT_EQ(old_rows->front().dimensions, (std::vector<std::string>{"", "440000"}));
  EXPECT_EQ(old_rows->front().volume.v4.bytes, 100U);

  ASSERT_TRUE(store->append({"migration/1", {sample_row(month, 7)}}));
  const auto again = sut().connect("migration");  // Migrating what is current changes nothing.
  const auto cells = again->read(query);
  ASSERT_TRUE(cells) << describe(cells.error());
  ASSERT_EQ(cells->size(), 2U);
  EXPECT_EQ(cells->at(1).dimensions, (std::vector<std::string>{"dns", "440000"}));
  EXPECT_EQ(cells->at(1).volume.v4, sample_row(month, 7).volume.v4);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreMigration, testing::Values(Kind::embedded, Kind::server),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
