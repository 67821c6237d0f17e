#include "flow/export_decoder.h"

#include <algorithm>
#include <cstdlib>

#include "flow/export_decoder_impl.h"
#include "wire/sflow.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;

std::int64_t milliseconds(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

void ExportDecoder::Impl::refuse(const Datagram& datagram, ExportProtocol protocol,
                                 Malformed reason) {
  const Place place = place_of({.address = datagram.exporter, .domain = 0, .protocol = protocol},
                               datagram.received);
  count_refused(datagram, place, reason);
}

// False if the datagram was counted before.
bool ExportDecoder::Impl::admit(const DatagramMark& mark, Stream& stream) {
  ExporterCounters& counters = infos_[stream.exporter].counters;
  ++counters.datagrams;
  const SequenceVerdict verdict = stream.sequence.judge(mark);
  switch (verdict.arrival) {
    case Arrival::in_order:
      break;
    case Arrival::gap:
      counters.sequence_gaps += verdict.missing;
      break;
    case Arrival::reordered:
      ++counters.reordered;
      break;
    case Arrival::reset:
      ++counters.sequence_resets;
      break;
    case Arrival::duplicate:
      ++counters.duplicates;
      return false;
  }
  return true;
}

void ExportDecoder::Impl::advance_sequence(Stream& stream, const DatagramMark& mark,
                                           SequenceStep step, std::optional<SequenceStep> deviant) {
  ExporterCounters& counters = infos_[stream.exporter].counters;
  if (stream.sequence.late()) {
    const std::uint32_t units = stream.sequence.deviates() && deviant ? deviant->units : step.units;
    const std::uint64_t open = counters.sequence_gaps - counters.sequence_recovered;
    counters.sequence_recovered += std::min<std::uint64_t>(units, open);
  }
  stream.sequence.advance(mark, step, deviant);
}

// Measures the exporter's clock against ours and decides whether its times must be shifted.
// Datagrams of files, and those without a reception time, say nothing about clocks.
void ExportDecoder::Impl::observe_clock(const Datagram& datagram, std::int64_t resolution_ms,
                                        Message& message) {
  if (datagram.transport == Transport::file || datagram.received == Instant{}) {
    return;
  }
  ClockSkew& skew = states_[message.stream->exporter]->skew;
  skew.observe(message.clock.export_ms, milliseconds(datagram.received), resolution_ms);
  infos_[message.stream->exporter].clock_skew_ms = skew.milliseconds();
  if (std::abs(skew.milliseconds()) > options_.clock_skew_max.count()) {
    message.clock.shift_ms = -skew.milliseconds();
    message.adjustments |= Adjustment::clock_skew_corrected;
  }
}

void ExportDecoder::Impl::decode_netflow5(const Datagram& datagram) {
  const auto header = wire::read_netflow5_header(datagram.payload);
  if (!header) {
    refuse(datagram, ExportProtocol::netflow5, Malformed::truncated);
    return;
  }
  const auto domain = std::uint32_t{header->engine_type} << 8U | header->engine_id;
  Stream* const from = stream_of(datagram, ExportProtocol::netflow5, domain);
  if (from == nullptr) {
    return;
  }
  Message message{
      .stream = from, .protocol = ExportProtocol::netflow5, .received = datagram.received};
  Stream& stream = *message.stream;
  const DatagramMark mark{.sequence = header->flow_sequence,
                          .export_seconds = header->export_seconds,
                          .uptime_ms = header->uptime_ms,
                          .digest = digest_of(datagram.payload.data(), datagram.payload.size())};
  if (!admit(mark, stream)) {
    return;
  }
  message.clock.export_ms = std::int64_t{header->export_seconds} * 1000 +
                            std::min<std::int64_t>(header->export_nanoseconds / 1'000'000, 999);
  message.clock.uptime_ms = header->uptime_ms;
  message.clock.uptime_known = true;
  observe_clock(datagram, 1, message);

  ByteView records = datagram.payload.subspan(wire::kNetflow5HeaderSize);
  const std::size_t announced = header->count * wire::kNetflow5RecordSize;
  if (announced > records.size()) {
    count(stream.exporter, Malformed::truncated);
  } else if (header->count == 0 || announced < records.size()) {
    count(stream.exporter, Malformed::bad_length);
  }
  records = records.first(std::min(records.size(), announced));
  const std::size_t size = records.size() / wire::kNetflow5RecordSize;
  if (count_implausible(netflow5_.plan, records.data(), size) * 2 > size) {
    // Any bytes behind a version of 5 pass for records: with most of them impossible, the rest is
    // chance, and so is the rate.
    infos_[stream.exporter].counters.records += size;
    count(stream.exporter, Malformed::implausible_counters, size);
    for (; records_ != nullptr && records.size() >= netflow5_.plan.record_size;
         records = records.subspan(netflow5_.plan.record_size)) {
      static_cast<void>(locate_fields(netflow5_.definition.fields, records, bounds_));
      show_record(netflow5_, records, RecordView::Kind::flow, {}, message);
    }
  } else {
    learn_netflow5_rate(header->sampling, stream.exporter);
    infos_[stream.exporter].has_v4_template = true;
    decode_data(netflow5_, records, message);
    stream.proven = stream.proven || message.records != 0;
  }
  advance_sequence(stream, mark, {.units = header->count});
}

// The two upper bits are a mode, the rest an interval; some exporters use all sixteen for the
// interval, and the operator says which.
void ExportDecoder::Impl::learn_netflow5_rate(std::uint16_t sampling, std::uint32_t exporter) {
  constexpr unsigned kModeBits = 14;
  ExporterState& state = *states_[exporter];
  const auto interval = static_cast<std::uint16_t>(sampling & ((1U << kModeBits) - 1));
  const std::uint16_t rate = state.v5_full_width_rate ? sampling : interval;
  if (sampling == 0) {
    // Says nothing; what an earlier header announced is no longer so.
    if (!state.sampling.empty()) {
      state.sampling.clear();
    }
    return;
  }
  if (rate == 0) {
    count(exporter, Malformed::bad_sampling_rate);
  }
  learn_rate({}, rate == 0 ? kUnknownRate : model::SamplingRate{.numerator = rate}, exporter);
}

void ExportDecoder::Impl::learn_rate(const SamplingScope& scope, model::SamplingRate rate,
                                     std::uint32_t exporter) {
  ExporterState& state = *states_[exporter];
  ExporterInfo& info = infos_[exporter];
  if (!state.sampling.announce(scope, rate)) {
    count(exporter, Malformed::bad_sampling_rate);
    return;
  }
  info.only_v4_sampled = state.sampling.only(net::Family::v4);
  if (!state.fixed_rate) {
    info.rate = rate;
    info.sampling_announced = rate.known();
  }
}

void ExportDecoder::Impl::decode_netflow9(const Datagram& datagram) {
  const auto header = wire::read_netflow9_header(datagram.payload);
  if (!header) {
    refuse(datagram, ExportProtocol::netflow9, Malformed::truncated);
    return;
  }
  Stream* const from = stream_of(datagram, ExportProtocol::netflow9, header->source_id);
  if (from == nullptr) {
    return;
  }
  Message message{
      .stream = from, .protocol = ExportProtocol::netflow9, .received = datagram.received};
  const DatagramMark mark{.sequence = header->sequence,
                          .export_seconds = header->export_seconds,
                          .uptime_ms = header->uptime_ms,
                          .digest = digest_of(datagram.payload.data(), datagram.payload.size())};
  if (!admit(mark, *message.stream)) {
    return;
  }
  message.clock.export_ms = std::int64_t{header->export_seconds} * 1000;
  message.clock.uptime_ms = header->uptime_ms;
  message.clock.uptime_known = true;
  observe_clock(datagram, 1000, message);
  decode_sets(datagram.payload.subspan(wire::kNetflow9HeaderSize), message);
  // RFC 3954 s.5.1 counts datagrams; some exporters count flows all the same.
  advance_sequence(*message.stream, mark, {.units = 1},
                   SequenceStep{.units = message.records, .certain = message.all_counted});
  infos_[message.stream->exporter].sequence_counts_records = message.stream->sequence.deviates();
}

void ExportDecoder::Impl::decode_ipfix(const Datagram& datagram) {
  const auto header = wire::read_ipfix_header(datagram.payload);
  if (!header) {
    refuse(datagram, ExportProtocol::ipfix, Malformed::truncated);
    return;
  }
  Stream* const from = stream_of(datagram, ExportProtocol::ipfix, header->observation_domain);
  if (from == nullptr) {
    return;
  }
  Message message{.stream = from, .protocol = ExportProtocol::ipfix, .received = datagram.received};
  Stream& stream = *message.stream;
  const DatagramMark mark{.sequence = header->sequence,
                          .export_seconds = header->export_seconds,
                          .uptime_ms = 0,
                          .digest = digest_of(datagram.payload.data(), datagram.payload.size())};
  if (!admit(mark, stream)) {
    return;
  }
  message.clock.export_ms = std::int64_t{header->export_seconds} * 1000;
  if (stream.boot_ms) {
    message.clock.uptime_ms = uptime_since(*stream.boot_ms, message.clock.export_ms);
    message.clock.uptime_known = true;
  }
  observe_clock(datagram, 1000, message);

  ByteView sets = datagram.payload;
  if (header->length < wire::kIpfixHeaderSize) {
    count(stream.exporter, Malformed::bad_length);
    sets = {};
  } else {
    if (header->length > sets.size()) {
      count(stream.exporter, Malformed::truncated);
      message.all_counted = false;
    } else if (header->length < sets.size()) {
      count(stream.exporter, Malformed::bad_length);
      sets = sets.first(header->length);
    }
    sets = sets.subspan(wire::kIpfixHeaderSize);
  }
  decode_sets(sets, message);
  advance_sequence(stream, mark, {.units = message.records, .certain = message.all_counted});
}

void ExportDecoder::Impl::decode(const Datagram& datagram, FlowSink& flows, RecordSink* records) {
  flows_ = &flows;
  records_ = records;
  batched_ = 0;
  const ByteView payload = datagram.payload;
  if (payload.size() < 2) {
    refuse(datagram, ExportProtocol::unknown, Malformed::truncated);
    return;
  }
  switch (load_big_endian<std::uint16_t>(payload.data())) {
    case 5:
      decode_netflow5(datagram);
      return;
    case 9:
      decode_netflow9(datagram);
      return;
    case 10:
      decode_ipfix(datagram);
      return;
    default:
      if (wire::looks_like_sflow(payload)) {
        decode_sflow(datagram);
        return;
      }
      refuse(datagram, ExportProtocol::unknown, Malformed::bad_version);
  }
}

ExportDecoder::ExportDecoder(DecoderOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
ExportDecoder::~ExportDecoder() = default;
ExportDecoder::ExportDecoder(ExportDecoder&&) noexcept = default;
ExportDecoder& ExportDecoder::operator=(ExportDecoder&&) noexcept = default;

void ExportDecoder::decode(const Datagram& datagram, FlowSink& flows, RecordSink* records) {
  impl_->decode(datagram, flows, records);
}
void ExportDecoder::end_session(std::uint64_t session) { impl_->end_session(session); }
std::span<const ExporterInfo> ExportDecoder::exporters() const { return impl_->exporters(); }
std::string ExportDecoder::save_state() const { return impl_->save_state(); }
Result<void> ExportDecoder::restore_state(std::string_view json) {
  return impl_->restore_state(json);
}

}  // namespace sixscope::flow
