#include "ingest/roller.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sixscope::ingest {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNoon{seconds(1'780'000'020)};

class PlainLabeler final : public Labeler {
 public:
  void know_exporter(std::uint32_t, const net::IpAddress&) override {}
  void label(std::span<const model::Flow>, std::span<enrich::Labels> labels) override {
    std::ranges::fill(labels, enrich::Labels{});
  }
  [[nodiscard]] std::string name(store::Dimension, enrich::NameId) const override { return "any"; }
};

net::IpAddress address(std::uint32_t number) { return net::IpAddress::v4(0xC0000200U + number); }

flow::ExporterInfo exporter(std::uint32_t number, std::uint64_t datagrams = 1) {
  flow::ExporterInfo info;
  info.address = address(number);
  info.protocol = flow::ExportProtocol::ipfix;
  info.has_v6_template = true;
  info.last_seen = kNoon;
  info.counters.datagrams = datagrams;
  return info;
}

model::Flow flow_of(std::uint32_t exporter, std::uint64_t bytes) {
  model::Flow flow;
  flow.exporter = exporter;
  flow.family = net::Family::v6;
  flow.bytes = bytes;
  flow.packets = 1;
  flow.start = flow.end = kNoon;
  return flow;
}

std::map<std::string, std::uint64_t> bytes_by_exporter(const Parcel& parcel) {
  std::map<std::string, std::uint64_t> sums;
  for (const RolledRow& row : parcel.rows) {
    sums[parcel.names.at(name_key(store::Dimension::exporter, row.key.exporter()))] +=
        row.volume.v6.bytes;
  }
  return sums;
}

std::uint64_t ledger_of(const std::vector<Parcel>& parcels, const std::string& exporter,
                        const std::string& counter) {
  std::uint64_t sum = 0;
  for (const Parcel& parcel : parcels) {
    for (const store::LedgerRow& row : parcel.ledger) {
      const auto found = row.counters.find(counter);
      sum += row.exporter == exporter && found != row.counters.end() ? found->second : 0;
    }
  }
  return sum;
}

std::uint64_t in_sum(const LedgerValues& values, const std::string& counter) {
  return ledger_map(values).at(counter);
}

class RollerTest : public ::testing::Test {
 protected:
  const Parcel& drain() {
    roller_.drain_into(parcels_.emplace_back(), kNoon, exporters_);
    return parcels_.back();
  }
  void roll(std::uint32_t index, std::uint64_t bytes) {
    const model::Flow flow = flow_of(index, bytes);
    roller_.roll({&flow, 1}, exporters_);
  }

  Roller roller_{1000, std::make_unique<PlainLabeler>()};
  std::vector<flow::ExporterInfo> exporters_;
  std::vector<Parcel> parcels_;
};

TEST_F(RollerTest, AnIndexThatGoesToAnotherTakesNoCellsAndNoCountersAlong) {
  exporters_ = {exporter(1, 10), exporter(2, 20)};
  roll(0, 100);
  drain();
  exporters_[0].counters.datagrams = 15;
  roll(0, 50);
  roller_.forget(0, exporters_[0]);
  exporters_[0] = exporter(3, 7);
  roll(0, 1);
  EXPECT_EQ(bytes_by_exporter(drain()),
            (std::map<std::string, std::uint64_t>{{"192.0.2.1", 50}, {"192.0.2.3", 1}}));
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.1", "datagrams"), 15U);
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.2", "datagrams"), 20U);
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.3", "datagrams"), 7U);
  EXPECT_EQ(in_sum(roller_.ledger_sum(exporters_), "datagrams"), 42U);
  // The first comes back, by another index.
  exporters_.push_back(exporter(1, 4));
  roll(2, 30);
  EXPECT_EQ(bytes_by_exporter(drain()).at("192.0.2.1"), 30U);
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.1", "datagrams"), 19U);
}

TEST_F(RollerTest, SeesByItselfThatAnIndexIsAnothers) {
  exporters_ = {exporter(1)};
  roll(0, 100);
  exporters_[0] = exporter(2);
  roll(0, 7);
  EXPECT_EQ(bytes_by_exporter(drain()),
            (std::map<std::string, std::uint64_t>{{"192.0.2.1", 100}, {"192.0.2.2", 7}}));
}

TEST_F(RollerTest, OneThatLeavesBeforeItIsSeenIsCountedAllTheSame) {
  exporters_ = {exporter(1, 3)};
  roller_.forget(0, exporters_[0]);
  exporters_[0] = exporter(2, 5);
  drain();
  EXPECT_EQ(ledger_of(parcels_, "::", "datagrams"), 3U);
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.2", "datagrams"), 5U);
}

// More addresses than there are numbers come and go; one with a row keeps its own.
TEST_F(RollerTest, AddressesThatNeverHadARowUseUpNoNumbers) {
  exporters_ = {exporter(1), exporter(2)};
  roll(0, 100);
  drain();
  for (std::uint32_t number = 1000; number < 71'000; ++number) {
    roller_.forget(1, exporters_[1]);
    exporters_[1] = exporter(number);
    if (number % 100 == 0) {
      drain();
    }
  }
  roll(1, 9);
  roll(0, 5);
  EXPECT_EQ(bytes_by_exporter(drain()),
            (std::map<std::string, std::uint64_t>{{"192.0.2.1", 5},
                                                  {exporters_[1].address.to_string(), 9}}));
  EXPECT_EQ(in_sum(roller_.ledger_sum(exporters_), "datagrams"), 70'002U);
}

std::map<std::string, std::uint64_t> refused_rows(const Roller& roller,
                                                  std::span<const flow::ExporterInfo> exporters) {
  std::map<std::string, std::uint64_t> rows;
  for (const store::ExporterStatus& status : roller.statuses(exporters)) {
    if (status.counters.at("refused") != 0) {
      rows[status.address] = status.counters.at("refused");
    }
  }
  return rows;
}

TEST_F(RollerTest, WhoIsRefusedIsShownByAddress) {
  exporters_ = {exporter(1)};
  roll(0, 100);
  roller_.refuse(address(9), 5, kNoon);
  roller_.refuse(address(9), 6, kNoon + seconds(1));
  roller_.refuse(address(1), 2, kNoon);  // Its own row tells.
  EXPECT_EQ(refused_rows(roller_, exporters_),
            (std::map<std::string, std::uint64_t>{{"192.0.2.1", 2}, {"192.0.2.9", 11}}));
  const auto statuses = roller_.statuses(exporters_);
  ASSERT_EQ(statuses.size(), 2U);
  EXPECT_EQ(statuses[1].first_seen, kNoon);
  EXPECT_EQ(statuses[1].last_seen, kNoon + seconds(1));
  EXPECT_EQ(statuses[1].protocol, "unknown");
  EXPECT_EQ(statuses[1].counters.at("datagrams"), 0U);
  drain();
  roller_.refuse(address(9), 1, kNoon + seconds(2));
  drain();
  EXPECT_EQ(ledger_of(parcels_, "192.0.2.9", "refused"), 12U);
  EXPECT_EQ(in_sum(roller_.ledger_sum(exporters_), "refused"), 14U);
}

TEST_F(RollerTest, ThoseRefusedAreFewAndLeaveAfterAnHour) {
  for (std::uint32_t number = 0; number < 1000; ++number) {
    roller_.refuse(net::IpAddress::v4(0x0A000000 + number), 1, kNoon + seconds(number));
    if (number % 10 == 0) {
      drain();
    }
  }
  const auto rows = refused_rows(roller_, exporters_);
  EXPECT_EQ(rows.size(), 64U);
  EXPECT_TRUE(rows.contains("10.0.3.231")) << "the latest";
  drain();
  std::uint64_t in_ledger = 0;
  for (const Parcel& parcel : parcels_) {
    for (const store::LedgerRow& row : parcel.ledger) {
      in_ledger += row.counters.contains("refused") ? row.counters.at("refused") : 0;
    }
  }
  EXPECT_EQ(in_ledger, 1000U) << "none is lost";
  roller_.tick(kNoon + minutes(120));
  EXPECT_TRUE(refused_rows(roller_, exporters_).empty());
  EXPECT_EQ(in_sum(roller_.ledger_sum(exporters_), "refused"), 1000U);
}

}  // namespace
}  // namespace sixscope::ingest
