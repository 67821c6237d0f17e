#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"
#include "simulate/exporter.h"
#include "simulate/traffic.h"
#include "simulate/truth.h"

namespace sixscope::simulate {

/// The exporters of the simulated country: one per province and operator with the protocols and
/// sampling rates of the field, and one more for each fault. Addresses are 127.x.y.z, so that real
/// sockets on one machine can each have their own. `sampling_factor` multiplies every sampling
/// interval above 1; with 0 nobody samples but those whose fault it is.
[[nodiscard]] std::vector<ExporterProfile> exporter_roster(std::uint32_t sampling_factor = 1);

/// How a run goes.
struct SimulationOptions {
  std::uint64_t seed = 1;
  /// Flows a second of the whole country at its busiest, unsampled; sampled exporters pass as many
  /// packets in other flows.
  double flows_per_second = 1000;
  Instant export_begin;                      ///< What the first datagram is dated.
  Instant country_begin;                     ///< Where on the country's curves the run starts.
  double speed = 1;                          ///< Seconds of the country in one second of export.
  std::chrono::milliseconds length{60'000};  ///< Of the run, in export time.
  std::chrono::milliseconds flush_every{1000};
  std::chrono::milliseconds template_every{20'000};
  std::uint32_t sampling_factor = 1;
};

/// The country and its exporters in step. Deterministic: the same options and the same steps give
/// the same bytes. Reads no clock and sends nothing: datagrams go to the sink. Not thread safe.
class Simulation {
 public:
  explicit Simulation(const SimulationOptions& options);

  /// Lets the country live to `until` (export time; later than the last step) and hands over the
  /// datagrams that are due.
  void step(Instant until, const DatagramSink& sink);
  /// Hands over what still waits.
  void finish(const DatagramSink& sink);

  [[nodiscard]] const SimulationOptions& options() const { return options_; }
  [[nodiscard]] const Truth& truth() const { return truth_; }
  [[nodiscard]] std::span<const Exporter> exporters() const { return exporters_; }
  [[nodiscard]] Instant now() const { return now_; }
  /// The country's time at an export time.
  [[nodiscard]] Instant country_time(Instant exported) const;

 private:
  void pass_traffic(std::size_t exporter, const Moment& moment);

  SimulationOptions options_;
  Instant now_;
  Truth truth_;
  Traffic traffic_;
  std::vector<Exporter> exporters_;
  std::vector<double> packets_owed_;  ///< Per exporter: packets due, not yet drawn as flows.
  std::vector<Instant> next_flush_;
};

}  // namespace sixscope::simulate
