#include <gmock/gmock.h>

#include <array>

#include "adapters/clickhouse/batch_rows.h"
#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/dialect.h"
#include "adapters/clickhouse/http_client.h"
#include "adapters/clickhouse/native_format.h"
#include "adapters/clickhouse/query_sql.h"

namespace sixscope::adapters {
namespace {

using namespace std::chrono_literals;
using store::Dimension;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

ByteView bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

TEST(Dialect, ReadsVersions) {
  const std::pair<const char*, ServerVersion> good[] = {
      {"18.16.1", {18, 16}}, {"26.7.2.1", {26, 7}}, {"24.3", {24, 3}}};
  for (const auto& [text, version] : good) {
    const auto read = parse_version(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, version);
  }
  for (const char* text : {"", "26", "26.", ".7", "v26.7", "abc"}) {
    EXPECT_FALSE(parse_version(text)) << text;
  }
}

TEST(Dialect, NothingInATextEndsItsLiteral) {
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "'plain'"},
      {"it's", "'it\\'s'"},
      {"\\'", "'\\\\\\''"},
      {"\n\n", "'\\n\\n'"},
      {std::string("\0", 1), "'\\0'"},
      {"视频", "'视频'"},
  };
  for (const auto& [text, literal] : cases) {
    EXPECT_EQ(sql_text(text), literal);
  }
  EXPECT_TRUE(is_sql_name("sixscope_2"));
  for (const char* name : {"", "2x", "a-b", "a b", "a;b", "数据"}) {
    EXPECT_FALSE(is_sql_name(name)) << name;
  }
}

TEST(Ddl, NewServersGetWhatOldOnesLack) {
  const Placement here{.database = "d", .cluster = {}};
  const std::string modern = whole_ddl(dialect_of({26, 7}), here, store::Retention());
  EXPECT_THAT(modern, AllOf(HasSubstr("LowCardinality(String)"), HasSubstr("CODEC(T64, LZ4)"),
                            HasSubstr("TTL window_start + toIntervalDay(400)"),
                            HasSubstr("source IPv6"), HasSubstr("fsync_after_insert = 1"),
                            HasSubstr("non_replicated_deduplication_window"),
                            HasSubstr("ENGINE = SummingMergeTree()")));
  const std::string old = whole_ddl(dialect_of({18, 16}), here, store::Retention());
  EXPECT_THAT(old, AllOf(Not(HasSubstr("LowCardinality")), Not(HasSubstr("CODEC")),
                         Not(HasSubstr("TTL")), Not(HasSubstr("IPv6")), Not(HasSubstr("fsync")),
                         HasSubstr("source FixedString(16)")));
  const std::string cluster =
      whole_ddl(dialect_of({18, 16}), {.database = "d", .cluster = "c"}, store::Retention());
  EXPECT_THAT(cluster, AllOf(HasSubstr("d.traffic_month_local ON CLUSTER c"),
                             HasSubstr("ReplicatedSummingMergeTree('/clickhouse/tables/{shard}/d/"),
                             HasSubstr("Distributed(c, d, traffic_month_local, rand())")));
}

TEST(Ddl, ANewAxisGoesToTheEndOfTheSortingKey) {
  const store::Table& table = store::rollup_table("traffic", store::Resolution::hour);
  const store::Column axis{"cdn", store::ColumnType::text, store::ColumnRole::key};
  EXPECT_THAT(add_column(table, axis, "window_start, region, batch", dialect_of({18, 16}),
                         {.database = "d", .cluster = {}}),
              testing::ElementsAre("ALTER TABLE d.traffic_hour ADD COLUMN cdn String, MODIFY ORDER "
                                   "BY (window_start, region, batch, cdn)"));
}

TEST(Ddl, ALateTableIsFilledWithTheMarksOfBatches) {
  const store::Table& table = store::rollup_table("traffic_cdn", store::Resolution::day);
  const store::Table& source = store::rollup_table("traffic", store::Resolution::day);
  const std::string sql = fill_partition(table, source, "202603", {.database = "d", .cluster = {}});
  EXPECT_THAT(sql, AllOf(HasSubstr("INSERT INTO d.traffic_cdn_day (window_start, region, operator"),
                         HasSubstr("coverage, cdn, batch, sum(v4_bytes), "),
                         HasSubstr("sum(v6_variance), sum(marks) FROM d.traffic_day WHERE "
                                   "toYYYYMM(window_start) = 202603 GROUP BY window_start, region, "
                                   "operator, access, traffic_class, coverage, cdn, batch")));
  const store::Table& exporters = store::rollup_table("traffic_exporter", store::Resolution::day);
  EXPECT_THAT(fill_partition(exporters, source, "202603", {.database = "d", .cluster = {}}),
              AllOf(HasSubstr("coverage, '', batch, sum("), Not(HasSubstr(", exporter FROM"))));
}

TEST(Ddl, OnAClusterALateTableIsReadFromACompleteOne) {
  const store::Table& table = store::rollup_table("traffic_cdn", store::Resolution::day);
  const store::Table& source = store::rollup_table("traffic", store::Resolution::day);
  EXPECT_THAT(create_beside(table, source, dialect_of({18, 16}), {.database = "d", .cluster = "c"},
                            store::Retention()),
              testing::ElementsAre(HasSubstr("d.traffic_cdn_day_local ON CLUSTER c"),
                                   AllOf(HasSubstr("EXISTS d.traffic_cdn_day ON CLUSTER c"),
                                         HasSubstr("Distributed(c, d, traffic_day_local,"))));
}

std::string sample_block(bool low_cardinality) {
  NativeWriter writer(4, 3);
  writer.words("word", {{"", "a", "bb"}, {2, 0, 1}}, low_cardinality);
  writer.numbers("number", std::array<std::uint64_t, 3>{1, 0, ~std::uint64_t{0}});
  writer.floats("real", std::array<double, 3>{0.5, -1, 1e300});
  writer.seconds("time", "DateTime('UTC')", std::array<std::uint32_t, 3>{0, 1, 4'294'967'295U});
  return writer.take();
}

TEST(NativeFormat, ReadsWhatItWrites) {
  for (const bool low_cardinality : {false, true}) {
    const std::string block = sample_block(low_cardinality);
    const auto table = read_native(bytes_of(block + block));
    ASSERT_TRUE(table) << describe(table.error());
    EXPECT_EQ(table->rows, 6U);
    ASSERT_EQ(table->columns.size(), 4U);
    EXPECT_THAT(table->columns[0].texts, testing::ElementsAre("bb", "", "a", "bb", "", "a"));
    EXPECT_EQ(table->columns[1].numbers[2], ~std::uint64_t{0});
    EXPECT_EQ(table->columns[2].floats[5], 1e300);
    EXPECT_EQ(table->columns[3].numbers[2], 4'294'967'295U);
  }
  EXPECT_TRUE(read_native({}));
}

TEST(NativeFormat, EveryCutIsMalformed) {
  for (const bool low_cardinality : {false, true}) {
    const std::string block = sample_block(low_cardinality);
    for (std::size_t length = 1; length < block.size(); ++length) {
      const auto table = read_native(bytes_of(block).first(length));
      ASSERT_FALSE(table) << "first " << length << " bytes";
      EXPECT_EQ(table.error().code, Errc::malformed);
    }
  }
  EXPECT_FALSE(read_native(bytes_of("Code: 241. DB::Exception: Memory limit exceeded")));
}

store::VolumeRow row(Instant at, const char* application, const char* exporter) {
  store::VolumeRow made{.window_start = at,
                        .dimensions = {"440000", "ct", "fixed", application, "none", "dns", "asn",
                                       "user", "measurable", exporter},
                        .volume = {}};
  made.volume.v6.bytes = 10;
  return made;
}

TEST(BatchRows, RollUpDropsAxesAndAddsUp) {
  const Instant hour(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1));
  const std::vector<store::VolumeRow> all = {row(hour, "a", "x"), row(hour + 1min, "a", "y"),
                                             row(hour + 1min, "b", "x")};
  const BatchRows rows(all);
  EXPECT_EQ(rows.minutes().size(), 2U);
  const auto bytes = [&](const char* family, store::Resolution resolution) {
    std::vector<std::uint64_t> sums;
    for (const CodedCell& cell : roll_up(rows.cells(), store::rollup_table(family, resolution))) {
      sums.push_back(cell.volume.v6.bytes);
    }
    return sums;
  };
  using testing::ElementsAre;
  EXPECT_THAT(bytes("traffic", store::Resolution::minute), ElementsAre(10, 10, 10));
  EXPECT_THAT(bytes("traffic", store::Resolution::hour), ElementsAre(20, 10));
  EXPECT_THAT(bytes("traffic_exporter", store::Resolution::minute), ElementsAre(10, 10, 10));
  EXPECT_THAT(bytes("traffic_exporter", store::Resolution::day), ElementsAre(20, 10));
}

TEST(BatchRows, AnInsertHoldsOnePartition) {
  const Instant midnight(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
  const BatchRows rows(
      std::vector<store::VolumeRow>{row(midnight - 1min, "a", "x"), row(midnight, "a", "x")});
  std::size_t minute_units = 0;
  std::size_t month_units = 0;
  for (const InsertUnit& unit : units_of(rows.minutes(), store::TableKind::rollup)) {
    minute_units += unit.table->name == "traffic_minute" ? 1 : 0;
    month_units += unit.table->name == "traffic_month" ? 1 : 0;
    EXPECT_EQ(partition_of(unit.mark_window, unit.table->partition), unit.partition);
  }
  EXPECT_EQ(minute_units, 2U) << "two days";
  EXPECT_EQ(month_units, 1U)
      << "both minutes are in January 2026 of the reporting zone, 2025 in UTC";
}

TEST(QuerySql, ReadsNarrowTablesAndEscapesValues) {
  const Instant begin = Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)) - 8h;
  const store::VolumeQuery query{.begin = begin,
                                 .end = begin + 24h,
                                 .step = store::Resolution::hour,
                                 .by = {Dimension::region},
                                 .filters = {{Dimension::access, {"a'b"}, true}},
                                 .rows_max = 10};
  const auto plan = store::plan_query(query, store::Retention(), begin + 48h);
  ASSERT_TRUE(plan);
  const std::string sql = volumes_sql(query, *plan, {.database = "d", .cluster = {}});
  EXPECT_THAT(sql, AllOf(HasSubstr("FROM d.traffic_exporter_hour WHERE"),
                         HasSubstr("access NOT IN ('a\\'b')"), HasSubstr("GROUP BY w, d0"),
                         HasSubstr("LIMIT 11 FORMAT Native")));
}

TEST(QuerySql, AsksATableOnceHoweverManyStretchesItAnswers) {
  const Instant begin = Instant(std::chrono::sys_days(std::chrono::year(2026) / 1 / 10)) - 8h;
  const Instant february = Instant(std::chrono::sys_days(std::chrono::year(2026) / 2 / 1)) - 8h;
  const Instant march = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) - 8h;
  store::VolumeQuery query{.begin = begin,
                           .end = march + 48h,
                           .step = store::Resolution::month,
                           .by = {Dimension::region},
                           .filters = {}};
  const auto seconds = [](Instant at) { return std::to_string(epoch_seconds(at)); };
  const auto sql_of = [&] {
    const auto plan = store::plan_query(query, store::Retention(), march + 72h);
    return volumes_sql(query, plan.value(), {.database = "d", .cluster = {}});
  };
  const std::string days = "FROM d.traffic_exporter_day WHERE ((window_start >= toDateTime(" +
                           seconds(begin) + ") AND window_start < toDateTime(" + seconds(february) +
                           ")) OR (window_start >= toDateTime(" + seconds(march) +
                           ") AND window_start < toDateTime(" + seconds(march + 48h) +
                           "))) GROUP BY ";
  const std::string january = seconds(Instant(february - 24h * 31));
  EXPECT_THAT(sql_of(), AllOf(HasSubstr(days + "w, d0"),
                              HasSubstr("multiIf(window_start < toDateTime(" + seconds(february) +
                                        "), toUInt32(" + january + "), toUInt32(" + seconds(march) +
                                        ")) AS w")));
  query.step.reset();  // One window: only the axes are grouped by.
  EXPECT_THAT(sql_of(), AllOf(HasSubstr(days + "d0"), Not(HasSubstr("multiIf"))));
}

TEST(HttpClient, TellsPassingErrorsFromLastingOnes) {
  EXPECT_EQ(server_error_code("Code: 241, e.displayText() = DB::Exception: Memory"), 241);
  EXPECT_EQ(server_error_code("Code: 60. DB::Exception: no table"), 60);
  EXPECT_EQ(server_error_code("no number"), 0);
  EXPECT_TRUE(is_passing_error(252));
  EXPECT_FALSE(is_passing_error(60));
}

TEST(HttpClient, NobodyThereIsUnavailableAndNamesNoPassword) {
  const HttpClient client(
      {.url = "http://127.0.0.1:1", .unix_socket = {}, .user = "u", .password = "secret"});
  const auto answer = client.post({}, "SELECT 1");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::unavailable);
  EXPECT_THAT(describe(answer.error()), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace sixscope::adapters
