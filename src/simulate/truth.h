#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/access.h"
#include "net/ip_address.h"
#include "simulate/country.h"

namespace sixscope::simulate {

/// What a collector that works should say of a flow. Numbers index the tables of the simulation.
struct LabelKey {
  std::uint16_t exporter = 0;
  std::uint16_t application = 0;  ///< kUnknownApplication: cannot be known.
  Cell cell;
  std::uint8_t cdn = 0;  ///< kUnknownCdn: cannot be known.
  model::Method application_method = model::Method::unknown;
  model::Method cdn_method = model::Method::unknown;
  model::TrafficClass traffic_class = model::TrafficClass::user;
  model::Coverage coverage = model::Coverage::measurable;
  friend auto operator<=>(const LabelKey&, const LabelKey&) = default;
};
inline constexpr std::uint16_t kUnknownApplication = 0xffff;
inline constexpr std::uint8_t kUnknownCdn = 0xff;

/// Sums of one family.
struct TruthVolume {
  std::uint64_t true_bytes = 0;  ///< What passed the exporter.
  std::uint64_t true_packets = 0;
  std::uint64_t exported_bytes = 0;  ///< What arrived, times the sampling interval.
  std::uint64_t exported_packets = 0;
  std::uint64_t records = 0;  ///< Records that arrived.
  std::uint64_t samples = 0;  ///< Packets looked at behind those records.
};
struct TruthCell {
  TruthVolume v4;
  TruthVolume v6;
};

/// What one record in a datagram adds once it arrives.
struct Contribution {
  LabelKey labels;
  net::Family family = net::Family::v4;
  std::uint64_t bytes = 0;    ///< Sampling undone.
  std::uint64_t packets = 0;  ///< Sampling undone.
  std::uint64_t samples = 0;
};

/// What really happened at one exporter.
struct ExporterTruth {
  std::uint64_t datagrams_sent = 0;  ///< Arrivals, repetitions among them.
  std::uint64_t datagrams_lost = 0;  ///< Made but never sent.
  std::uint64_t units_lost = 0;      ///< In them, by what the protocol's sequence counts.
  std::uint64_t datagrams_repeated = 0;
  std::uint64_t records = 0;  ///< Flow records that arrived, once each.
  std::uint64_t restarts = 0;
};

/// Everything a run produced, for comparison with what is published.
struct Truth {
  std::map<LabelKey, TruthCell> cells;
  std::vector<ExporterTruth> exporters;

  /// A flow passed exporter `labels.exporter`, seen or not.
  void passed(const LabelKey& labels, net::Family family, std::uint64_t bytes,
              std::uint64_t packets);
  /// A record arrived.
  void arrived(const Contribution& contribution);
};

}  // namespace sixscope::simulate
