#include "measured_country.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <vector>

#include "flow/export_decoder.h"
#include "ingest/roller.h"
#include "simulate/simulation.h"

namespace sixscope::tests {
namespace {

constexpr std::size_t kCellsMax = 100'000;
constexpr std::chrono::seconds kLength{20};
constexpr std::chrono::milliseconds kStep{1000};
constexpr double kFlowsPerSecond = 800;

/// Knows a flow by its exporter, whose province and operator are known, and by the block of users
/// that one end lies in.
class ByAddress final : public ingest::Labeler {
 public:
  explicit ByAddress(std::span<const simulate::Exporter> exporters) {
    for (const simulate::Exporter& one : exporters) {
      profiles_.emplace(one.profile().address, &one.profile());
    }
  }

  void know_exporter(std::uint32_t index, const net::IpAddress& address) override {
    known_[index] = profiles_.at(address);
  }
  void label(std::span<const model::Flow> flows, std::span<enrich::Labels> labels) override {
    for (std::size_t i = 0; i < flows.size(); ++i) {
      labels[i] = label_of(flows[i], *known_.at(flows[i].exporter));
    }
  }
  [[nodiscard]] std::string name(store::Dimension dimension, enrich::NameId number) const override {
    return dimension == store::Dimension::operator_ ? std::string(simulate::operators()[number].id)
                                                    : "unknown";
  }

 private:
  static enrich::Labels label_of(const model::Flow& flow, const simulate::ExporterProfile& whose) {
    enrich::Labels labels;
    labels.region = simulate::provinces()[whose.province].code;
    labels.operator_ = static_cast<enrich::NameId>(whose.operator_);
    for (std::uint8_t access = 0; access < simulate::kAccesses; ++access) {
      const simulate::Cell cell{whose.province, whose.operator_, access};
      for (const net::Prefix& block :
           {simulate::user_block_v4(cell), simulate::user_block_v6(cell)}) {
        if (block.contains(flow.source) || block.contains(flow.destination)) {
          labels.access = simulate::kSimulatedAccesses.at(access);
        }
      }
    }
    return labels;
  }

  std::map<net::IpAddress, const simulate::ExporterProfile*> profiles_;
  std::map<std::uint32_t, const simulate::ExporterProfile*> known_;
};

/// Decoder and roll-up of a collector.
class Collecting final : private flow::FlowSink {
 public:
  explicit Collecting(std::span<const simulate::Exporter> exporters)
      : decoder_(flow::DecoderOptions{}),
        roller_(kCellsMax, std::make_unique<ByAddress>(exporters)) {}

  void receive(const simulate::OutgoingDatagram& datagram) {
    decoder_.decode({.payload = datagram.payload,
                     .exporter = datagram.source,
                     .source_port = 40001,
                     .received = datagram.at},
                    *this);
  }
  store::VolumeBatch take(Instant at) {
    return roller_.drain_batch("seeded/1", at, decoder_.exporters());
  }

 private:
  void flows(std::span<const model::Flow> batch) override {
    roller_.roll(batch, decoder_.exporters());
  }

  flow::ExportDecoder decoder_;
  ingest::Roller roller_;
};

}  // namespace

MeasuredCountry::MeasuredCountry(std::uint64_t seed) : month(model::Month::of(2025, 6)) {
  simulate::SimulationOptions options;
  options.seed = seed;
  options.flows_per_second = kFlowsPerSecond;
  options.export_begin = options.country_begin =
      month.begin() + std::chrono::days(14) + std::chrono::hours(12);
  options.length = kLength;
  simulate::Simulation simulation(options);
  Collecting collecting(simulation.exporters());
  const auto sink = [&](simulate::OutgoingDatagram&& datagram) { collecting.receive(datagram); };
  while (simulation.now() < options.export_begin + kLength) {
    simulation.step(simulation.now() + kStep, sink);
  }
  simulation.finish(sink);
  const auto stored = store.append(collecting.take(simulation.now()));
  EXPECT_TRUE(stored);
  const auto region_of = [](std::size_t province) {
    return std::to_string(simulate::provinces()[province].code.value());
  };
  const auto operator_of = [](std::size_t one) {
    return std::string(simulate::operators()[one].id);
  };
  for (std::size_t i = 0; i < simulation.exporters().size(); ++i) {
    const simulate::ExporterProfile& profile = simulation.exporters()[i].profile();
    if (simulation.truth().exporters[i].datagrams_lost > 0) {
      lossy.insert({region_of(profile.province), operator_of(profile.operator_)});
    }
    if (profile.sampling_interval > 1) {
      sampling.insert({region_of(profile.province), operator_of(profile.operator_)});
    }
  }
  for (const auto& [labels, cell] : simulation.truth().cells) {
    if (labels.coverage == model::Coverage::measurable &&
        labels.traffic_class == model::TrafficClass::user) {
      TrueTraffic& sums =
          truth[{region_of(labels.cell.province), operator_of(labels.cell.operator_),
                 std::string(model::kAccessNames.at(static_cast<std::size_t>(
                     simulate::kSimulatedAccesses.at(labels.cell.access))))}];
      sums.v4 += static_cast<double>(cell.v4.true_bytes);
      sums.v6 += static_cast<double>(cell.v6.true_bytes);
    }
  }
}

}  // namespace sixscope::tests
