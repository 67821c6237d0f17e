#include "ingest/collector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

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
        options_, [] { return std::make_unique<PlainLabeler>(); }, store_, clock_,
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
                                    .end = kNoon + std::chrono::hours(1),
                                    .step = {},
                                    .by = {},
                                    .filters = {}});
    return cells && !cells->empty() ? (*cells)[0].volume : model::Volume{};
  }
  std::uint64_t ledger(const std::string& name) {
    std::uint64_t sum = 0;
    const auto rows = store_.read_ledger(Instant{}, kNoon + std::chrono::hours(1)).value();
    for (const auto& row : rows) {
      const auto found = row.counters.find(name);
      sum += found == row.counters.end() ? 0 : found->second;
    }
    return sum;
  }

  CollectorOptions options_;
  store::MemoryVolumeStore store_;
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
  EXPECT_TRUE(collector->pending().empty());
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
