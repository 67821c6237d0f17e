#include <algorithm>

#include "flow/export_decoder_impl.h"

namespace sixscope::flow {
namespace {

// Streams per exporter that an exporter may have on average before the idle ones go.
constexpr std::size_t kStreamsPerExporter = 4;
// Of those that ask a full table or address for a place, one in so many has all of it looked at.
constexpr std::uint32_t kTriesPerLook = 16;

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

// The place of an exporter, a new one if need be.
ExportDecoder::Impl::Place ExportDecoder::Impl::place_of(const ExporterKey& key, Instant now) {
  if (const auto known = exporters_.find(key); known != exporters_.end()) {
    return {.exporter = known->second, .refused = {}};
  }
  std::optional<std::uint32_t> leaving;
  const auto address = addresses_.find(key.address);
  if (address != addresses_.end() &&
      address->second.exporters.size() >= options_.domains_per_address_max) {
    leaving = first_to_leave(address->second, now);
    if (!leaving) {
      return {.exporter = address->second.exporters.front(), .refused = Malformed::domain_limit};
    }
  } else if (exporters_.size() >= options_.exporters_max) {
    leaving = first_to_leave(now);
    if (!leaving) {
      return {.exporter = overflow(now), .refused = Malformed::unknown_exporter};
    }
  }
  if (leaving) {
    leave(*leaving);
  } else {
    infos_.emplace_back();
    states_.push_back(std::make_unique<ExporterState>());
  }
  const std::uint32_t index = leaving.value_or(static_cast<std::uint32_t>(infos_.size() - 1));
  settle(index, key, now);
  return {.exporter = index, .refused = {}};
}

std::uint32_t ExportDecoder::Impl::overflow(Instant now) {
  if (!overflow_) {
    overflow_ = static_cast<std::uint32_t>(infos_.size());
    infos_.emplace_back().first_seen = now;
    states_.push_back(std::make_unique<ExporterState>());
  }
  return *overflow_;
}

void ExportDecoder::Impl::settle(std::uint32_t index, const ExporterKey& key, Instant now) {
  exporters_.emplace(key, index);
  addresses_[key.address].exporters.push_back(index);
  ExporterInfo& info = infos_[index];
  info = {};
  info.address = key.address;
  info.observation_domain = key.domain;
  info.protocol = key.protocol;
  info.first_seen = now;
  info.last_seen = now;
  ExporterState& state = *states_[index];
  for (const auto& [address, rate] : options_.fixed_rates) {
    if (address == key.address) {
      state.fixed_rate = rate;
    }
  }
  state.v5_full_width_rate = std::ranges::find(options_.v5_full_width_rate, key.address) !=
                             options_.v5_full_width_rate.end();
  if (state.fixed_rate) {
    info.rate = *state.fixed_rate;
    info.sampling_announced = state.fixed_rate->known();
  } else {
    info.rate = options_.assume_unsampled ? model::SamplingRate{} : kUnknownRate;
    info.sampling_announced = options_.assume_unsampled;
  }
}

// Takes an exporter out. Its index is settled anew at once.
void ExportDecoder::Impl::leave(std::uint32_t index) {
  ExporterState& state = *states_[index];
  while (!state.streams.empty()) {
    drop_stream(*state.streams.back());
  }
  const ExporterInfo& info = infos_[index];
  exporters_.erase(
      {.address = info.address, .domain = info.observation_domain, .protocol = info.protocol});
  const auto address = addresses_.find(info.address);
  std::erase(address->second.exporters, index);
  if (address->second.exporters.empty()) {
    addresses_.erase(address);
  }
  if (flows_ != nullptr) {
    flows_->exporter_leaves(index, info);
  }
  // Rate finders of other domains may still know the table by its place and version.
  SamplingTable sampling = std::move(state.sampling);
  sampling.clear();
  state = {};
  state.sampling = std::move(sampling);
}

// Options count: those of domain 0 tell the sampling of all others.
bool ExportDecoder::Impl::proven(std::uint32_t index) const {
  const ExporterCounters& counters = infos_[index].counters;
  return states_[index]->restored || counters.v4.records != 0 || counters.v6.records != 0 ||
         counters.no_family.records != 0 || counters.option_records != 0 ||
         counters.nat_events != 0;
}

bool ExportDecoder::Impl::may_leave(std::uint32_t index, Instant now) const {
  return !proven(index) || now - infos_[index].last_seen > kSilentBeforeLeaving;
}

// One domain of a full address, its turn come. Looks once in kTriesPerLook: each look goes through
// all domains of the address.
std::optional<std::uint32_t> ExportDecoder::Impl::first_to_leave(Address& address,
                                                                 Instant now) const {
  std::optional<std::uint32_t> first;
  if (address.refused++ % kTriesPerLook != 0) {
    return first;
  }
  const auto turn = [this](std::uint32_t index) {
    return std::pair(proven(index), infos_[index].last_seen);
  };
  for (const std::uint32_t index : address.exporters) {
    if (may_leave(index, now) && (!first || turn(index) < turn(*first))) {
      first = index;
    }
  }
  return first;
}

// The same for the whole table. A look lists a sixteenth of it, and one that finds fewer is not
// repeated before as many have asked in vain: each asker pays for a few exporters, whatever comes.
std::optional<std::uint32_t> ExportDecoder::Impl::first_to_leave(Instant now) {
  const std::size_t share = std::max<std::size_t>(options_.exporters_max / kTriesPerLook, 1);
  if (leaving_.empty() && looks_++ % share == 0) {
    std::vector<std::uint32_t> all;
    for (const auto& [key, index] : exporters_) {
      if (may_leave(index, now)) {
        all.push_back(index);
      }
    }
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(share, all.size()));
    std::ranges::partial_sort(all, end, {}, [this](std::uint32_t index) {
      return std::pair(proven(index), infos_[index].last_seen);
    });
    for (auto one = end; one != all.begin(); --one) {
      leaving_.emplace_back(*(one - 1), infos_[*(one - 1)].last_seen);
    }
    looks_ = leaving_.size() == share ? 0 : looks_;
  }
  while (!leaving_.empty()) {  // Ends: each turn takes one.
    const auto [index, last_seen] = leaving_.back();
    leaving_.pop_back();
    if (infos_[index].last_seen == last_seen && may_leave(index, now)) {
      return index;
    }
  }
  return std::nullopt;
}

void ExportDecoder::Impl::count_refused(const Datagram& datagram, const Place& place,
                                        Malformed reason) {
  ExporterInfo& info = infos_[place.exporter];
  ++info.counters.datagrams;
  info.last_seen = std::max(info.last_seen, datagram.received);
  count(place.exporter, place.refused.value_or(reason));
}

Stream* ExportDecoder::Impl::stream_of(const Datagram& datagram, ExportProtocol protocol,
                                       std::uint32_t domain) {
  const StreamKey key{
      .exporter = {.address = datagram.exporter, .domain = domain, .protocol = protocol},
      .session = datagram.session,
      .source_port =
          datagram.transport == Transport::udp ? datagram.source_port : std::uint16_t{0}};
  if (last_stream_ == nullptr || !(last_stream_->key == key)) {
    const auto known = streams_.find(key);
    last_stream_ = known != streams_.end() ? known->second.get() : open_stream(key, datagram);
    if (last_stream_ == nullptr) {
      return nullptr;
    }
  }
  last_stream_->last_seen = datagram.received;
  ExporterInfo& info = infos_[last_stream_->exporter];
  info.last_seen = std::max(info.last_seen, datagram.received);
  return last_stream_;
}

Stream* ExportDecoder::Impl::open_stream(const StreamKey& key, const Datagram& datagram) {
  const Place place = place_of(key.exporter, datagram.received);
  if (place.refused) {
    count_refused(datagram, place, *place.refused);
    return nullptr;
  }
  if (streams_.size() >= options_.exporters_max * kStreamsPerExporter) {
    evict_streams();
  }
  std::vector<Stream*>& siblings = states_[place.exporter]->streams;
  auto stream =
      std::make_unique<Stream>(Stream{.key = key,
                                      .exporter = place.exporter,
                                      .transport = datagram.transport,
                                      .templates = {},
                                      .sequence = SequenceTracker(options_.duplicate_window),
                                      .pending = {},
                                      .boot_ms = std::nullopt,
                                      .last_seen = datagram.received,
                                      .place = siblings.size()});
  siblings.push_back(stream.get());
  return streams_.emplace(key, std::move(stream)).first->second.get();
}

// Makes room by removing a quarter of all streams: those that never gave a record, then those heard
// of longest ago.
void ExportDecoder::Impl::evict_streams() {
  std::vector<Stream*> by_turn;
  by_turn.reserve(streams_.size());
  for (const auto& [key, stream] : streams_) {
    by_turn.push_back(stream.get());
  }
  const auto cut = by_turn.begin() + static_cast<std::ptrdiff_t>(by_turn.size() / 4 + 1);
  std::ranges::nth_element(by_turn, cut - 1, {}, [](const Stream* stream) {
    return std::pair(stream->proven, stream->last_seen);
  });
  std::for_each(by_turn.begin(), cut, [this](Stream* stream) { drop_stream(*stream); });
}

void ExportDecoder::Impl::drop_stream(Stream& stream) {
  ExporterState& state = *states_[stream.exporter];
  forget_templates(stream, stream.templates.size());
  ExporterCounters& counters = infos_[stream.exporter].counters;
  for (const PendingSet& pending : stream.pending) {
    state.pending_bytes -= pending.bytes.size();
    ++counters.sets_dropped;
  }
  state.streams.back()->place = stream.place;
  state.streams[stream.place] = state.streams.back();
  state.streams.pop_back();
  last_stream_ = nullptr;
  const StreamKey key = stream.key;  // Erasing by a key that dies meanwhile would not do.
  streams_.erase(key);
}

void ExportDecoder::Impl::forget_templates(const Stream& stream, std::size_t gone) {
  states_[stream.exporter]->templates -= gone;
  templates_ -= gone;
}

void ExportDecoder::Impl::end_session(std::uint64_t session) {
  for (auto it = streams_.begin(); it != streams_.end();) {
    Stream& stream = *(it++)->second;
    if (stream.transport != Transport::udp && stream.key.session == session) {
      drop_stream(stream);
    }
  }
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
