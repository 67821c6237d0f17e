#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/ip_address.h"
#include "simulate/expectation.h"
#include "simulate/random.h"
#include "simulate/traffic.h"
#include "simulate/truth.h"
#include "wire/export_encoder.h"

namespace sixscope::simulate {

enum class Protocol : std::uint8_t { netflow5, netflow9, ipfix, sflow5 };
inline constexpr std::array<std::string_view, 4> kProtocolNames = {"netflow5", "netflow9", "ipfix",
                                                                   "sflow5"};

/// What is wrong with an exporter. One each, so that a health page can be held against it.
enum class Fault : std::uint8_t {
  none,
  v5_only,           ///< Speaks NetFlow v5: cannot say IPv6.
  no_v6_template,    ///< Only an IPv4 monitor is attached.
  rate_unannounced,  ///< Samples, names its sampler in each record, never says how it samples.
  clock_ahead,       ///< Its clock is an hour ahead.
  late_template,     ///< Sends data for a while before the first template.
  lossy,             ///< Some of its datagrams never arrive.
  duplicating,       ///< Some of its datagrams arrive twice.
  restarting,        ///< Restarts once: uptime and sequence begin anew.
};
inline constexpr std::array<std::string_view, 9> kFaultNames = {
    "none",          "v5_only", "no_v6_template", "rate_unannounced", "clock_ahead",
    "late_template", "lossy",   "duplicating",    "restarting"};

/// What an exporter is and does; fixed for a run.
struct ExporterProfile {
  std::string name;
  net::IpAddress address;
  std::uint8_t province = 0;
  std::uint8_t operator_ = 0;
  Protocol protocol = Protocol::ipfix;
  Fault fault = Fault::none;
  std::uint32_t sampling_interval = 1;  ///< 1: every packet is looked at.
  wire::SamplingOption announcement = wire::SamplingOption::interval_algorithm;
  bool exports_server_name = false;  ///< IPFIX of a probe that reads TLS.
  double weight = 1;                 ///< Share of its operator's traffic in the province.
};

/// A datagram on its way to the collector.
struct OutgoingDatagram {
  net::IpAddress source;
  Protocol protocol = Protocol::ipfix;
  Instant at;
  std::vector<std::byte> payload;
};
using DatagramSink = std::function<void(OutgoingDatagram&&)>;

/// One simulated router or probe: samples what passes, exports it, keeps count. Not thread safe.
class Exporter {
 public:
  /// `started` dates its boot; `number` is its index in the truth; templates are repeated every
  /// `template_every`.
  Exporter(ExporterProfile profile, std::uint16_t number, std::uint64_t seed, Instant started,
           std::chrono::milliseconds template_every);

  /// Lets a flow pass; it may leave a record behind that waits for `flush`.
  void observe(const TrueFlow& flow, Truth& truth);
  /// Sends what waits. `progress` is the part of the run that is over, in [0, 1]: faults that
  /// happen once happen by it.
  void flush(Instant now, double progress, Truth& truth, const DatagramSink& sink);

  [[nodiscard]] const ExporterProfile& profile() const { return profile_; }
  /// What a collector should say about it.
  [[nodiscard]] model::Coverage coverage() const;

 private:
  struct Waiting {
    wire::ExportedFlow flow;
    LabelKey labels;
  };
  struct Sample {
    LabelKey labels;
    std::uint32_t sequence = 0;
    std::uint32_t pool = 0;
    std::uint32_t frame_length = 0;
    net::Family family = net::Family::v4;
    std::uint32_t bytes = 0;
    bool download = true;
    std::vector<std::byte> header;
  };
  struct Message {
    std::vector<std::byte> payload;
    Instant at;
    std::uint32_t records = 0;  ///< Data records, options among them.
    std::span<const Contribution> held = {};
  };

  [[nodiscard]] LabelKey labels_of(const TrueFlow& flow) const;
  [[nodiscard]] bool sees(net::Family family) const;
  [[nodiscard]] Contribution contribution(const Waiting& one) const;
  void keep_record(const TrueFlow& flow, std::uint64_t sampled);
  void keep_sample(const TrueFlow& flow);
  void send_templates(Instant now, Truth& truth, const DatagramSink& sink);
  void send_records(Instant now, Truth& truth, const DatagramSink& sink);
  void send_netflow5(Instant now, Truth& truth, const DatagramSink& sink);
  void send_sflow(Instant now, Truth& truth, const DatagramSink& sink);
  void restart(Instant now, Truth& truth);
  /// Hands a datagram over, unless a fault loses it, and settles what it held with the truth.
  void deliver(Message message, Truth& truth, const DatagramSink& sink);
  [[nodiscard]] std::vector<wire::ExportField> fields(net::Family family) const;
  [[nodiscard]] wire::ExportHeader header(Instant now) const;
  [[nodiscard]] Instant exporter_clock(Instant now) const;

  ExporterProfile profile_;
  std::uint16_t number_;
  Random random_;
  Instant started_;
  std::chrono::milliseconds template_every_;
  Instant booted_;
  std::optional<Instant> templates_sent_;
  bool restarted_ = false;
  double progress_ = 0;
  std::uint64_t until_sample_;
  std::uint32_t sequence_;             ///< What the protocol counts.
  std::uint32_t sample_sequence_ = 0;  ///< sFlow: samples of the one source.
  std::uint64_t pool_ = 0;             ///< sFlow: packets that passed.
  std::vector<Waiting> waiting_;
  std::vector<Sample> samples_;
};

}  // namespace sixscope::simulate
