#include <algorithm>

#include "flow/export_decoder_impl.h"

namespace sixscope::flow {
namespace {

// Streams per exporter that an exporter may have on average before the idle ones go.
constexpr std::size_t kStreamsPerExporter = 4;

}  // namespace

ExportDecoder::Impl::Impl(DecoderOptions options) : options_(std::move(options)) {
  netflow5_.definition.fields.assign(wire::kNetflow5Fields.begin(), wire::kNetflow5Fields.end());
  netflow5_.plan = compile_plan(netflow5_.definition.fields);
  netflow5_.plan.netflow5 = true;
  infos_.reserve(std::min<std::size_t>(options_.exporters_max, 64));
}

void ExportDecoder::Impl::count(std::uint32_t exporter, Malformed reason, std::uint64_t times) {
  infos_[exporter].counters.malformed[static_cast<std::size_t>(reason)] += times;
}

std::uint32_t ExportDecoder::Impl::exporter_of(const ExporterKey& key, Instant now) {
  if (const auto known = exporters_.find(key); known != exporters_.end()) {
    return known->second;
  }
  if (exporters_.size() >= options_.exporters_max && overflow_) {
    return *overflow_;
  }
  ExporterInfo info;
  info.address = key.address;
  info.observation_domain = key.domain;
  info.protocol = key.protocol;
  info.first_seen = now;
  info.last_seen = now;
  auto state = std::make_unique<ExporterState>();
  const auto index = static_cast<std::uint32_t>(infos_.size());
  if (exporters_.size() >= options_.exporters_max) {
    info.address = {};
    info.observation_domain = 0;
    info.protocol = ExportProtocol::unknown;
    overflow_ = index;
  } else {
    exporters_.emplace(key, index);
    for (const auto& [address, rate] : options_.fixed_rates) {
      if (address == key.address) {
        state->fixed_rate = rate;
      }
    }
    state->v5_full_width_rate = std::ranges::find(options_.v5_full_width_rate, key.address) !=
                                options_.v5_full_width_rate.end();
    if (state->fixed_rate) {
      info.rate = *state->fixed_rate;
      info.sampling_announced = state->fixed_rate->known();
    } else {
      info.rate = options_.assume_unsampled ? model::SamplingRate{} : kUnknownRate;
      info.sampling_announced = options_.assume_unsampled;
    }
  }
  infos_.push_back(info);
  states_.push_back(std::move(state));
  return index;
}

Stream& ExportDecoder::Impl::stream_of(const Datagram& datagram, ExportProtocol protocol,
                                       std::uint32_t domain) {
  const StreamKey key{
      .exporter = {.address = datagram.exporter, .domain = domain, .protocol = protocol},
      .session = datagram.session,
      .source_port =
          datagram.transport == Transport::udp ? datagram.source_port : std::uint16_t{0}};
  if (last_stream_ == nullptr || !(last_stream_->key == key)) {
    if (!streams_.contains(key) &&
        streams_.size() >= options_.exporters_max * kStreamsPerExporter) {
      evict_streams();
    }
    std::unique_ptr<Stream>& entry = streams_[key];
    if (!entry) {
      entry =
          std::make_unique<Stream>(Stream{.key = key,
                                          .exporter = exporter_of(key.exporter, datagram.received),
                                          .transport = datagram.transport,
                                          .templates = {},
                                          .sequence = SequenceTracker(options_.duplicate_window),
                                          .pending = {},
                                          .boot_ms = std::nullopt,
                                          .last_seen = datagram.received});
    }
    last_stream_ = entry.get();
  }
  last_stream_->last_seen = datagram.received;
  ExporterInfo& info = infos_[last_stream_->exporter];
  info.last_seen = std::max(info.last_seen, datagram.received);
  return *last_stream_;
}

// Makes room by removing the quarter of all streams that was heard of longest ago.
void ExportDecoder::Impl::evict_streams() {
  std::vector<Stream*> by_age;
  by_age.reserve(streams_.size());
  for (const auto& [key, stream] : streams_) {
    by_age.push_back(stream.get());
  }
  const auto cut = by_age.begin() + static_cast<std::ptrdiff_t>(by_age.size() / 4 + 1);
  std::ranges::nth_element(by_age, cut - 1, {}, &Stream::last_seen);
  for (auto it = by_age.begin(); it != cut; ++it) {
    forget_stream(**it);
    const StreamKey key = (*it)->key;
    streams_.erase(key);
  }
  last_stream_ = nullptr;
}

void ExportDecoder::Impl::forget_stream(Stream& stream) {
  ExporterState& state = *states_[stream.exporter];
  forget_templates(stream, stream.templates.size());
  ExporterCounters& counters = infos_[stream.exporter].counters;
  for (const PendingSet& pending : stream.pending) {
    state.pending_bytes -= pending.bytes.size();
    ++counters.sets_dropped;
  }
}

void ExportDecoder::Impl::forget_templates(const Stream& stream, std::size_t gone) {
  states_[stream.exporter]->templates -= gone;
  templates_ -= gone;
}

void ExportDecoder::Impl::end_session(std::uint64_t session) {
  for (auto it = streams_.begin(); it != streams_.end();) {
    Stream& stream = *it->second;
    if (stream.transport != Transport::udp && stream.key.session == session) {
      forget_stream(stream);
      it = streams_.erase(it);
    } else {
      ++it;
    }
  }
  last_stream_ = nullptr;
}

// RFC 7011 s.3.1: domain 0 speaks for the exporter as a whole. Routers also announce one sampling
// for all line cards there in v9.
const SamplingTable* ExportDecoder::Impl::fallback_sampling(const ExporterKey& key) const {
  if (key.domain == 0) {
    return nullptr;
  }
  ExporterKey whole = key;
  whole.domain = 0;
  const auto known = exporters_.find(whole);
  return known == exporters_.end() ? nullptr : &states_[known->second]->sampling;
}

void ExportDecoder::Impl::note_announcement(ExporterInfo& info, Instant at, bool carries_v6) {
  info.templates_at = std::max(info.templates_at, at);
  if (carries_v6) {
    info.v6_template_at = std::max(info.v6_template_at, at);
  }
}

void ExportDecoder::Impl::refresh_template_facts(const Stream& stream) {
  ExporterInfo& info = infos_[stream.exporter];
  info.has_v4_template = false;
  info.has_v6_template = false;
  for (const auto& [id, known] : stream.templates.all()) {
    if (known->definition.options) {
      continue;
    }
    const bool carries_v6 = known->plan.has_v6 || known->plan.has_frame;
    info.has_v4_template |= known->plan.has_v4 || known->plan.has_frame;
    info.has_v6_template |= carries_v6;
    note_announcement(info, known->refreshed, carries_v6);
  }
}

}  // namespace sixscope::flow
