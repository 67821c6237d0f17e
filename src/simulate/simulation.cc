#include "simulate/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sixscope::simulate {
namespace {

constexpr double kPacketsPerFlow = 1000;        // Mean of an unsampled exporter's flow.
constexpr double kPacketsPerSampledFlow = 300;  // Shorter, so that many leave no record at all.
// NetFlow v5 counts octets in 32 bits, and no packet here has more than 1400.
constexpr std::uint64_t kNetflow5PacketsMax = 3'000'000;
// Draws per exporter and step, so that a step has an end whatever the options say.
constexpr std::uint64_t kFlowsPerStepMax = 200'000;

constexpr std::array<std::string_view, kOperators> kShort = {"ct", "cm", "cu", "bn"};

/// One way of exporting that is found in the field.
struct Habit {
  Protocol protocol;
  std::uint32_t interval;
  wire::SamplingOption announcement;
  bool server_name;
};
constexpr std::array<Habit, 8> kHabits = {{
    {Protocol::ipfix, 1, wire::SamplingOption::selector, true},
    {Protocol::netflow9, 1000, wire::SamplingOption::sampler, false},
    {Protocol::ipfix, 2000, wire::SamplingOption::selector, false},
    {Protocol::sflow5, 1000, wire::SamplingOption::selector, false},
    {Protocol::netflow9, 1000, wire::SamplingOption::interval_algorithm, false},
    {Protocol::ipfix, 1000, wire::SamplingOption::population, false},
    {Protocol::netflow9, 1, wire::SamplingOption::sampler, false},
    {Protocol::sflow5, 2000, wire::SamplingOption::selector, false},
}};

struct Faulty {
  std::uint32_t province;
  std::uint8_t operator_;
  Protocol protocol;
  std::uint32_t interval;
  Fault fault;
};
constexpr std::uint8_t kTelecom = 0;
constexpr std::uint8_t kMobile = 1;
constexpr std::uint8_t kUnicom = 2;
constexpr std::array<Faulty, 11> kFaulty = {{
    {110000, kTelecom, Protocol::netflow5, 1, Fault::v5_only},
    {620000, kUnicom, Protocol::netflow5, 100, Fault::v5_only},
    {530000, kMobile, Protocol::netflow9, 1, Fault::no_v6_template},
    {230000, kTelecom, Protocol::netflow9, 1000, Fault::rate_unannounced},
    {440000, kMobile, Protocol::ipfix, 1, Fault::clock_ahead},
    {410000, kUnicom, Protocol::ipfix, 1, Fault::late_template},
    {510000, kTelecom, Protocol::ipfix, 1, Fault::lossy},
    {420000, kMobile, Protocol::netflow9, 1, Fault::lossy},
    {330000, kMobile, Protocol::ipfix, 1, Fault::duplicating},
    {320000, kTelecom, Protocol::netflow9, 1, Fault::restarting},
    {370000, kUnicom, Protocol::ipfix, 1, Fault::restarting},
}};
constexpr double kFaultyWeight = 0.35;

net::IpAddress loopback(std::uint32_t province, std::uint32_t operator_, std::uint32_t number) {
  constexpr std::uint32_t kNet = 0x7f000000U;  // 127/8
  return net::IpAddress::v4(kNet | (province + 10) << 16U | (operator_ + 1) << 8U | number);
}

}  // namespace

std::vector<ExporterProfile> exporter_roster(std::uint32_t sampling_factor) {
  std::vector<ExporterProfile> roster;
  const auto scaled = [&](std::uint32_t interval) {
    return interval == 1 || sampling_factor == 0 ? 1U : interval * sampling_factor;
  };
  // sFlow has no flows, only samples: where nobody samples, its exporters speak IPFIX.
  const auto speaks = [&](Protocol protocol) {
    return protocol == Protocol::sflow5 && sampling_factor == 0 ? Protocol::ipfix : protocol;
  };
  for (std::uint8_t p = 0; p < kProvinces; ++p) {
    for (std::uint8_t o = 0; o < kOperators; ++o) {
      const Habit& habit = kHabits.at((p * 3U + o * 5U) % kHabits.size());
      ExporterProfile profile;
      profile.name = fmt::format("{}-{}-core-1", provinces()[p].letters, kShort.at(o));
      profile.address = loopback(p, o, 1);
      profile.province = p;
      profile.operator_ = o;
      profile.protocol = speaks(habit.protocol);
      profile.sampling_interval = scaled(habit.interval);
      profile.announcement = habit.announcement;
      profile.exports_server_name = habit.server_name;
      roster.push_back(std::move(profile));
    }
  }
  for (const Faulty& faulty : kFaulty) {
    const auto at = std::ranges::find(provinces(), RegionCode{faulty.province}, &Province::code);
    ExporterProfile profile;
    profile.province = static_cast<std::uint8_t>(at - provinces().begin());
    profile.operator_ = faulty.operator_;
    profile.name = fmt::format("{}-{}-edge-2", at->letters, kShort.at(faulty.operator_));
    profile.address = loopback(profile.province, faulty.operator_, 2);
    profile.protocol = faulty.protocol;
    profile.fault = faulty.fault;
    // NetFlow v5 has 14 bits for the interval, and an unknown rate is unknown: no factor there.
    profile.sampling_interval =
        faulty.protocol == Protocol::netflow5 || faulty.fault == Fault::rate_unannounced
            ? faulty.interval
            : scaled(faulty.interval);
    profile.announcement = wire::SamplingOption::sampler;
    profile.weight = kFaultyWeight;
    roster.push_back(std::move(profile));
  }
  return roster;
}

Simulation::Simulation(const SimulationOptions& options)
    : options_(options), now_(options.export_begin), traffic_(options.seed) {
  auto roster = exporter_roster(options.sampling_factor);
  truth_.exporters.resize(roster.size());
  Random seeds(options.seed ^ 0x5eed);
  for (std::size_t i = 0; i < roster.size(); ++i) {
    exporters_.emplace_back(std::move(roster[i]), static_cast<std::uint16_t>(i), seeds.next(),
                            options.export_begin, options.template_every);
    // Staggered, so that the collector sees a stream and not a burst a second.
    next_flush_.push_back(options.export_begin + options.flush_every * (i + 1) / roster.size());
  }
  packets_owed_.resize(exporters_.size());
}

Instant Simulation::country_time(Instant exported) const {
  const auto elapsed = static_cast<double>((exported - options_.export_begin).count());
  return options_.country_begin +
         std::chrono::milliseconds(static_cast<std::int64_t>(elapsed * options_.speed));
}

void Simulation::pass_traffic(std::size_t exporter, const Moment& moment) {
  Exporter& one = exporters_[exporter];
  const ExporterProfile& profile = one.profile();
  const double factor = std::max(1U, options_.sampling_factor);
  const double mean =
      factor * (profile.sampling_interval > 1 ? kPacketsPerSampledFlow : kPacketsPerFlow);
  const double seconds = std::chrono::duration<double>(moment.end - moment.begin).count();
  packets_owed_[exporter] += options_.flows_per_second * kPacketsPerFlow * factor * seconds *
                             profile.weight *
                             load(profile.province, profile.operator_, moment.country);
  for (std::uint64_t drawn = 0; packets_owed_[exporter] > 0 && drawn < kFlowsPerStepMax; ++drawn) {
    TrueFlow flow = traffic_.draw(profile.province, profile.operator_, moment, mean);
    if (profile.protocol == Protocol::netflow5) {
      flow.packets = std::min(flow.packets, kNetflow5PacketsMax);
    }
    packets_owed_[exporter] -= static_cast<double>(flow.packets);
    one.observe(flow, truth_);
  }
}

void Simulation::step(Instant until, const DatagramSink& sink) {
  const Moment moment{.country = country_time(until), .begin = now_, .end = until};
  const auto length = static_cast<double>(std::max<std::int64_t>(1, options_.length.count()));
  const double progress = static_cast<double>((until - options_.export_begin).count()) / length;
  for (std::size_t i = 0; i < exporters_.size(); ++i) {
    pass_traffic(i, moment);
    if (until >= next_flush_[i]) {
      exporters_[i].flush(until, progress, truth_, sink);
      next_flush_[i] = std::max(next_flush_[i] + options_.flush_every, until);
    }
  }
  now_ = until;
}

void Simulation::finish(const DatagramSink& sink) {
  for (Exporter& exporter : exporters_) {
    exporter.flush(now_, 1, truth_, sink);
  }
}

}  // namespace sixscope::simulate
