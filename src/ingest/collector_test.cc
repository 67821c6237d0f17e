#include "ingest/collector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>

#include "store/memory_flow_store.h"
#include "store/memory_volume_store.h"
#include "testing/fake_clock.h"
#include "wire/export_encoder.h"

namespace sixscope::ingest {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNoon{seconds(1'780'000'020)};  // 20 s into a minute or so; only differences matter.

/// Everything is Guangdong, fixed; what matters here is that sums arrive.
class PlainLabeler final : public Labeler {
 public:
  void know_exporter(std::uint32_t, const net::IpAddress&) override {}
  void label(std::span<const model::Flow> flows, std::span<enrich::Labels> labels) override {
    for (std::size_t i = 0; i < flows.size(); ++i) {
      labels[i] = {};
      labels[i].region = RegionCode(440000);
      labels[i].access = model::Access::fixed;
      labels[i].application = 1;
      labels[i].counted = flows[i].destination_port != 9;
    }
  }
  [[nodiscard]] std::string name(store::Dimension, enrich::NameId number) const override {
    return number == 0 ? "unknown" : "video";
  }
};

/// An IPFIX exporter: a datagram carries one IPv4 and one IPv6 flow.
class Exporter {
 public:
  explicit Exporter(std::uint32_t number) : address_(net::IpAddress::v4(0xC0000200U + number)) {}

  [[nodiscard]] std::vector<std::byte> message(Instant at, bool with_templates,
                                               std::uint16_t port = 443, bool with_v6 = true) {
    using enum wire::ExportDialect;
    wire::ExportMessage message(ipfix, {.exported = at,
                                        .booted = at - minutes(60),
                                        .sequence = sequence_,
                                        .observation_domain = 1});
    const auto v4 = wire::flow_fields(ipfix, net::Family::v4);
    const auto v6 = wire::flow_fields(ipfix, net::Family::v6);
    if (with_templates) {
      message.add_template(256, v4);
      if (with_v6) {
        message.add_template(257, v6);
      }
    }
    wire::ExportedFlow flow;
    flow.source = net::IpAddress::v4(0x0A000001);
    flow.destination = net::IpAddress::v4(0xC6336401);
    flow.start = at - milliseconds(1);
    flow.end = at - milliseconds(1);
    flow.bytes = 100;
    flow.packets = 1;
    flow.destination_port = port;
    flow.protocol = 6;
    message.add_flow(256, v4, flow);
    flow.source = net::IpAddress::from_halves(0x20010db800000000U, 1);
    flow.destination = net::IpAddress::from_halves(0x20010db800010000U, 2);
    flow.family = net::Family::v6;
    flow.bytes = 300;
    if (with_v6) {
      message.add_flow(257, v6, flow);
    }
    sequence_ += message.data_records();
    return message.finish();
  }
  void lose(std::uint32_t records) { sequence_ += records; }
  [[nodiscard]] net::IpAddress address() const { return address_; }

 private:
  net::IpAddress address_;
  std::uint32_t sequence_ = 0;
};

class CollectorTest : public ::testing::Test {
 protected:
  CollectorTest() {
    fs::remove_all(options_.directory);
    options_.directory = ::testing::TempDir() + "collector_test_" + std::to_string(::getpid());
    fs::remove_all(options_.directory);
    options_.journal_bytes = 8U << 20U;
    options_.fsync = false;
    options_.flush_interval = milliseconds(50);
  }
  ~CollectorTest() override { fs::remove_all(options_.directory); }

  std::unique_ptr<Collector> make() {
    return std::make_unique<Collector>(
        options_, [] { return std::make_unique<PlainLabeler>(); }, store_, &flows_, clock_,
        [this](const std::string& text) { notices_.push_back(text); });
  }

  static void receive(Intake::Port& port, const Exporter& from,
                      const std::vector<std::byte>& message, Instant at = kNoon) {
    Entry entry;
    entry.exporter = from.address();
    entry.source_port = 4739;
    entry.received = at;
    entry.payload = message;
    port.take({&entry, 1});
  }

  model::Volume stored() {
    const auto cells = store_.read({.begin = Instant{},
                                    .end = kNoon + std::chrono::hours(2),
                                    .step = {},
                                    .by = {},
                                    .filters = {}});
    return cells && !cells->empty() ? (*cells)[0].volume : model::Volume{};
  }
  std::uint64_t ledger(const std::string& name) {
    std::uint64_t sum = 0;
    const auto rows = store_.read_ledger(Instant{}, kNoon + std::chrono::hours(2)).value();
    for (const auto& row : rows) {
      const auto found = row.counters.find(name);
      sum += found == row.counters.end() ? 0 : found->second;
    }
    return sum;
  }

  CollectorOptions options_;
  store::MemoryVolumeStore store_;
  store::MemoryFlowStore flows_;
  sixscope::testing::FakeClock clock_{kNoon};
  std::vector<std::string> notices_;
};

TEST_F(CollectorTest, StoresWhatItReceivedAndSaysWhatItDid) {
  auto collector = make();
  ASSERT_TRUE(collector->start());
  const auto port = collector->intake().open_port(true);
  Exporter one(1);
  Exporter two(2);
  for (int i = 0; i < 100; ++i) {
    receive(*port, one, one.message(kNoon, i == 0));
    receive(*port, two, two.message(kNoon, i == 0));
  }
  one.lose(7);
  receive(*port, one, one.message(kNoon, false));
  receive(*port, one, one.message(kNoon, false, 9));  // Its IPv4 and IPv6 flow count elsewhere.
  collector->stop(seconds(10));
  EXPECT_EQ(stored().v4.bytes, 201U * 100);
  EXPECT_EQ(stored().v6.bytes, 201U * 300);
  EXPECT_EQ(stored().v6.flows, 201U);
  EXPECT_EQ(ledger("records"), 404U);
  EXPECT_EQ(ledger("flows_counted"), 402U);
  EXPECT_EQ(ledger("flows_uncounted"), 2U);
  EXPECT_EQ(ledger("sequence_gaps"), 7U);
  EXPECT_EQ(collector->exporters().size(), 2U);
  EXPECT_EQ(collector->totals().counters.at("records"), 404U);
  EXPECT_TRUE(collector->unstored().rows.empty());
  EXPECT_EQ(collector->unstored().unsettled, nullptr);
}

// IPv6 is exported for a while, then switched off: only its own template is announced on. What came
// while it could be seen stays measurable.
TEST_F(CollectorTest, AnExporterThatCeasesToAnnounceIpv6IsBlindFromThenOn) {
  auto collector = make();
  ASSERT_TRUE(collector->start());
  const auto port = collector->intake().open_port(true);
  Exporter one(1);
  for (int minute = 0; minute < 150; minute += 10) {
    const Instant at = kNoon + minutes(minute);
    receive(*port, one, one.message(at, true, 443, minute < 30), at);
  }
  const auto status = [&] { return collector->exporters().at(0); };
  collector->stop(seconds(10));
  EXPECT_EQ(status().v6_sight, model::V6Sight::template_lapsed);
  EXPECT_EQ(status().coverage, model::Coverage::v6_blind);
  EXPECT_FALSE(status().sees_v6);
  const auto cells = store_.read({.begin = Instant{},
                                  .end = kNoon + std::chrono::hours(3),
                                  .step = {},
                                  .by = {store::Dimension::coverage},
                                  .filters = {}});
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 2U);
  EXPECT_EQ((*cells)[0].dimensions[0], "measurable");
  EXPECT_EQ((*cells)[0].volume.v4.flows, 9U);
  EXPECT_EQ((*cells)[1].dimensions[0], "v6_blind");
  EXPECT_EQ((*cells)[1].volume.v4.flows, 6U);
}

TEST_F(CollectorTest, TheOperatorsWordOnAnExporterWins) {
  Exporter one(1);
  options_.sight.blind = {one.address()};
  auto collector = make();
  ASSERT_TRUE(collector->start());
  const auto port = collector->intake().open_port(true);
  receive(*port, one, one.message(kNoon, true));
  collector->stop(seconds(10));
  EXPECT_EQ(collector->exporters().at(0).v6_sight, model::V6Sight::declared_blind);
  EXPECT_EQ(collector->exporters().at(0).coverage, model::Coverage::v6_blind);
}

TEST_F(CollectorTest, KeepsSingleFlowsOnlyWhereToldTo) {
  for (const std::size_t flows_max : {0U, 1000U}) {
    SCOPED_TRACE(flows_max);
    options_.keeping.flows_max = flows_max;
    auto collector = make();
    ASSERT_TRUE(collector->start());
    const auto port = collector->intake().open_port(true);
    Exporter one(1);
    receive(*port, one, one.message(kNoon, true));
    receive(*port, one, one.message(kNoon, false, 9));  // Counts elsewhere.
    collector->stop(seconds(10));
    EXPECT_EQ(flows_.rows().size(), flows_max == 0 ? 0U : 2U);
    EXPECT_EQ(collector->totals().counters.at("raw_flows_stored"), flows_.rows().size());
    fs::remove_all(options_.directory);
  }
  const store::FlowRow v6 = flows_.rows().at(1);
  EXPECT_EQ(v6.exporter, "192.0.2.1");
  EXPECT_EQ(v6.family, 6);
  EXPECT_EQ(v6.bytes, 300U);
  EXPECT_EQ(v6.region, "440000");
  EXPECT_EQ(v6.access, "fixed");
  EXPECT_EQ(v6.application, "video");
  EXPECT_EQ(v6.source, AddressGuard().protect(net::IpAddress::parse("2001:db8::").value()))
      << "truncated";
}

// Late and never double, as the sums: single flows travel in the same parcels.
TEST_F(CollectorTest, SingleFlowsOutliveAStoreThatIsAway) {
  options_.keeping.flows_max = 1000;
  store_.set_available(false);
  Exporter one(1);
  for (int run = 0; run < 2; ++run) {
    auto collector = make();
    ASSERT_TRUE(collector->start());
    const auto port = collector->intake().open_port(true);
    for (int i = 0; i < 20; ++i) {
      receive(*port, one, one.message(kNoon, run + i == 0));
    }
    collector->stop(milliseconds(0));
    EXPECT_TRUE(flows_.rows().empty());
  }
  store_.set_available(true);
  auto collector = make();
  ASSERT_TRUE(collector->start());
  collector->stop(seconds(10));
  EXPECT_EQ(stored().v6.flows, 40U);
  EXPECT_EQ(flows_.rows().size(), 80U);
}

TEST_F(CollectorTest, CountsSingleFlowsThatFindNoRoom) {
  options_.keeping.flows_max = 4;
  options_.flush_interval = std::chrono::hours(1);
  auto collector = make();
  ASSERT_TRUE(collector->start());
  const auto port = collector->intake().open_port(true);
  Exporter one(1);
  for (int i = 0; i < 50; ++i) {
    receive(*port, one, one.message(kNoon, i == 0));
  }
  collector->stop(seconds(10));
  const auto counters = collector->totals().counters;
  EXPECT_EQ(counters.at("raw_flows_stored") + counters.at("raw_flows_dropped"), 100U);
  EXPECT_GT(counters.at("raw_flows_dropped"), 0U) << "the bound is meant to be met";
  EXPECT_EQ(counters.at("raw_flows_stored"), flows_.rows().size());
  EXPECT_EQ(stored().v6.flows, 50U) << "sums are not touched";
}

TEST_F(CollectorTest, AStoreThatIsAwayMakesRowsLateAndNeverDouble) {
  store_.set_available(false);
  auto collector = make();
  ASSERT_TRUE(collector->start());
  {
    const auto port = collector->intake().open_port(true);
    Exporter one(1);
    for (int i = 0; i < 50; ++i) {
      receive(*port, one, one.message(kNoon, i == 0));
    }
    collector->stop(milliseconds(0));
  }
  collector.reset();
  store_.set_available(true);
  EXPECT_EQ(stored().v6.flows, 0U);
  collector = make();
  ASSERT_TRUE(collector->start());
  collector->stop(seconds(10));
  EXPECT_EQ(stored().v6.flows, 50U);
  EXPECT_EQ(ledger("records"), 100U);
}

// A batch costs the store the same however few its rows: what has gathered leaves together.
TEST_F(CollectorTest, ParcelsThatGatheredLeaveTogether) {
  constexpr std::uint64_t kParcels = 20;
  options_.flush_interval = seconds(15);
  store_.set_available(false);
  auto collector = make();
  ASSERT_TRUE(collector->start());
  const auto port = collector->intake().open_port(true);
  const auto parcels = [&] { return collector->totals().counters.at("spool_parcels"); };
  Exporter one(1);
  for (std::uint64_t i = 0; i < kParcels; ++i) {
    receive(*port, one, one.message(clock_.now(), i == 0), clock_.now());
    clock_.advance(seconds(15));
    while (parcels() == i) {  // Ends: a flush is due.
      std::this_thread::yield();
    }
    const store::Unstored unstored = collector->unstored();
    EXPECT_EQ(unstored.rows.size() + (unstored.unsettled ? unstored.unsettled->rows.size() : 0),
              i + 1)
        << "each is in the rows that were never sent or in those that are being sent";
  }
  store_.set_available(true);
  collector->stop(seconds(60));
  EXPECT_EQ(stored().v6.flows, kParcels);
  EXPECT_EQ(ledger("records"), 2 * kParcels);
  EXPECT_LE(collector->totals().counters.at("batches_stored"), 3U) << "the first may be alone";
  EXPECT_EQ(parcels(), 0U);
}

// An hour of batches, by the collector's own clock, with a restart in the middle.
TEST_F(CollectorTest, AnHourWithoutItsStoreIsOnlyLate) {
  constexpr int kBatches = 240;
  options_.flush_interval = seconds(15);
  store_.set_available(false);
  Exporter one(1);
  for (int half = 0; half < 2; ++half) {
    auto collector = make();
    ASSERT_TRUE(collector->start());
    const auto port = collector->intake().open_port(true);
    const auto parcels = [&] { return collector->totals().counters.at("spool_parcels"); };
    for (int i = 0; i < kBatches / 2; ++i) {
      const std::uint64_t before = parcels();
      const Instant now = clock_.now();
      receive(*port, one, one.message(now, half + i == 0), now);
      clock_.advance(seconds(15));
      while (parcels() == before) {  // Ends: a flush is due.
        std::this_thread::yield();
      }
    }
    EXPECT_GE(parcels(), static_cast<std::uint64_t>(kBatches / 2 * (half + 1)));
    collector->stop(milliseconds(0));
  }
  EXPECT_EQ(stored().v6.flows, 0U);
  store_.set_available(true);
  auto collector = make();
  ASSERT_TRUE(collector->start());
  collector->stop(seconds(60));
  EXPECT_EQ(stored().v4.bytes, kBatches * 100U);
  EXPECT_EQ(stored().v6.flows, static_cast<std::uint64_t>(kBatches));
  EXPECT_EQ(ledger("records"), 2U * kBatches);
  EXPECT_EQ(ledger("sequence_gaps"), 0U);
}

TEST_F(CollectorTest, AKilledProcessIsCountedOnceFromItsJournal) {
  // A collector that is never stopped in order: only its journal is left, as after a kill.
  options_.flush_interval = std::chrono::hours(1);
  Exporter one(1);
  std::vector<std::vector<std::byte>> messages;
  for (int i = 0; i < 20; ++i) {
    messages.push_back(one.message(kNoon, i == 0));
  }
  fs::create_directories(options_.directory + "/journal");
  {
    const auto journal =
        Journal::open(options_.directory + "/journal/0.ring", options_.journal_bytes).value();
    for (std::size_t i = 0; i < messages.size(); ++i) {
      Entry entry;
      entry.exporter = one.address();
      entry.source_port = 4739;
      entry.received = kNoon;
      entry.payload = messages[i];
      ASSERT_EQ(journal->append({&entry, 1}), 1U);
      if (i == 11) {  // Twelve messages were counted in a batch that is safe.
        journal->set_checkpoint(journal->head());
      }
    }
  }
  auto collector = make();
  ASSERT_TRUE(collector->start());
  {
    const auto port = collector->intake().open_port(true);
    one.lose(5);  // Sent while nobody listened.
    receive(*port, one, one.message(kNoon, false));
    receive(*port, one, messages[3]);  // A duplicate from before the kill.
    collector->stop(seconds(10));
  }
  EXPECT_EQ(stored().v6.flows, 8U + 1U) << "templates come from before the checkpoint";
  EXPECT_EQ(ledger("records"), 2 * 9U);
  EXPECT_EQ(ledger("sequence_gaps"), 5U) << "the gap spans the kill";
  EXPECT_EQ(ledger("duplicates"), 1U);
}

TEST_F(CollectorTest, AFullSpoolHoldsRowsInMemoryAndRecovers) {
  options_.spool_bytes_max = 10;  // Nothing fits.
  auto collector = make();
  ASSERT_TRUE(collector->start());
  Exporter one(1);
  {
    const auto port = collector->intake().open_port(true);
    for (int i = 0; i < 2000; ++i) {
      receive(*port, one, one.message(kNoon, i == 0));
      clock_.advance(milliseconds(10));
    }
    collector->stop(milliseconds(0));
  }
  EXPECT_EQ(stored().v6.flows, 0U);
  EXPECT_FALSE(notices_.empty());
  collector.reset();
  options_.spool_bytes_max = 1U << 30U;
  collector = make();
  ASSERT_TRUE(collector->start());
  collector->stop(seconds(10));
  EXPECT_EQ(stored().v6.flows, 2000U) << "the journal still had it";
}

}  // namespace
}  // namespace sixscope::ingest
