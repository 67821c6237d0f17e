#include "simulate/exporter.h"

#include <algorithm>
#include <array>
#include <utility>

#include "wire/packet_encoder.h"

namespace sixscope::simulate {
namespace {

constexpr std::size_t kPayloadMax = 1400;  // Fits an Ethernet MTU with room for tunnels.
constexpr std::chrono::seconds kTemplateLate{12};
constexpr std::chrono::hours kClockError{1};
constexpr std::chrono::hours kUptimeAtStart{70};
constexpr std::uint64_t kSequenceAtStart = 1'000'000;
constexpr double kLossProbability = 0.10;
constexpr double kRepeatProbability = 0.15;
// Loss behind the last datagram cannot be seen by anyone, so it stops before the end.
constexpr double kLossEnds = 0.9;
constexpr double kRestartAt = 0.5;
constexpr std::uint16_t kTemplateV4 = 256;
constexpr std::uint16_t kTemplateV6 = 257;
constexpr std::uint16_t kTemplateSampling = 258;
constexpr std::uint64_t kSelector = 1;
constexpr std::uint32_t kUplink = 1;  // Interface towards the backbone.
constexpr std::uint32_t kUserSide = 2;

wire::ExportDialect dialect_of(Protocol protocol) {
  return protocol == Protocol::netflow9 ? wire::ExportDialect::netflow9
                                        : wire::ExportDialect::ipfix;
}

}  // namespace

Exporter::Exporter(ExporterProfile profile, std::uint16_t number, std::uint64_t seed,
                   Instant started, std::chrono::milliseconds template_every)
    : profile_(std::move(profile)),
      number_(number),
      random_(seed),
      started_(started),
      template_every_(template_every),
      booted_(exporter_clock(started - kUptimeAtStart)),
      until_sample_(random_.trials_to_success(profile_.sampling_interval)),
      // Up for days, it has counted for days.
      sequence_(static_cast<std::uint32_t>(kSequenceAtStart + random_.below(kSequenceAtStart))) {}

bool Exporter::sees(net::Family family) const {
  return family != net::Family::v6 ||
         (profile_.protocol != Protocol::netflow5 && profile_.fault != Fault::no_v6_template);
}

model::Coverage Exporter::coverage() const {
  if (!sees(net::Family::v6)) {
    return model::Coverage::v6_blind;
  }
  return profile_.fault == Fault::rate_unannounced ? model::Coverage::rate_unknown
                                                   : model::Coverage::measurable;
}

LabelKey Exporter::labels_of(const TrueFlow& flow) const {
  LabelKey labels = expected_labels(flow, profile_.exports_server_name);
  labels.exporter = number_;
  labels.coverage = coverage();
  return labels;
}

void Exporter::observe(const TrueFlow& flow, Truth& truth) {
  truth.passed(labels_of(flow), flow.family, flow.packets * flow.packet_bytes, flow.packets);
  if (!sees(flow.family)) {
    return;
  }
  // Positions of the sampled packets in the stream of all packets: geometric gaps.
  std::uint64_t sampled = 0;
  std::uint64_t left = flow.packets;
  while (until_sample_ <= left) {
    left -= until_sample_;
    pool_ += until_sample_;
    until_sample_ = random_.trials_to_success(profile_.sampling_interval);
    ++sampled;
    if (profile_.protocol == Protocol::sflow5) {
      keep_sample(flow);
    } else if (profile_.sampling_interval == 1) {
      sampled += left;
      left = 0;
    }
  }
  until_sample_ -= left;
  pool_ += left;
  if (sampled > 0 && profile_.protocol != Protocol::sflow5) {
    keep_record(flow, sampled);
  }
}

void Exporter::keep_record(const TrueFlow& flow, std::uint64_t sampled) {
  wire::ExportedFlow record;
  record.source = flow.source;
  record.destination = flow.destination;
  record.next_hop = flow.destination;
  const Instant offset = exporter_clock(Instant{});
  record.start = flow.start + offset.time_since_epoch();
  record.end = flow.end + offset.time_since_epoch();
  record.bytes = sampled * flow.packet_bytes;
  record.packets = sampled;
  record.input_interface = flow.download ? kUplink : kUserSide;
  record.output_interface = flow.download ? kUserSide : kUplink;
  record.source_port = flow.source_port;
  record.destination_port = flow.destination_port;
  record.protocol = flow.protocol;
  record.tcp_flags = flow.protocol == wire::kProtocolTcp ? 0x1b : 0;
  record.family = flow.family;
  record.selector_id = kSelector;
  const bool user = flow.traffic_class == model::TrafficClass::user;
  if (profile_.exports_server_name && user) {
    record.server_name = asked_name(flow.application, flow.cdn);
  }
  waiting_.push_back({record, labels_of(flow)});
}

void Exporter::keep_sample(const TrueFlow& flow) {
  constexpr std::size_t kHeaderMax = 128;
  constexpr std::array<std::uint16_t, 1> kVlan = {100};
  constexpr std::uint32_t kFcs = 4;
  constexpr std::array<std::byte, kHeaderMax> kPayload{};
  wire::PacketSpec packet;
  packet.family = flow.family;
  packet.source = flow.source;
  packet.destination = flow.destination;
  packet.source_port = flow.source_port;
  packet.destination_port = flow.destination_port;
  packet.protocol = flow.protocol;
  packet.total_length = static_cast<std::uint16_t>(flow.packet_bytes);
  const std::size_t headers = wire::ethernet_size(kVlan.size()) + wire::packet_size(packet);
  const std::size_t body = flow.packet_bytes - wire::packet_size(packet);
  packet.payload = ByteView(kPayload).first(std::min(body, kHeaderMax - headers));
  ByteWriter out;
  wire::append_ethernet(out, flow.family, kVlan);
  wire::append_ip_packet(out, packet);
  Sample sample;
  sample.labels = labels_of(flow);
  sample.sequence = ++sample_sequence_;
  sample.pool = static_cast<std::uint32_t>(pool_);
  sample.bytes = flow.packet_bytes;
  sample.frame_length =
      flow.packet_bytes + kFcs + static_cast<std::uint32_t>(wire::ethernet_size(kVlan.size()));
  sample.family = flow.family;
  sample.download = flow.download;
  sample.header = out.take();
  samples_.push_back(std::move(sample));
}

void Exporter::flush(Instant now, double progress, Truth& truth, const DatagramSink& sink) {
  progress_ = progress;
  const bool late = profile_.fault == Fault::late_template && now - started_ < kTemplateLate;
  const bool templates =
      profile_.protocol == Protocol::netflow9 || profile_.protocol == Protocol::ipfix;
  if (templates && !late && (!templates_sent_ || now - *templates_sent_ >= template_every_)) {
    templates_sent_ = now;
    send_templates(now, truth, sink);
  }
  if (profile_.protocol == Protocol::netflow5) {
    send_netflow5(now, truth, sink);
  } else if (profile_.protocol == Protocol::sflow5) {
    send_sflow(now, truth, sink);
  } else {
    send_records(now, truth, sink);
  }
  if (profile_.fault == Fault::restarting && !restarted_ && progress >= kRestartAt) {
    restart(now, truth);
  }
}

void Exporter::restart(Instant now, Truth& truth) {
  restarted_ = true;
  booted_ = exporter_clock(now);
  sequence_ = 0;
  templates_sent_.reset();
  ++truth.exporters.at(number_).restarts;
}

Instant Exporter::exporter_clock(Instant now) const {
  return profile_.fault == Fault::clock_ahead ? now + kClockError : now;
}

wire::ExportHeader Exporter::header(Instant now) const {
  return {.exported = exporter_clock(now),
          .booted = booted_,
          .sequence = sequence_,
          .observation_domain = number_};
}

std::vector<wire::ExportField> Exporter::fields(net::Family family) const {
  const auto standard = wire::flow_fields(dialect_of(profile_.protocol), family);
  std::vector<wire::ExportField> fields(standard.begin(), standard.end());
  for (wire::ExportField& field : fields) {
    constexpr std::uint16_t kOctets = 1;
    constexpr std::uint16_t kPackets = 2;
    if (field.element == kOctets || field.element == kPackets) {
      field.length = 8;  // Four bytes end at 4 GB, which a long flow passes.
    }
  }
  const bool names_sampler = profile_.sampling_interval > 1 &&
                             profile_.announcement != wire::SamplingOption::interval_algorithm;
  if (!names_sampler) {
    fields.pop_back();  // The last of the twenty is the sampler or selector.
  }
  if (profile_.exports_server_name) {
    fields.push_back({wire::kCesnetTlsServerName, wire::kVariableLength, wire::kEnterpriseCesnet});
  }
  return fields;
}

void Exporter::send_templates(Instant now, Truth& truth, const DatagramSink& sink) {
  const auto dialect = dialect_of(profile_.protocol);
  wire::ExportMessage message(dialect, header(now));
  message.add_template(kTemplateV4, fields(net::Family::v4));
  if (sees(net::Family::v6)) {
    message.add_template(kTemplateV6, fields(net::Family::v6));
  }
  if (profile_.sampling_interval > 1 && profile_.fault != Fault::rate_unannounced) {
    wire::add_sampling_template(message, dialect, kTemplateSampling, profile_.announcement);
    wire::add_sampling_record(message, kTemplateSampling,
                              {profile_.announcement, kSelector, profile_.sampling_interval});
  }
  const std::uint32_t records = message.data_records();
  deliver({message.finish(), now, records, {}}, truth, sink);
}

void Exporter::send_records(Instant now, Truth& truth, const DatagramSink& sink) {
  const auto v4 = fields(net::Family::v4);
  const auto v6 = fields(net::Family::v6);
  constexpr std::size_t kRecordMax = 160;  // The longest record, server name included.
  std::stable_partition(waiting_.begin(), waiting_.end(),
                        [](const Waiting& one) { return one.flow.family == net::Family::v4; });
  std::size_t next = 0;
  while (next < waiting_.size()) {
    wire::ExportMessage message(dialect_of(profile_.protocol), header(now));
    std::vector<Contribution> held;
    for (; next < waiting_.size() && message.size() + kRecordMax < kPayloadMax; ++next) {
      const Waiting& one = waiting_[next];
      const bool six = one.flow.family == net::Family::v6;
      message.add_flow(six ? kTemplateV6 : kTemplateV4, six ? v6 : v4, one.flow);
      held.push_back(contribution(one));
    }
    const std::uint32_t records = message.data_records();
    deliver({message.finish(), now, records, held}, truth, sink);
  }
  waiting_.clear();
}

void Exporter::send_netflow5(Instant now, Truth& truth, const DatagramSink& sink) {
  constexpr std::uint16_t kPacketIntervalMode = 1U << 14U;
  const auto interval = static_cast<std::uint16_t>(
      profile_.sampling_interval > 1 ? kPacketIntervalMode | profile_.sampling_interval : 0);
  for (std::size_t next = 0; next < waiting_.size();) {
    std::vector<wire::ExportedFlow> flows;
    std::vector<Contribution> held;
    for (; next < waiting_.size() && flows.size() < wire::kNetflow5RecordsMax; ++next) {
      flows.push_back(waiting_[next].flow);
      held.push_back(contribution(waiting_[next]));
    }
    const wire::Netflow5Export start{.exported = exporter_clock(now),
                                     .booted = booted_,
                                     .sequence = sequence_,
                                     .sampling = interval};
    deliver(
        {wire::encode_netflow5(start, flows), now, static_cast<std::uint32_t>(flows.size()), held},
        truth, sink);
  }
  waiting_.clear();
}

void Exporter::send_sflow(Instant now, Truth& truth, const DatagramSink& sink) {
  constexpr std::size_t kSamplesPerDatagram = 7;
  for (std::size_t next = 0; next < samples_.size();) {
    std::vector<wire::SflowSampleSpec> specs;
    std::vector<Contribution> held;
    for (; next < samples_.size() && specs.size() < kSamplesPerDatagram; ++next) {
      const Sample& one = samples_[next];
      wire::SflowSampleSpec spec;
      spec.sequence = one.sequence;
      spec.source_id = kUplink;
      spec.sampling_rate = profile_.sampling_interval;
      spec.sample_pool = one.pool;
      spec.input_interface = one.download ? kUplink : kUserSide;
      spec.output_interface = one.download ? kUserSide : kUplink;
      spec.frame_length = one.frame_length;
      spec.header = one.header;
      specs.push_back(spec);
      held.push_back({.labels = one.labels,
                      .family = one.family,
                      .bytes = std::uint64_t{one.bytes} * profile_.sampling_interval,
                      .packets = profile_.sampling_interval,
                      .samples = 1});
    }
    const wire::SflowExport start{.agent = profile_.address,
                                  .sub_agent = 0,
                                  .sequence = sequence_,
                                  .uptime_ms = static_cast<std::uint32_t>((now - booted_).count())};
    deliver({wire::encode_sflow(start, specs), now, 1, held}, truth, sink);
  }
  samples_.clear();
}

Contribution Exporter::contribution(const Waiting& one) const {
  // What is not known to be sampled cannot be scaled: such volumes stay as exported.
  const std::uint64_t scale =
      profile_.fault == Fault::rate_unannounced ? 1 : profile_.sampling_interval;
  return {.labels = one.labels,
          .family = one.flow.family,
          .bytes = one.flow.bytes * scale,
          .packets = one.flow.packets * scale,
          .samples = one.flow.packets};
}

void Exporter::deliver(Message message, Truth& truth, const DatagramSink& sink) {
  ExporterTruth& counts = truth.exporters.at(number_);
  const bool by_message =
      profile_.protocol == Protocol::netflow9 || profile_.protocol == Protocol::sflow5;
  const std::uint32_t units = by_message ? 1 : message.records;
  sequence_ += units;
  const bool begun = counts.datagrams_sent > 0;
  if (profile_.fault == Fault::lossy && begun && !message.held.empty() && progress_ < kLossEnds &&
      random_.chance(kLossProbability)) {
    ++counts.datagrams_lost;
    counts.units_lost += units;
    return;
  }
  for (const Contribution& one : message.held) {
    truth.arrived(one);
  }
  // A message without records has no number of its own in IPFIX: nobody could tell it repeated.
  if (profile_.fault == Fault::duplicating && !message.held.empty() &&
      random_.chance(kRepeatProbability)) {
    ++counts.datagrams_sent;
    ++counts.datagrams_repeated;
    sink({profile_.address, profile_.protocol, message.at, message.payload});
  }
  ++counts.datagrams_sent;
  sink({profile_.address, profile_.protocol, message.at, std::move(message.payload)});
}

}  // namespace sixscope::simulate
