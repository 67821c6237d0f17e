// Tables as earlier versions left them must become today's, with their rows.

#include <gmock/gmock.h>

#include "sample_rows.h"
#include "store/memory_volume_store.h"
#include "store/table_catalogue.h"
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
  store::VolumeQuery by_exporter = query;  // Of a table that was not there at all.
  by_exporter.by = {Dimension::exporter, Dimension::region};
  const auto filled = store->read(by_exporter);
  ASSERT_TRUE(filled) << describe(filled.error());
  ASSERT_EQ(filled->size(), 1U);
  EXPECT_EQ(filled->front().dimensions, (std::vector<std::string>{"", "440000"}));
  EXPECT_EQ(filled->front().volume.v4.bytes, 100U);

  ASSERT_TRUE(store->append({"migration/1", {sample_row(month, 7)}}));
  const auto again = sut().connect("migration");  // Migrating what is current changes nothing.
  const auto cells = again->read(query);
  ASSERT_TRUE(cells) << describe(cells.error());
  ASSERT_EQ(cells->size(), 2U);
  EXPECT_EQ(cells->at(1).dimensions, (std::vector<std::string>{"dns", "440000"}));
  EXPECT_EQ(cells->at(1).volume.v4, sample_row(month, 7).volume.v4);
}

/// Months apart, so that every resolution and several partitions take part.
std::vector<store::VolumeRow> old_rows(Instant begin) {
  std::mt19937_64 random(20'261'122);
  return random_rows(random, begin, begin + std::chrono::hours(24 * 75), 400);
}

/// By every axis of the roll-ups that may be missing: each stands for the tables of one family.
std::vector<store::VolumeQuery> questions(Instant begin) {
  using enum Dimension;
  std::vector<store::VolumeQuery> all;
  for (const auto step :
       {store::Resolution::hour, store::Resolution::day, store::Resolution::month}) {
    for (const std::vector<Dimension>& by :
         {std::vector{region, operator_, access, cdn}, std::vector{region, access, application},
          std::vector{region, operator_, application, cdn},
          std::vector{operator_, access, application, cdn_method}}) {
      all.push_back({.begin = begin,
                     .end = begin + std::chrono::hours(24 * 75),
                     .step = step,
                     .by = by,
                     .filters = {}});
    }
  }
  return all;
}

class LateTables : public StoreMigration {};

TEST_P(LateTables, HaveThePastAndTakeABatchOnce) {
  const Instant begin =
      Instant(std::chrono::sys_days(std::chrono::year(2050) / 1 / 1)) + std::chrono::hours(3);
  const store::VolumeBatch before{"late/1", old_rows(begin)};
  const store::VolumeBatch after{"late/2", old_rows(begin)};
  store::MemoryVolumeStore reference;
  ASSERT_TRUE(reference.append(before));
  ASSERT_TRUE(sut().connect("late")->append(before));
  for (const store::Table& table : store::tables()) {  // As if they had not been known so far.
    if (table.kind != store::TableKind::rollup || table.family == "traffic" ||
        table.family == "traffic_exporter") {
      continue;
    }
    const std::string name = "late." + std::string(table.name);
    if (GetParam() == Kind::cluster) {
      ASSERT_TRUE(sut().run("DROP TABLE " + name + " ON CLUSTER contract"));
      ASSERT_TRUE(sut().run("DROP TABLE " + name + "_local ON CLUSTER contract"));
    } else {  // One that was killed while it filled the table has left this.
      ASSERT_TRUE(sut().run("RENAME TABLE " + name + " TO " + name + "_filling_1"));
    }
  }
  // Questions in between come from another client, and the batches are sent again.
  for (const store::VolumeBatch* batch : {&before, &after, &before, &after}) {
    const auto store = sut().connect("late");
    if (batch == &after) {
      ASSERT_TRUE(reference.append(after));
    }
    const auto stored = store->append(*batch);
    ASSERT_TRUE(stored) << describe(stored.error());
    for (const store::VolumeQuery& query : questions(begin)) {
      SCOPED_TRACE(to_text(query));
      const auto expected = reference.read(query);
      const auto cells = store->read(query);
      ASSERT_TRUE(expected);
      ASSERT_TRUE(cells) << describe(cells.error());
      ASSERT_EQ(*cells, *expected);
    }
  }
  EXPECT_EQ(sut().number("SELECT count() FROM system.tables WHERE database = 'late' AND "
                         "position(name, '_filling_') > 0"),
            0U);
}

INSTANTIATE_TEST_SUITE_P(Stores, LateTables,
                         testing::Values(Kind::embedded, Kind::server, Kind::cluster),
                         [](const auto& param) { return name_of(param.param); });
INSTANTIATE_TEST_SUITE_P(Stores, StoreMigration, testing::Values(Kind::embedded, Kind::server),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
