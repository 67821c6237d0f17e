#include "store/query_plan.h"

#include <gmock/gmock.h>

#include "store/windows.h"

namespace sixscope::store {
namespace {

using namespace std::chrono_literals;
using enum Resolution;

/// A local (UTC+8) date and time.
Instant local(int month, unsigned day, std::chrono::minutes into = {}) {
  const auto date = std::chrono::year(2026) / month / std::chrono::day(day);
  return Instant(std::chrono::sys_days(date)) - kReportingOffset + into;
}

VolumeQuery question(Instant begin, Instant end, std::optional<Resolution> step,
                     std::vector<Dimension> by = {}) {
  return {.begin = begin, .end = end, .step = step, .by = std::move(by), .filters = {}};
}

Retention for_ever() {
  Retention retention;
  for (const std::string_view name : kResolutionNames) {
    retention.set(name, 0);
  }
  return retention;
}

/// A segment of the family that keeps every resolution and all but content.
PlanSegment piece(Resolution resolution, Instant begin, Instant end,
                  std::optional<Instant> window = std::nullopt) {
  return {&rollup_table("traffic_exporter", resolution), begin, end, window};
}

std::vector<std::string_view> names_of(const Plan& plan) {
  std::vector<std::string_view> names;
  for (const PlanSegment& segment : plan) {
    names.push_back(segment.table->name);
  }
  return names;
}

struct Case {
  const char* name;
  VolumeQuery query;
  Plan segments;
};

TEST(QueryPlan, TakesTheCoarsestWindowsThatFit) {
  const Case cases[] = {
      {"a whole year at once",
       question(local(1, 1), local(12, 1), std::nullopt),
       {piece(month, local(1, 1), local(12, 1), local(1, 1))}},
      {"months of a whole year",
       question(local(1, 1), local(12, 1), month),
       {piece(month, local(1, 1), local(12, 1))}},
      {"days are never made of months",
       question(local(1, 1), local(3, 1), day),
       {piece(day, local(1, 1), local(3, 1))}},
      {"months with ragged edges",
       question(local(1, 10), local(3, 20), month),
       {piece(day, local(1, 10), local(2, 1), local(1, 1)), piece(month, local(2, 1), local(3, 1)),
        piece(day, local(3, 1), local(3, 20), local(3, 1))}},
      {"over one border without a whole month",
       question(local(1, 30), local(2, 2), month),
       {piece(day, local(1, 30), local(2, 1), local(1, 1)),
        piece(day, local(2, 1), local(2, 2), local(2, 1))}},
      {"inside one month",
       question(local(1, 10), local(1, 12), month),
       {piece(day, local(1, 10), local(1, 12), local(1, 1))}},
      {"every resolution in a row",
       question(local(1, 30, 22h + 57min), local(3, 1), std::nullopt),
       {piece(minute, local(1, 30, 22h + 57min), local(1, 30, 23h), local(1, 30, 22h + 57min)),
        piece(hour, local(1, 30, 23h), local(1, 31), local(1, 30, 22h + 57min)),
        piece(day, local(1, 31), local(2, 1), local(1, 30, 22h + 57min)),
        piece(month, local(2, 1), local(3, 1), local(1, 30, 22h + 57min))}},
      {"minutes of an hour",
       question(local(1, 1), local(1, 1, 1h), minute),
       {piece(minute, local(1, 1), local(1, 1, 1h))}},
      {"an edge inside a minute",
       question(local(1, 1) + 1ms, local(1, 1, 5min) + 1ms, minute),
       {piece(minute, local(1, 1, 1min), local(1, 1, 6min))}},
      {"an empty span", question(local(1, 1), local(1, 1), hour), {}},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    const auto plan = plan_query(row.query, for_ever(), local(12, 31));
    ASSERT_TRUE(plan) << describe(plan.error());
    EXPECT_THAT(*plan, testing::ElementsAreArray(row.segments));
  }
}

TEST(QueryPlan, DroppedResolutionsAreReplacedByCoarserWindowsThatStartInside) {
  Retention retention;  // Minutes are gone after 7 days, five minutes after 31.
  const auto plan =
      plan_query(question(local(1, 10, 10h + 30min), local(1, 11, 20h + 30min), std::nullopt),
                 retention, local(6, 1));
  ASSERT_TRUE(plan);
  const Instant start = local(1, 10, 10h + 30min);
  EXPECT_THAT(*plan, testing::ElementsAre(piece(hour, local(1, 10, 11h), local(1, 11), start),
                                          piece(hour, local(1, 11), local(1, 11, 21h), start)));
}

TEST(QueryPlan, TakesTheNarrowestTable) {
  using enum Dimension;
  const std::pair<std::vector<Dimension>, std::string_view> cases[] = {
      {{}, "traffic_exporter_month"},
      {{region, operator_, access}, "traffic_exporter_month"},
      {{exporter}, "traffic_exporter_month"},
      {{application}, "traffic_operator_month"},
      {{operator_, cdn, cdn_method, application_method}, "traffic_operator_month"},
      {{cdn}, "traffic_cdn_month"},
      {{region, operator_, access, cdn}, "traffic_cdn_month"},
      {{region, application}, "traffic_access_month"},
      {{region, access, application}, "traffic_access_month"},
      {{region, operator_, application}, "traffic_region_month"},
      {{region, application, cdn}, "traffic_region_month"},
      {{region, application_method}, "traffic_month"},
      {{region, access, application, cdn}, "traffic_month"},
  };
  for (const auto& [by, table] : cases) {
    const auto plan =
        plan_query(question(local(1, 1), local(2, 1), month, by), for_ever(), local(12, 31));
    ASSERT_TRUE(plan);
    EXPECT_THAT(names_of(*plan), testing::ElementsAre(table));
  }
  VolumeQuery filtered = question(local(1, 1), local(2, 1), month, {application});
  filtered.filters.push_back({region, {"440000"}, false});
  EXPECT_EQ(table_for(filtered, month).value()->name, "traffic_access_month");
}

TEST(QueryPlan, AWiderFamilyAnswersWhatTheNarrowestDoesNotKeep) {
  using enum Dimension;
  const auto plan =
      plan_query(question(local(1, 30, 22h + 57min), local(3, 1), std::nullopt, {region, cdn}),
                 for_ever(), local(12, 31));
  ASSERT_TRUE(plan);
  EXPECT_THAT(names_of(*plan), testing::ElementsAre("traffic_minute", "traffic_hour",
                                                    "traffic_cdn_day", "traffic_cdn_month"));
}

TEST(QueryPlan, RefusesWhatCannotBeAnswered) {
  using enum Dimension;
  const std::pair<VolumeQuery, Errc> cases[] = {
      {question(local(1, 1), local(2, 1), hour, {exporter, application}), Errc::out_of_range},
      {question(local(2, 1), local(1, 1), hour), Errc::malformed},
      {question(local(1, 1), local(2, 1), hour, {region, region}), Errc::malformed},
  };
  for (const auto& [query, code] : cases) {
    const auto plan = plan_query(query, for_ever(), local(12, 31));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, code);
  }
}

TEST(QueryPlan, NamesTheResolutionThatAnswersMost) {
  const auto plan =
      plan_query(question(local(1, 30), local(4, 2), std::nullopt), for_ever(), local(12, 31));
  ASSERT_TRUE(plan);
  EXPECT_EQ(main_resolution(*plan), month);
}

TEST(TableCatalogue, SortKeysAreDimensionsOfThePort) {
  for (const Table& table : tables()) {
    for (const Column& column : table.columns) {
      if (table.kind == TableKind::rollup && column.role == ColumnRole::key) {
        EXPECT_THAT(kDimensionNames, testing::Contains(column.name)) << table.name;
      }
    }
  }
}

}  // namespace
}  // namespace sixscope::store
