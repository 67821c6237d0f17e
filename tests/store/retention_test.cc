// Servers without TTL: the adapter drops what is past its retention itself, in whole partitions.

#include <gmock/gmock.h>

#include <map>
#include <span>

#include "sample_rows.h"
#include "store/flow_store.h"
#include "store/table_catalogue.h"
#include "store_under_test.h"
#include "testing/fake_clock.h"

namespace sixscope::tests {
namespace {

using namespace std::chrono_literals;

class StoreRetention : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = sut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
  }
  static StoreUnderTest& sut() { return StoreUnderTest::of(GetParam()); }

  static Instant morning(int year, unsigned month, unsigned day) {
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) /
                                 static_cast<int>(day)) +
           4h;
  }

  /// A row in every table at each of `times`.
  static void append_all(store::VolumeStore& store, const std::string& id,
                         std::span<const Instant> times) {
    store::VolumeBatch volumes{id, {}};
    store::LedgerBatch ledger{id + "/ledger", {}};
    store::FlowBatch flows{id + "/flows", {}};
    for (const Instant at : times) {
      volumes.rows.push_back(sample_row(at, 10));
      ledger.rows.push_back({at, "192.0.2.1", {{"datagrams", 1}}});
      flows.rows.emplace_back().start = at;
    }
    auto* const flow_store = dynamic_cast<store::FlowStore*>(&store);
    ASSERT_NE(flow_store, nullptr);
    ASSERT_TRUE(store.append(ledger));
    ASSERT_TRUE(flow_store->append(flows));
    ASSERT_TRUE(store.append(volumes));
  }

  /// How many of the rows of `append_all` a table of this name has, on that server.
  static std::optional<std::uint64_t> rows_in(const store::Table& table, int server) {
    const std::string counted = table.kind == store::TableKind::rollup   ? "sum(v4_flows)"
                                : table.kind == store::TableKind::ledger ? "sum(value)"
                                                                         : "count()";
    return sut().number_at(server, "SELECT toUInt64(" + counted + ") FROM retention." +
                                       std::string(table.name) +
                                       (GetParam() == Kind::cluster ? "_local" : ""));
  }
};

TEST_P(StoreRetention, DropsPartitionsThatAreWhollyPastAndNothingElse) {
  const std::vector<Instant> times = {
      morning(2026, 3, 15),
      morning(2026, 3, 13),   // Past two days by hours: its partition, the day, is not.
      morning(2026, 3, 12),   // Past two days.
      morning(2026, 3, 9),    // Past five days.
      morning(2026, 2, 2),    // Past forty days by one: its partition, the month, is not.
      morning(2026, 1, 20),   // Past forty days.
      morning(2025, 11, 10),  // Past a hundred days.
      morning(2024, 6, 10)};  // Past four hundred days, and in another year.
  const testing::FakeClock clock(morning(2026, 3, 15) + 8h);
  store::Retention for_ever;
  store::Retention limited;
  const std::map<std::string_view, std::pair<unsigned, std::uint64_t>> kept_of = {
      {"minute", {2, 2}},  {"five_minutes", {5, 3}}, {"hour", {40, 5}}, {"day", {100, 6}},
      {"month", {400, 7}}, {"ledger", {2, 2}},       {"flows", {2, 2}}};
  for (const auto& [name, kept] : kept_of) {
    for_ever.set(name, 0);
    limited.set(name, kept.first);
  }
  const auto keeper = sut().connect_keeping("retention", for_ever, clock);
  ASSERT_NO_FATAL_FAILURE(append_all(*keeper, "retention/old", times));
  const int servers = GetParam() == Kind::cluster ? 2 : 1;
  for (const store::Table& table : store::tables()) {
    for (int server = 0; server < servers; ++server) {
      EXPECT_EQ(rows_in(table, server), times.size()) << table.name << " of server " << server;
    }
  }
  const auto sweeper = sut().connect_keeping("retention", limited, clock);
  const std::vector<Instant> now = {times.front()};
  ASSERT_NO_FATAL_FAILURE(append_all(*sweeper, "retention/new", now));
  for (const store::Table& table : store::tables()) {
    for (int server = 0; server < servers; ++server) {
      EXPECT_EQ(rows_in(table, server), kept_of.at(table.keep_name).second + now.size())
          << table.name << " of server " << server;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreRetention, ::testing::Values(Kind::server, Kind::cluster),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
