#include <array>

#include "flow/export_decoder_impl.h"
#include "wire/sflow.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::Direction;
using model::Flow;

// Leading fields of the generic interface counters, named as in the interfaces MIB (RFC 2863).
struct CounterField {
  std::string_view name;
  std::size_t offset;
  std::size_t size;
};
constexpr std::array<CounterField, 8> kInterfaceFields = {{{"ifIndex", 0, 4},
                                                           {"ifType", 4, 4},
                                                           {"ifSpeed", 8, 8},
                                                           {"ifDirection", 16, 4},
                                                           {"ifStatus", 20, 4},
                                                           {"ifInOctets", 24, 8},
                                                           {"ifInUcastPkts", 32, 4},
                                                           {"ifOutOctets", 56, 8}}};
constexpr std::uint32_t kInterfaceCounters = 1;

Direction direction_of(const wire::SflowSample& sample) {
  if (sample.source_type != 0 || sample.input.if_index() == sample.output.if_index()) {
    return Direction::unknown;
  }
  return sample.source_index == sample.input.if_index()    ? Direction::ingress
         : sample.source_index == sample.output.if_index() ? Direction::egress
                                                           : Direction::unknown;
}

}  // namespace

void ExportDecoder::Impl::decode_sflow(const Datagram& datagram) {
  const auto head = wire::read_sflow(datagram.payload);
  if (!head) {
    refuse(datagram, ExportProtocol::sflow5,
           head.error().code == Errc::truncated      ? Malformed::truncated
           : head.error().code == Errc::out_of_range ? Malformed::record_limit
                                                     : Malformed::bad_length);
    return;
  }
  // The agent's address names the exporter, whichever interface and port it sends from.
  Datagram from_agent = datagram;
  from_agent.exporter = head->agent_family == net::Family::none ? datagram.exporter : head->agent;
  from_agent.source_port = 0;
  Stream* const from = stream_of(from_agent, ExportProtocol::sflow5, head->sub_agent);
  if (from == nullptr) {
    return;
  }
  Message message{
      .stream = from, .protocol = ExportProtocol::sflow5, .received = datagram.received};
  const DatagramMark mark{.sequence = head->sequence,
                          .export_seconds = 0,
                          .uptime_ms = head->uptime_ms,
                          .digest = digest_of(datagram.payload.data(), datagram.payload.size())};
  if (!admit(mark, *message.stream)) {
    return;
  }
  const std::uint32_t exporter = message.stream->exporter;
  infos_[exporter].has_v4_template = true;
  infos_[exporter].has_v6_template = true;
  wire::SflowSamples samples(*head);
  // Ends: a datagram has kSflowSamplesMax samples at most.
  for (;;) {
    const auto sample = samples.next();
    if (!sample) {
      count(exporter,
            sample.error().code == Errc::truncated ? Malformed::truncated : Malformed::bad_set);
      continue;
    }
    if (!*sample) {
      break;
    }
    decode_sflow_sample(**sample, message);
  }
  flush(exporter);
  from->proven = from->proven || message.records != 0;
  advance_sequence(*message.stream, mark, {.units = 1});
}

void ExportDecoder::Impl::decode_sflow_sample(const wire::SflowSample& sample, Message& message) {
  const std::uint32_t exporter = message.stream->exporter;
  if (sample.kind == wire::SflowKind::flow) {
    decode_flow_sample(sample, message);
  } else if (sample.kind == wire::SflowKind::counter) {
    ++infos_[exporter].counters.option_records;
    if (records_ != nullptr) {
      show_counters(sample, message);
    }
  }
}

void ExportDecoder::Impl::decode_flow_sample(const wire::SflowSample& sample, Message& message) {
  const std::uint32_t exporter = message.stream->exporter;
  const auto content = wire::read_flow_sample(sample);
  if (!content) {
    count(exporter, Malformed::bad_set);
    return;
  }
  const auto packet = wire::sampled_packet(*content);
  ++infos_[exporter].counters.records;
  if (!packet && packet.error().code != Errc::not_found) {
    count(exporter, Malformed::bad_header);
    return;
  }
  if (batched_ == kFlowBatch || records_ != nullptr) {
    flush(exporter);
  }
  Flow& flow = batch_[batched_];
  flow = Flow{};
  if (packet) {
    wire::describe_packet(*packet, flow);
    flow.bytes = packet->ip_length;
  } else if (content->header) {
    flow.bytes = content->header->frame_length;  // ARP and the like: no family, length of frame.
  }
  flow.packets = 1;
  flow.start = message.received;
  flow.end = message.received;
  flow.exporter = exporter;
  flow.observation_domain = message.stream->key.exporter.domain;
  flow.input_interface = sample.input.if_index();
  flow.output_interface = sample.output.if_index();
  flow.direction = direction_of(sample);
  if (content->gateway) {
    flow.source_asn = content->gateway->source_as;
    flow.destination_asn = content->gateway->destination_as;
  }
  set_sflow_rate(sample, exporter, flow);
  const bool plausible = counters_are_plausible(false, flow.bytes, flow.packets);
  if (plausible) {
    ++batched_;
    ++message.records;
  } else {
    count(exporter, Malformed::implausible_counters);
  }
  if (records_ != nullptr) {
    flush(exporter);
    show_sample(*content, std::span<const Flow>(&flow, plausible ? 1 : 0), message);
  }
}

void ExportDecoder::Impl::set_sflow_rate(const wire::SflowSample& sample, std::uint32_t exporter,
                                         Flow& flow) {
  ExporterState& state = *states_[exporter];
  ExporterInfo& info = infos_[exporter];
  if (state.fixed_rate) {
    flow.rate = *state.fixed_rate;
  } else if (sample.rate == 0 || sample.rate > options_.sampling_rate_max) {
    count(exporter, Malformed::bad_sampling_rate);
    flow.rate = kUnknownRate;
  } else {
    const SflowRate::Answer answer = state.sflow_rates.observe(
        sample.source_type, sample.source_index, sample.sequence, sample.pool, sample.rate);
    flow.rate = answer.rate;
    flow.adjustments |= answer.from_pool ? Adjustment::rate_from_pool : Adjustment::none;
  }
  if (!flow.rate.known()) {
    flow.adjustments |= Adjustment::rate_unknown;
  }
  info.rate = flow.rate;
  info.sampling_announced = flow.rate.known();
}

void ExportDecoder::Impl::show_sample(const wire::SflowFlowSample& content,
                                      std::span<const Flow> flows, const Message& message) {
  fields_.clear();
  if (content.header) {
    fields_.push_back(
        {.name = "dataLinkFrameSection", .element = 315, .bytes = content.header->bytes});
  }
  records_->record(
      {.kind = RecordView::Kind::flow,
       .exporter = message.stream->exporter,
       .observation_domain = message.stream->key.exporter.domain,
       .protocol = message.protocol,
       .fields = fields_,
       .flows = flows,
       .malformed = flows.empty() ? name_of(Malformed::implausible_counters) : std::string_view{}});
}

void ExportDecoder::Impl::show_counters(const wire::SflowSample& sample, const Message& message) {
  fields_.clear();
  wire::SflowRecords counters(sample);
  // Ends: a sample has kSflowRecordsMax records at most.
  for (auto record = counters.next(); record && *record; record = counters.next()) {
    const wire::SflowRecord& one = **record;
    if (one.enterprise != 0 || one.format != kInterfaceCounters) {
      continue;
    }
    for (const CounterField& field : kInterfaceFields) {
      if (field.offset + field.size <= one.body.size()) {
        fields_.push_back(
            {.name = field.name, .bytes = one.body.subspan(field.offset, field.size)});
      }
    }
  }
  records_->record({.kind = RecordView::Kind::counter,
                    .exporter = message.stream->exporter,
                    .observation_domain = message.stream->key.exporter.domain,
                    .protocol = message.protocol,
                    .fields = fields_,
                    .flows = {}});
}

}  // namespace sixscope::flow
