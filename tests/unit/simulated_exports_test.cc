// What the simulator's exporters write, the decoder must read: to the byte where nothing is sampled
// by guess, with every fault noticed and none of them changing a total.

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <vector>

#include "flow/export_decoder.h"
#include "simulate/simulation.h"

namespace sixscope {
namespace {

using simulate::Fault;
using simulate::Protocol;

struct Sums {
  std::uint64_t records = 0;
  std::uint64_t v4_bytes = 0;
  std::uint64_t v6_bytes = 0;
  std::uint64_t samples = 0;
  friend bool operator==(const Sums&, const Sums&) = default;
};

void PrintTo(const Sums& sums, std::ostream* out) {
  *out << sums.records << " records, v4 " << sums.v4_bytes << ", v6 " << sums.v6_bytes << " bytes, "
       << sums.samples << " samples";
}

class Summing final : public flow::FlowSink {
 public:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& flow : batch) {
      Sums& sums = by_exporter[flow.exporter];
      ++sums.records;
      const std::uint64_t bytes =
          flow.rate.known() ? model::scaled(flow.bytes, flow.rate) : flow.bytes;
      (flow.family == net::Family::v6 ? sums.v6_bytes : sums.v4_bytes) += bytes;
      sums.samples += flow.packets;
      first = std::min(first, flow.start);
      last = std::max(last, flow.end);
    }
  }
  std::map<std::uint32_t, Sums> by_exporter;
  Instant first = Instant::max();
  Instant last = Instant::min();
};

const Instant kBegin{std::chrono::milliseconds{1'795'348'800'000}};
constexpr std::chrono::seconds kLength{60};

class SimulatedExports : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    simulate::SimulationOptions options;
    options.seed = 7;
    options.flows_per_second = 1500;
    options.export_begin = options.country_begin = kBegin;
    options.length = kLength;
    simulation_ = new simulate::Simulation(options);
    decoder_ = new flow::ExportDecoder(flow::DecoderOptions{});
    sums_ = new Summing;
    const auto sink = [](simulate::OutgoingDatagram&& datagram) {
      decoder_->decode({.payload = datagram.payload,
                        .exporter = datagram.source,
                        .source_port = 40001,
                        .received = datagram.at},
                       *sums_);
    };
    while (simulation_->now() < kBegin + kLength) {
      simulation_->step(simulation_->now() + std::chrono::milliseconds{200}, sink);
    }
    simulation_->finish(sink);
  }
  static void TearDownTestSuite() {
    delete sums_;
    delete decoder_;
    delete simulation_;
  }

  /// Expected sums of each exporter, by its number.
  static std::vector<Sums> expected() {
    std::vector<Sums> all(simulation_->exporters().size());
    for (const auto& [labels, cell] : simulation_->truth().cells) {
      Sums& sums = all.at(labels.exporter);
      sums.records += cell.v4.records + cell.v6.records;
      sums.v4_bytes += cell.v4.exported_bytes;
      sums.v6_bytes += cell.v6.exported_bytes;
      sums.samples += cell.v4.samples + cell.v6.samples;
    }
    return all;
  }
  /// Decoded sums and state by the address of the exporter.
  static std::map<net::IpAddress, std::pair<Sums, flow::ExporterInfo>> decoded() {
    std::map<net::IpAddress, std::pair<Sums, flow::ExporterInfo>> all;
    const auto exporters = decoder_->exporters();
    for (std::uint32_t i = 0; i < exporters.size(); ++i) {
      all.emplace(exporters[i].address, std::pair{sums_->by_exporter[i], exporters[i]});
    }
    return all;
  }

  static simulate::Simulation* simulation_;
  static flow::ExportDecoder* decoder_;
  static Summing* sums_;
};
simulate::Simulation* SimulatedExports::simulation_ = nullptr;
flow::ExportDecoder* SimulatedExports::decoder_ = nullptr;
Summing* SimulatedExports::sums_ = nullptr;

TEST_F(SimulatedExports, EveryExporterIsSeenOnce) {
  EXPECT_EQ(decoder_->exporters().size(), simulation_->exporters().size());
  EXPECT_EQ(decoded().size(), simulation_->exporters().size());
}

TEST_F(SimulatedExports, VolumesOfTemplateProtocolsAreExact) {
  const auto truth = expected();
  const auto seen = decoded();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto& profile = simulation_->exporters()[i].profile();
    if (profile.protocol == Protocol::sflow5) {
      continue;
    }
    SCOPED_TRACE(profile.name);
    EXPECT_EQ(seen.at(profile.address).first, truth[i]);
  }
}

TEST_F(SimulatedExports, SflowSamplesAreAllReadAndScaledByThePool) {
  const auto truth = expected();
  const auto seen = decoded();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto& profile = simulation_->exporters()[i].profile();
    if (profile.protocol != Protocol::sflow5 || truth[i].samples < 30) {
      continue;
    }
    SCOPED_TRACE(profile.name);
    const Sums& sums = seen.at(profile.address).first;
    EXPECT_EQ(sums.samples, truth[i].samples);
    // The pool says how many packets really passed per sample; with 30 samples and more it is
    // within a factor of two of the configured rate.
    const auto bytes = static_cast<double>(sums.v4_bytes + sums.v6_bytes);
    const auto nominal = static_cast<double>(truth[i].v4_bytes + truth[i].v6_bytes);
    EXPECT_GT(bytes, nominal * 0.5);
    EXPECT_LT(bytes, nominal * 2);
  }
}

TEST_F(SimulatedExports, FaultsAreNoticedForWhatTheyAre) {
  const auto seen = decoded();
  std::map<Fault, int> met;
  for (std::size_t i = 0; i < simulation_->exporters().size(); ++i) {
    const auto& profile = simulation_->exporters()[i].profile();
    const auto& truth = simulation_->truth().exporters[i];
    const flow::ExporterInfo& info = seen.at(profile.address).second;
    SCOPED_TRACE(profile.name);
    ++met[profile.fault];
    EXPECT_EQ(info.counters.datagrams, truth.datagrams_sent);
    EXPECT_EQ(info.counters.sequence_gaps, truth.units_lost);
    EXPECT_EQ(info.counters.duplicates, truth.datagrams_repeated);
    EXPECT_EQ(info.counters.sequence_resets, truth.restarts);
    EXPECT_EQ(info.counters.reordered, 0U);
    const auto& malformed = info.counters.malformed;
    EXPECT_EQ(std::accumulate(malformed.begin(), malformed.end(), std::uint64_t{0}), 0U);
    const bool late = profile.fault == Fault::late_template;
    EXPECT_EQ(info.counters.template_misses > 0, late);
    EXPECT_EQ(info.counters.sets_replayed, info.counters.template_misses);
    EXPECT_EQ(info.counters.rate_unknown_records > 0, profile.fault == Fault::rate_unannounced);
    EXPECT_EQ(std::abs(info.clock_skew_ms) > 60'000, profile.fault == Fault::clock_ahead);
    const bool blind = profile.fault == Fault::v5_only || profile.fault == Fault::no_v6_template;
    EXPECT_EQ(info.has_v6_template, !blind);
  }
  EXPECT_EQ(met.size(), simulate::kFaultNames.size()) << "a fault that no exporter has";
}

TEST_F(SimulatedExports, TheFaultsReallyHappened) {
  simulate::ExporterTruth all;
  for (const auto& one : simulation_->truth().exporters) {
    all.units_lost += one.units_lost;
    all.datagrams_repeated += one.datagrams_repeated;
    all.restarts += one.restarts;
  }
  EXPECT_GT(all.units_lost, 0U);
  EXPECT_GT(all.datagrams_repeated, 0U);
  EXPECT_GT(all.restarts, 0U);
}

TEST_F(SimulatedExports, TimesStayInsideTheRunInSpiteOfAClockThatIsWrong) {
  EXPECT_GE(sums_->first, kBegin - std::chrono::seconds{5});
  EXPECT_LE(sums_->last, kBegin + kLength + std::chrono::seconds{5});
}

TEST_F(SimulatedExports, TheSameSeedGivesTheSameBytes) {
  const auto digest = [] {
    simulate::SimulationOptions options;
    options.flows_per_second = 300;
    options.export_begin = options.country_begin = kBegin;
    simulate::Simulation simulation(options);
    std::uint64_t hash = 14695981039346656037U;
    simulation.step(kBegin + std::chrono::seconds{5}, [&](auto&& datagram) {
      for (const std::byte byte : datagram.payload) {
        hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 1099511628211U;
      }
    });
    return hash;
  };
  EXPECT_EQ(digest(), digest());
}

// Data that came before its template is read once the whole message with the template is: the
// sampling options and the template of the other family stand behind it there.
TEST(WaitingData, IsReadWithAllThatItsTemplateMessageSays) {
  using wire::ExportDialect;
  using wire::ExportMessage;
  const auto v4 = wire::flow_fields(ExportDialect::ipfix, net::Family::v4);
  const auto v6 = wire::flow_fields(ExportDialect::ipfix, net::Family::v6);
  wire::ExportedFlow record;
  record.source = net::IpAddress::v4(0x0a000001);
  record.destination = net::IpAddress::v4(0xc6120001);
  record.start = record.end = kBegin;
  record.bytes = 1000;
  record.packets = 1;
  record.selector_id = 5;
  ExportMessage data(ExportDialect::ipfix, {kBegin, kBegin, 0, 9});
  data.add_flow(256, v4, record);
  ExportMessage templates(ExportDialect::ipfix, {kBegin, kBegin, 1, 9});
  templates.add_template(256, v4);
  templates.add_template(257, v6);
  wire::add_sampling_template(templates, ExportDialect::ipfix, 258, wire::SamplingOption::selector);
  wire::add_sampling_record(templates, 258, {wire::SamplingOption::selector, 5, 1000});

  class Seeing final : public flow::FlowSink {
   public:
    explicit Seeing(const flow::ExportDecoder& decoder) : decoder_(decoder) {}
    void flows(std::span<const model::Flow> batch) override {
      for (const model::Flow& flow : batch) {
        rates.push_back(flow.rate);
        saw_v6 = decoder_.exporters()[flow.exporter].has_v6_template;
      }
    }
    std::vector<model::SamplingRate> rates;
    bool saw_v6 = false;

   private:
    const flow::ExportDecoder& decoder_;
  };
  flow::ExportDecoder decoder(flow::DecoderOptions{});
  Seeing seen(decoder);
  for (const auto& payload : {data.finish(), templates.finish()}) {
    decoder.decode(
        {.payload = payload, .exporter = net::IpAddress::v4(0x7f000001), .received = kBegin}, seen);
  }
  ASSERT_EQ(seen.rates.size(), 1U);
  EXPECT_EQ(model::scaled(1, seen.rates[0]), 1000U);
  EXPECT_TRUE(seen.saw_v6);
}

}  // namespace
}  // namespace sixscope
