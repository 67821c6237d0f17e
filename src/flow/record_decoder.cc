#include "flow/record_decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "flow/family_rule.h"
#include "wire/packet.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::Direction;
using model::Flow;
using net::Family;
using net::IpAddress;

constexpr std::uint64_t kEthernetHeader = 14;
constexpr std::size_t kNbarPrefix = 6;

IpAddress v4_address(const std::byte* bytes) {
  std::array<std::byte, 16> mapped{};
  mapped[10] = std::byte{0xff};
  mapped[11] = std::byte{0xff};
  std::memcpy(mapped.data() + 12, bytes, 4);
  return IpAddress::v6(mapped.data());
}

Instant instant(std::int64_t milliseconds) {
  return Instant(std::chrono::milliseconds(milliseconds));
}

Direction direction_of(std::uint64_t value, bool said) {
  return !said || value > 1 ? Direction::unknown
                            : (value == 0 ? Direction::ingress : Direction::egress);
}

// A record under decoding.
struct Record {
  const RecordPlan& plan;
  const Loads& loads;
  const std::byte* bytes;

  [[nodiscard]] std::uint64_t number(Slot slot) const { return read_slot(loads, slot, bytes); }
  [[nodiscard]] bool has(Slot slot) const {
    return loads[static_cast<std::size_t>(slot)].width != 0;
  }
  [[nodiscard]] ByteView view(Slot slot) const {
    const Load& load = loads[static_cast<std::size_t>(slot)];
    return {bytes + load.end - load.width, load.width};
  }
  [[nodiscard]] IpAddress v4(Slot slot) const {
    return has(slot) ? v4_address(view(slot).data()) : IpAddress{};
  }
  [[nodiscard]] IpAddress v6(Slot slot) const {
    return view(slot).size() == 16 ? IpAddress::v6(view(slot).data()) : IpAddress{};
  }
};

void set_common(const Record& record, const SetContext& context, Flow& flow) {
  flow.bytes = record.number(Slot::octets);
  flow.packets = record.number(Slot::packets);
  flow.exporter = context.exporter;
  flow.observation_domain = context.observation_domain;
  flow.input_interface = static_cast<std::uint32_t>(record.number(Slot::input));
  flow.output_interface = static_cast<std::uint32_t>(record.number(Slot::output));
  flow.source_asn = static_cast<std::uint32_t>(record.number(Slot::source_asn));
  flow.destination_asn = static_cast<std::uint32_t>(record.number(Slot::destination_asn));
  flow.adjustments = context.adjustments;
  flow.source_port = static_cast<std::uint16_t>(record.number(Slot::source_port));
  flow.destination_port = static_cast<std::uint16_t>(record.number(Slot::destination_port));
  flow.protocol = static_cast<std::uint8_t>(record.number(Slot::protocol));
  flow.tcp_flags = static_cast<std::uint8_t>(record.number(Slot::tcp_flags));
  flow.traffic_class = static_cast<std::uint8_t>(record.number(Slot::traffic_class));
  flow.direction = direction_of(record.number(Slot::direction), record.has(Slot::direction));
  flow.server_name = {};
}

void set_rate(model::SamplingRate rate, Flow& flow) {
  flow.rate = rate;
  if (!rate.known()) {
    flow.adjustments |= Adjustment::rate_unknown;
  }
}

SamplingQuery query_of(const Record& record, const Flow& flow) {
  SamplingQuery query;
  query.input = flow.input_interface;
  query.output = flow.output_interface;
  query.direction = flow.direction;
  query.family = flow.family;
  if (record.has(Slot::selector)) {
    query.selector = record.number(Slot::selector);
  }
  return query;
}

// False for a duration of years, and for a v5 record that ended before it began: both uptimes are
// of one clock there, so only their wrap after 49 days can turn them round. A minute is rounding; 0
// says nothing.
bool times_are_plausible(const RecordPlan& plan, std::uint64_t raw_start, std::uint64_t raw_end,
                         std::int64_t start, std::int64_t end) {
  if (start != 0 && end != 0 && end - start > kFlowDurationMaxMs) {
    return false;
  }
  const auto lasted = static_cast<std::int32_t>(static_cast<std::uint32_t>(raw_end) -
                                                static_cast<std::uint32_t>(raw_start));
  return !plan.netflow5 || raw_start == 0 || raw_end == 0 || lasted >= -kFlowAheadMaxMs;
}

// False if the record cannot be true.
template <Family kFamily>
bool decode_simple(const RecordPlan& plan, const std::byte* bytes, const SetContext& context,
                   Flow& flow) {
  const Record record{plan, plan.loads, bytes};
  set_common(record, context, flow);
  if constexpr (kFamily == Family::v4) {
    flow.source = record.v4(Slot::source_v4);
    flow.destination = record.v4(Slot::destination_v4);
  } else {
    flow.source = record.v6(Slot::source_v6);
    flow.destination = record.v6(Slot::destination_v6);
  }
  flow.family = kFamily;
  flow.outer_family = kFamily;
  const std::uint64_t version = record.number(Slot::ip_version);
  const bool zero = flow.source.is_unspecified() && flow.destination.is_unspecified();
  const bool odd_version = version != 0 && version != static_cast<std::uint64_t>(kFamily);
  if (zero || odd_version) [[unlikely]] {
    const FamilyVerdict verdict =
        judge_family({.v4_present = kFamily == Family::v4,
                      .v6_present = kFamily == Family::v6,
                      .v4_nonzero = kFamily == Family::v4 && !zero,
                      .v6_nonzero = kFamily == Family::v6 && !zero,
                      .protocol = flow.protocol,
                      .ip_version = static_cast<std::uint8_t>(version),
                      .ether_type = static_cast<std::uint16_t>(record.number(Slot::ether_type))});
    flow.family = verdict.user;
    flow.outer_family = verdict.outer;
    flow.adjustments |= verdict.adjustments;
  }

  const std::uint64_t raw_start = record.number(Slot::start);
  const std::uint64_t raw_end = record.number(Slot::end);
  const std::int64_t start = time_value(raw_start, plan.start_form, context.clock);
  const std::int64_t end = time_value(raw_end, plan.end_form, context.clock);
  if (times_are_sane(start, end, context.clock)) [[likely]] {
    flow.start = instant(start + context.clock.shift_ms);
    flow.end = instant(end + context.clock.shift_ms);
  } else {
    settle_times(start, end, 0, context.clock, flow);
    if (!times_are_plausible(plan, raw_start, raw_end, start, end)) {
      return false;
    }
  }

  if (context.rate_is_constant && !plan.has_selector) {
    set_rate(context.rate, flow);
  } else {
    set_rate(context.rates->rate_of(query_of(record, flow)), flow);
  }
  return counters_are_plausible(plan.netflow5, flow.bytes, flow.packets);
}

template <Family kFamily>
std::size_t decode_each(const RecordPlan& plan, const std::byte* records, std::size_t count,
                        const SetContext& context, Flow* flows) {
  std::size_t kept = 0;  // An implausible record's flow is written over by the next.
  for (std::size_t i = 0; i < count; ++i) {
    const bool plausible =
        decode_simple<kFamily>(plan, records + i * plan.record_size, context, flows[kept]);
    kept += plausible ? 1 : 0;
  }
  return kept;
}

// False if the times cannot be true.
bool set_times(const Record& record, ExportClock clock, Slot start_slot, TimeForm start_form,
               Slot end_slot, TimeForm end_form, Flow& flow) {
  const std::uint64_t raw_start = record.number(start_slot);
  const std::uint64_t raw_end = record.number(end_slot);
  std::int64_t duration = static_cast<std::int64_t>(std::min<std::uint64_t>(
      record.number(Slot::duration) / record.plan.duration_per_ms, kFlowAgeMaxMs + 1));
  if (record.has(Slot::boot_time)) {
    clock.uptime_ms = static_cast<std::uint32_t>(static_cast<std::uint64_t>(clock.export_ms) -
                                                 record.number(Slot::boot_time));
    clock.uptime_known = true;
  }
  if (!clock.uptime_known && start_form == TimeForm::uptime_ms && end_form == TimeForm::uptime_ms) {
    duration = static_cast<std::uint32_t>(static_cast<std::uint32_t>(raw_end) -
                                          static_cast<std::uint32_t>(raw_start));
  }
  const auto value = [&](std::uint64_t raw, TimeForm form) {
    return form == TimeForm::uptime_ms && !clock.uptime_known ? 0 : time_value(raw, form, clock);
  };
  const std::int64_t start = value(raw_start, start_form);
  const std::int64_t end = value(raw_end, end_form);
  settle_times(start, end, duration, clock, flow);
  return times_are_plausible(record.plan, raw_start, raw_end, start, end);
}

// True if a pair of address slots holds something.
bool nonzero(const IpAddress& a, const IpAddress& b) {
  return !a.is_unspecified() || !b.is_unspecified();
}

void set_addresses(const Record& record, Flow& flow) {
  const IpAddress source4 = record.v4(Slot::source_v4);
  const IpAddress destination4 = record.v4(Slot::destination_v4);
  const IpAddress source6 = record.v6(Slot::source_v6);
  const IpAddress destination6 = record.v6(Slot::destination_v6);
  const IpAddress inner_source4 = record.v4(Slot::source_v4_again);
  const IpAddress inner_destination4 = record.v4(Slot::destination_v4_again);
  const IpAddress inner_source6 = record.v6(Slot::source_v6_again);
  const IpAddress inner_destination6 = record.v6(Slot::destination_v6_again);
  const FamilyVerdict verdict = judge_family(
      {.v4_present = record.plan.has_v4,
       .v6_present = record.plan.has_v6,
       .v4_nonzero = nonzero(source4, destination4),
       .v6_nonzero = nonzero(source6, destination6),
       .second_v4 = nonzero(inner_source4, inner_destination4),
       .second_v6 = nonzero(inner_source6, inner_destination6),
       .segment_routing = record.plan.segment_routing,
       .protocol = static_cast<std::uint8_t>(record.number(Slot::protocol)),
       .protocol_again = static_cast<std::uint8_t>(record.number(Slot::protocol_again)),
       .ip_version = static_cast<std::uint8_t>(record.number(Slot::ip_version)),
       .ip_version_again = static_cast<std::uint8_t>(record.number(Slot::ip_version_again)),
       .ether_type = static_cast<std::uint16_t>(record.number(Slot::ether_type))});
  flow.family = verdict.user;
  flow.outer_family = verdict.outer;
  flow.protocol = verdict.protocol;
  flow.adjustments |= verdict.adjustments;
  if (verdict.user == Family::v4) {
    flow.source = verdict.use_second_pair ? inner_source4 : source4;
    flow.destination = verdict.use_second_pair ? inner_destination4 : destination4;
  } else {
    flow.source = verdict.use_second_pair ? inner_source6 : source6;
    flow.destination = verdict.use_second_pair ? inner_destination6 : destination6;
  }
  // The carrier of a tunnel has no ports or zeroes: those of the user's packet come second.
  if (record.number(Slot::source_port_again) != 0) {
    flow.source_port = static_cast<std::uint16_t>(record.number(Slot::source_port_again));
  }
  if (record.number(Slot::destination_port_again) != 0) {
    flow.destination_port = static_cast<std::uint16_t>(record.number(Slot::destination_port_again));
  }
}

std::optional<std::uint64_t> optional_number(const Record& record, Slot slot) {
  return record.has(slot) ? std::optional(record.number(slot)) : std::nullopt;
}

SamplingFacts facts_of(const Record& record) {
  SamplingFacts facts{.interval = optional_number(record, Slot::interval),
                      .interval_kind = optional_number(record, Slot::algorithm),
                      .random_interval = optional_number(record, Slot::random_interval),
                      .algorithm = std::nullopt,
                      .packet_interval = optional_number(record, Slot::packet_interval),
                      .packet_space = optional_number(record, Slot::packet_space),
                      .time_interval = optional_number(record, Slot::time_interval),
                      .time_space = optional_number(record, Slot::time_space),
                      .size = optional_number(record, Slot::sample_size),
                      .population = optional_number(record, Slot::sample_population),
                      .probability = std::nullopt};
  const ByteView probability = record.view(Slot::sample_probability);
  if (probability.size() == 8) {
    facts.probability = std::bit_cast<double>(record.number(Slot::sample_probability));
  } else if (probability.size() == 4) {
    facts.probability =
        std::bit_cast<float>(static_cast<std::uint32_t>(record.number(Slot::sample_probability)));
  }
  return facts;
}

void set_sampling(const Record& record, const SetContext& context, Flow& flow,
                  RecordOutcome& outcome) {
  if (record.plan.has_record_rate && !context.rates->is_fixed()) {
    const auto own = announced_rate(facts_of(record), context.sampling_rate_max);
    if (own) {
      outcome.bad_rate = !own->known();
      set_rate(*own, flow);
      return;
    }
  }
  set_rate(context.rates->rate_of(query_of(record, flow)), flow);
}

void set_server_name(const Record& record, Flow& flow) {
  for (std::size_t i = 0; i < kServerNameSlots.size() && flow.server_name.empty(); ++i) {
    ByteView bytes = record.view(kServerNameSlots[i]);
    if ((record.plan.names_behind_nbar >> i & 1U) != 0 && bytes.size() >= kNbarPrefix) {
      bytes = bytes.subspan(kNbarPrefix);
    }
    const auto end = std::ranges::find(bytes, std::byte{0});
    const void* text = bytes.data();
    flow.server_name = {static_cast<const char*>(text),
                        static_cast<std::size_t>(end - bytes.begin())};
  }
}

std::uint64_t hash_of(const Flow& flow, std::uint64_t salt) {
  constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;
  std::uint64_t hash = salt;
  for (const std::uint64_t word :
       {flow.source.high(), flow.source.low(), flow.destination.high(), flow.destination.low(),
        std::uint64_t{flow.exporter} << 32U | std::uint64_t{flow.source_port} << 16U |
            flow.destination_port,
        std::uint64_t{flow.protocol}}) {
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 29U;
  }
  return hash;
}

// RFC 5102 s.5.11.3: idle, end of flow, forced end and lack of resources end it; 2 is the active
// timeout.
bool flow_ended(const Record& record) {
  const std::uint64_t reason = record.number(Slot::end_reason);
  return reason != 0 && reason != 2;
}

void use_totals(const Record& record, const SetContext& context, Flow& flow) {
  const std::uint64_t salt =
      record.number(Slot::start) * 31 + record.number(Slot::flow_id) +
      (model::has(flow.adjustments, Adjustment::biflow_reverse) ? 0x5bd1e995U : 0U);
  const bool octets = record.plan.octets_form == CounterForm::total;
  const bool packets = record.plan.packets_form == CounterForm::total;
  const TotalsTable::Counters delta = context.totals->advance(
      hash_of(flow, salt), {octets ? flow.bytes : 0, packets ? flow.packets : 0},
      flow_ended(record));
  flow.bytes = octets ? delta.bytes : flow.bytes;
  flow.packets = packets ? delta.packets : flow.packets;
  flow.adjustments |= Adjustment::counter_from_total;
}

void use_frame(const Record& record, Flow& flow, RecordOutcome& outcome) {
  const bool is_frame = record.has(Slot::frame);
  const ByteView bytes = record.view(is_frame ? Slot::frame : Slot::ip_section);
  if (bytes.empty()) {
    return;
  }
  const auto packet = wire::dissect(is_frame ? wire::LinkType::ethernet : wire::LinkType::raw_ip,
                                    bytes, is_frame ? record.number(Slot::frame_size) : 0);
  if (!packet) {
    outcome.bad_header = packet.error().code != Errc::not_found;
    return;
  }
  const Adjustment kept = flow.adjustments;
  wire::describe_packet(*packet, flow);
  flow.adjustments |= kept;
  if (record.plan.packets_form == CounterForm::none) {
    flow.packets = 1;
  }
  if (record.plan.octets_form == CounterForm::none ||
      record.plan.octets_form == CounterForm::layer2) {
    flow.bytes = flow.packets * packet->ip_length;
  }
}

void use_layer2_octets(Flow& flow) {
  const std::uint64_t headers = kEthernetHeader * flow.packets;
  flow.bytes = flow.bytes > headers ? flow.bytes - headers : 0;
  flow.adjustments |= Adjustment::packet_length_l2;
}

// The other direction of a biflow: as `forward`, with the ends swapped. False if it cannot be true.
bool make_reverse(const Record& record, const SetContext& context, const Flow& forward,
                  Flow& reverse) {
  const bool initiator = record.plan.octets_form == CounterForm::initiator ||
                         record.plan.packets_form == CounterForm::initiator;
  reverse = forward;
  reverse.source = forward.destination;
  reverse.destination = forward.source;
  reverse.source_port = forward.destination_port;
  reverse.destination_port = forward.source_port;
  reverse.source_asn = forward.destination_asn;
  reverse.destination_asn = forward.source_asn;
  reverse.input_interface = forward.output_interface;
  reverse.output_interface = forward.input_interface;
  reverse.adjustments |= Adjustment::biflow_reverse;
  const Slot octets = initiator ? Slot::responder_octets : Slot::reverse_octets;
  const Slot packets = initiator ? Slot::responder_packets : Slot::reverse_packets;
  reverse.bytes = record.number(octets);
  reverse.packets = record.number(packets);
  if (record.has(Slot::reverse_tcp_flags)) {
    reverse.tcp_flags = static_cast<std::uint8_t>(record.number(Slot::reverse_tcp_flags));
  }
  if (record.has(Slot::reverse_traffic_class)) {
    reverse.traffic_class = static_cast<std::uint8_t>(record.number(Slot::reverse_traffic_class));
  }
  if (record.plan.reverse_start_form != TimeForm::none &&
      record.plan.reverse_end_form != TimeForm::none) {
    if (!set_times(record, context.clock, Slot::reverse_start, record.plan.reverse_start_form,
                   Slot::reverse_end, record.plan.reverse_end_form, reverse)) {
      return false;
    }
  }
  return !record.has(octets) || !record.has(packets) ||
         counters_are_plausible(false, reverse.bytes, reverse.packets);
}

}  // namespace

std::size_t decode_simple_records(const RecordPlan& plan, const std::byte* records,
                                  std::size_t count, const SetContext& context, Flow* flows) {
  return plan.has_v4 ? decode_each<Family::v4>(plan, records, count, context, flows)
                     : decode_each<Family::v6>(plan, records, count, context, flows);
}

std::size_t count_implausible(const RecordPlan& netflow5, const std::byte* records,
                              std::size_t count) {
  std::size_t implausible = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Record record{netflow5, netflow5.loads, records + i * netflow5.record_size};
    const bool plausible =
        counters_are_plausible(true, record.number(Slot::octets), record.number(Slot::packets)) &&
        times_are_plausible(netflow5, record.number(Slot::start), record.number(Slot::end), 0, 0);
    implausible += plausible ? 0 : 1;
  }
  return implausible;
}

RecordOutcome decode_record(const RecordPlan& plan, const Loads& loads, const std::byte* bytes,
                            const SetContext& context, std::span<Flow, 2> flows) {
  RecordOutcome outcome;
  const Record record{plan, loads, bytes};
  Flow& flow = flows[0];
  set_common(record, context, flow);
  set_addresses(record, flow);
  outcome.implausible = !set_times(record, context.clock, Slot::start, plan.start_form, Slot::end,
                                   plan.end_form, flow);
  if (plan.has_frame) {
    use_frame(record, flow, outcome);
  }
  if (plan.octets_form == CounterForm::layer2 && !plan.has_frame) {
    use_layer2_octets(flow);
  }
  set_sampling(record, context, flow, outcome);
  if (plan.has(Slot::server_name)) {
    set_server_name(record, flow);
  }
  outcome.flows = 1;
  if (plan.has_reverse) {
    outcome.implausible |= !make_reverse(record, context, flow, flows[1]);
    if (flows[1].bytes != 0 || flows[1].packets != 0) {
      outcome.flows = 2;
    }
  }
  if (plan.has_event && flow.bytes == 0 && flow.packets == 0 && outcome.flows == 1) {
    return {.flows = 0, .event = true, .bad_rate = outcome.bad_rate};
  }
  if (plan.octets_form == CounterForm::total || plan.packets_form == CounterForm::total) {
    for (std::uint32_t i = 0; i < outcome.flows; ++i) {
      use_totals(record, context, flows[i]);
    }
  }
  // Behind the totals: the growth of a counter is true even where a narrow one wrapped before.
  if (plan.octets_form != CounterForm::none && plan.packets_form != CounterForm::none) {
    outcome.implausible |= !counters_are_plausible(plan.netflow5, flow.bytes, flow.packets);
  }
  outcome.flows = outcome.implausible ? 0 : outcome.flows;
  return outcome;
}

}  // namespace sixscope::flow
