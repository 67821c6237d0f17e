#include <algorithm>
#include <bit>

#include "flow/export_decoder_impl.h"
#include "wire/element.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using model::Flow;

constexpr std::uint16_t kScopeInterface = 2;  // RFC 3954 s.6.1.

// Names are asked for in `sixscope decode` only.
std::string_view name_of(const wire::FieldSpecifier& field, ExportProtocol protocol) {
  if (field.scope && protocol == ExportProtocol::netflow9) {
    return field.element < wire::kNetflow9ScopeNames.size()
               ? wire::kNetflow9ScopeNames[field.element]
               : std::string_view{};
  }
  return wire::element_name(field.enterprise, field.element);
}

// What an options record says about sampling and clocks.
struct OptionFacts {
  SamplingFacts sampling;
  SamplingScope scope;
  std::optional<std::uint64_t> boot_ms;
};

double probability_of(ByteView bytes) {
  return bytes.size() == 4   ? std::bit_cast<float>(load_big_endian<std::uint32_t>(bytes.data()))
         : bytes.size() == 8 ? std::bit_cast<double>(load_big_endian<std::uint64_t>(bytes.data()))
                             : 0.0;
}

void learn_scope(const wire::FieldSpecifier& field, std::uint64_t value, bool is_netflow9,
                 SamplingScope& scope) {
  const bool netflow9_scope = field.scope && is_netflow9;
  if (netflow9_scope) {
    if (field.element == kScopeInterface) {
      scope.interface = static_cast<std::uint32_t>(value);
    }
    return;
  }
  switch (field.element) {
    case 10:
    case 14:
      if (field.scope) {
        scope.interface = static_cast<std::uint32_t>(value);
        scope.direction =
            field.element == 14 ? model::Direction::egress : model::Direction::unknown;
      }
      break;
    case 48:
    case 302:
      scope.selector = value;
      break;
    case 60:
      scope.family = value == 4   ? net::Family::v4
                     : value == 6 ? net::Family::v6
                                  : net::Family::none;
      break;
    case 61:
      scope.direction = value == 0   ? model::Direction::ingress
                        : value == 1 ? model::Direction::egress
                                     : model::Direction::unknown;
      break;
    default:
      break;
  }
}

void learn_field(const wire::FieldSpecifier& field, ByteView bytes, bool is_netflow9,
                 OptionFacts& facts) {
  if (field.enterprise != 0 || field.reverse || bytes.empty() || bytes.size() > 8) {
    return;
  }
  const std::uint64_t value = big_endian(bytes.data(), bytes.size());
  learn_scope(field, value, is_netflow9, facts.scope);
  if (field.scope) {
    return;
  }
  SamplingFacts& sampling = facts.sampling;
  switch (field.element) {
    case 34:
      sampling.interval = value;
      break;
    case 35:
      sampling.interval_kind = value;
      break;
    case 50:
      sampling.random_interval = value;
      break;
    case 160:
      facts.boot_ms = value;
      break;
    case 304:
      sampling.algorithm = value;
      break;
    case 305:
      sampling.packet_interval = value;
      break;
    case 306:
      sampling.packet_space = value;
      break;
    case 307:
      sampling.time_interval = value;
      break;
    case 308:
      sampling.time_space = value;
      break;
    case 309:
      sampling.size = value;
      break;
    case 310:
      sampling.population = value;
      break;
    case 311:
      sampling.probability = probability_of(bytes);
      break;
    default:
      break;
  }
}

void tally(const Flow& flow, ExporterCounters& counters) {
  FamilyTotals& totals = flow.family == net::Family::v4   ? counters.v4
                         : flow.family == net::Family::v6 ? counters.v6
                                                          : counters.no_family;
  ++totals.records;
  totals.bytes += flow.bytes;
  totals.packets += flow.packets;
  if (flow.rate.numerator == flow.rate.denominator) {
    totals.scaled_bytes += flow.bytes;
    totals.scaled_packets += flow.packets;
  } else {
    totals.scaled_bytes += model::scaled(flow.bytes, flow.rate);
    totals.scaled_packets += model::scaled(flow.packets, flow.rate);
  }
  auto left = static_cast<std::uint32_t>(flow.adjustments);
  if (left == 0) {
    return;
  }
  counters.rate_unknown_records += model::has(flow.adjustments, Adjustment::rate_unknown) ? 1 : 0;
  for (; left != 0; left &= left - 1) {
    ++counters.adjustments[static_cast<std::size_t>(std::countr_zero(left))];
  }
}

}  // namespace

SetContext ExportDecoder::Impl::context_of(const Message& message) {
  const Stream& stream = *message.stream;
  ExporterState& state = *states_[stream.exporter];
  state.rates.use(state.fixed_rate, state.sampling, fallback_sampling(stream.key.exporter),
                  options_.assume_unsampled);
  SetContext context{.clock = message.clock,
                     .exporter = stream.exporter,
                     .observation_domain = stream.key.exporter.domain,
                     .adjustments = message.adjustments,
                     .rate_is_constant = state.rates.is_constant(),
                     .sampling_rate_max = options_.sampling_rate_max,
                     .rates = &state.rates,
                     .totals = &totals_};
  context.rate = context.rate_is_constant ? state.rates.constant_rate() : kUnknownRate;
  return context;
}

void ExportDecoder::Impl::flush(std::uint32_t exporter) {
  if (batched_ == 0) {
    return;
  }
  const std::span<const Flow> flows(batch_.data(), batched_);
  ExporterInfo& info = infos_[exporter];
  for (const Flow& flow : flows) {
    tally(flow, info.counters);
  }
  info.rate = flows.back().rate;
  info.sampling_announced = info.rate.known();
  batched_ = 0;
  flows_->flows(flows);
}

void ExportDecoder::Impl::decode_data(const Template& known, ByteView body, Message& message) {
  if (known.definition.options) {
    decode_options(known, body, message);
    return;
  }
  const SetContext context = context_of(message);
  const RecordPlan& plan = known.plan;
  const bool usable_clock = context.clock.uptime_known || (plan.start_form != TimeForm::uptime_ms &&
                                                           plan.end_form != TimeForm::uptime_ms);
  if (plan.simple && usable_clock && records_ == nullptr) {
    decode_data_fast(plan, body, context, message);
    return;
  }
  Loads loads = plan.loads;
  while (body.size() >= plan.shortest && message.records <= kRecordsPerDatagramMax) {
    std::size_t size = plan.record_size;
    if (size == 0) {
      size = locate_fields(known.definition.fields, body, bounds_);
      if (size == 0) {
        // Fewer bytes than a record needs, but more than its minimum: padding has 3 at most.
        if (body.size() > 3) {
          count(context.exporter, Malformed::bad_set);
          message.all_counted = false;
        }
        break;
      }
      relocate(plan, bounds_, loads);
    } else if (records_ != nullptr) {
      static_cast<void>(locate_fields(known.definition.fields, body, bounds_));
    }
    emit_record(known, loads, body.first(size), context, message);
    ++message.records;
    body = body.subspan(size);
  }
  flush(context.exporter);
}

void ExportDecoder::Impl::decode_data_fast(const RecordPlan& plan, ByteView body,
                                           const SetContext& context, Message& message) {
  std::size_t left =
      std::min(body.size() / plan.record_size, kRecordsPerDatagramMax + 1 - message.records);
  message.records += static_cast<std::uint32_t>(left);
  infos_[context.exporter].counters.records += left;
  const std::byte* record = body.data();
  while (left != 0) {
    const std::size_t some = std::min(left, kFlowBatch);
    batched_ = decode_simple_records(plan, record, some, context, batch_.data());
    count(context.exporter, Malformed::implausible_counters, some - batched_);
    flush(context.exporter);
    record += some * plan.record_size;
    left -= some;
  }
}

void ExportDecoder::Impl::emit_record(const Template& known, const Loads& loads, ByteView record,
                                      const SetContext& context, Message& message) {
  if (batched_ + 2 > kFlowBatch || records_ != nullptr) {
    flush(context.exporter);
  }
  const auto room = std::span(batch_).subspan(batched_).first(2);
  const RecordOutcome outcome =
      decode_record(known.plan, loads, record.data(), context, std::span<Flow, 2>(room.data(), 2));
  ExporterCounters& counters = infos_[context.exporter].counters;
  counters.records += outcome.event ? 0 : 1;
  counters.nat_events += outcome.event ? 1 : 0;
  if (outcome.bad_rate) {
    count(context.exporter, Malformed::bad_sampling_rate);
  }
  if (outcome.bad_header) {
    count(context.exporter, Malformed::bad_header);
  }
  count(context.exporter, Malformed::implausible_counters, outcome.implausible ? 1 : 0);
  batched_ += outcome.flows;
  if (records_ != nullptr) {
    flush(context.exporter);
    show_record(known, record, outcome.event ? RecordView::Kind::nat_event : RecordView::Kind::flow,
                std::span<const Flow>(room.data(), outcome.flows), message);
  }
}

void ExportDecoder::Impl::show_record(const Template& known, ByteView record, RecordView::Kind kind,
                                      std::span<const Flow> flows, const Message& message) {
  fields_.clear();
  for (std::size_t i = 0; i < known.definition.fields.size(); ++i) {
    const wire::FieldSpecifier& field = known.definition.fields[i];
    fields_.push_back({.name = name_of(field, message.protocol),
                       .enterprise = field.enterprise,
                       .element = field.element,
                       .reverse = field.reverse,
                       .scope = field.scope,
                       .bytes = record.subspan(bounds_[i].offset, bounds_[i].length)});
  }
  records_->record({.kind = kind,
                    .exporter = message.stream->exporter,
                    .observation_domain = message.stream->key.exporter.domain,
                    .template_id = known.definition.id,
                    .protocol = message.protocol,
                    .fields = fields_,
                    .flows = flows,
                    .malformed = kind == RecordView::Kind::flow && flows.empty()
                                     ? name_of(Malformed::implausible_counters)
                                     : std::string_view{}});
}

void ExportDecoder::Impl::decode_options(const Template& known, ByteView body, Message& message) {
  while (body.size() >= known.plan.shortest && message.records <= kRecordsPerDatagramMax) {
    const std::size_t size = locate_fields(known.definition.fields, body, bounds_);
    if (size == 0) {
      if (body.size() > 3) {
        count(message.stream->exporter, Malformed::bad_set);
        message.all_counted = false;
      }
      return;
    }
    const ByteView record = body.first(size);
    ++message.records;
    ++infos_[message.stream->exporter].counters.option_records;
    learn_options(known, record, bounds_, message);
    if (records_ != nullptr) {
      show_record(known, record, RecordView::Kind::options, {}, message);
    }
    body = body.subspan(size);
  }
}

void ExportDecoder::Impl::learn_options(const Template& known, ByteView record,
                                        std::span<const FieldBounds> bounds, Message& message) {
  OptionFacts facts;
  for (std::size_t i = 0; i < known.definition.fields.size(); ++i) {
    learn_field(known.definition.fields[i], record.subspan(bounds[i].offset, bounds[i].length),
                message.protocol == ExportProtocol::netflow9, facts);
  }
  Stream& stream = *message.stream;
  if (facts.boot_ms && message.protocol == ExportProtocol::ipfix) {
    stream.boot_ms = static_cast<std::int64_t>(*facts.boot_ms);
    message.clock.uptime_ms = uptime_since(*stream.boot_ms, message.clock.export_ms);
    message.clock.uptime_known = true;
  }
  if (!facts.sampling.any()) {
    return;
  }
  const auto rate = announced_rate(facts.sampling, options_.sampling_rate_max);
  if (rate && !rate->known()) {
    count(stream.exporter, Malformed::bad_sampling_rate);
  }
  if (rate) {
    learn_rate(facts.scope, *rate, stream.exporter);
  }
}

}  // namespace sixscope::flow
