#include "ingest/worker.h"

#include <algorithm>
#include <utility>

namespace sixscope::ingest {
namespace {

/// Addresses kept apart; what comes after shares the last site, named "::".
constexpr std::size_t kSitesMax = 60'000;
/// Part of the journal that may wait for its flush.
constexpr std::size_t kJournalPart = 2;
constexpr std::size_t kSessionsMax = 65'536;
constexpr std::size_t kRefusedSitesMax = 256;
/// Before asking again for room in the spool.
constexpr std::chrono::milliseconds kRefusalPause{200};

std::uint64_t templates_changed(std::span<const flow::ExporterInfo> exporters) {
  std::uint64_t sum = 0;
  for (const flow::ExporterInfo& exporter : exporters) {
    sum += exporter.counters.templates_seen + exporter.counters.templates_withdrawn +
           exporter.counters.templates_redefined + 1;
  }
  return sum;
}

}  // namespace

Worker::Worker(WorkerOptions options, Journal& journal, std::unique_ptr<Labeler> labeler,
               ParcelSink& parcels, const Clock& clock)
    : options_(std::move(options)),
      journal_(journal),
      labeler_(std::move(labeler)),
      parcels_(parcels),
      clock_(clock),
      decoder_(options_.decoder),
      roll_up_(options_.cells_max),
      position_(journal.checkpoint()),
      flushed_position_(position_),
      last_flush_(clock.now()),
      last_state_(last_flush_) {}

void Worker::recover(JournalPosition checkpoint, const std::string& decoder_state) {
  const std::scoped_lock lock(mutex_);
  if (!decoder_state.empty()) {
    static_cast<void>(decoder_.restore_state(decoder_state).has_value());
  }
  const JournalPosition head = journal_.head();
  checkpoint = std::clamp(checkpoint, journal_.oldest(), head);
  Journal::Reader reader = journal_.read_from(journal_.oldest());
  counting_ = false;
  const JournalPosition poison = journal_.poisoned();
  const auto take_next = [&] {  // False at the end; every entry moves the reader.
    const JournalPosition from = reader.position();
    const auto entry = reader.next();
    if (entry && from == poison) {
      ++sites_[site_at(entry->exporter)].received.entries_skipped;
    } else if (entry) {
      journal_.set_decoding(from);
      take(*entry);
    }
    return entry.has_value();
  };
  while (reader.position() < checkpoint && take_next()) {
  }
  learn_exporters();
  mark_flushed();
  counting_ = true;
  while (reader.position() < head && take_next()) {
  }
  journal_.set_decoding(0);
  for (const std::uint64_t session : sessions_) {  // Their connections ended with the process.
    decoder_.end_session(session);
  }
  sessions_.clear();
  position_ = reader.position();
  flushed_position_ = checkpoint;
  last_templates_ = templates_changed(decoder_.exporters());
}

std::size_t Worker::step(std::size_t entries_max) {
  const std::scoped_lock lock(mutex_);
  labeler_->refresh();
  Journal::Reader reader = journal_.read_from(position_);
  std::size_t taken = 0;
  while (taken < entries_max) {
    journal_.set_decoding(reader.position());
    const auto entry = reader.next();
    if (!entry) {
      break;
    }
    take(*entry);
    ++taken;
  }
  journal_.set_decoding(0);
  position_ = reader.position();
  const Instant now = clock_.now();
  publish_rates(now);
  if (flush_due(now)) {
    if (flush_locked(false)) {
      return taken;
    }
    refused_until_ = now + kRefusalPause;  // Meanwhile the table goes on.
    if (journal_.used() * kJournalPart > journal_.capacity()) {
      // Nothing can be spooled. Losing the protection against a kill is better than losing traffic:
      // give up what is decoded, so that the receiver finds room.
      journal_.release(position_);
      ++overruns_;
    }
  }
  return taken;
}

bool Worker::flush_due(Instant now) const {
  if (position_ == flushed_position_ ||
      (now < refused_until_ && refused_until_ - now <= kRefusalPause)) {
    return false;
  }
  return now - last_flush_ >= options_.flush_interval || now < last_flush_ ||
         (position_ - flushed_position_) * kJournalPart > journal_.capacity() ||
         roll_up_.rows().size() * 4 > roll_up_.rows_max() * 3;
}

bool Worker::flush(bool with_state) {
  const std::scoped_lock lock(mutex_);
  return flush_locked(with_state);
}

bool Worker::flush_locked(bool with_state) {
  if (!parcels_.has_room()) {
    return false;
  }
  parcels_.take(make_parcel(with_state));
  mark_flushed();
  flushed_position_ = position_;
  last_flush_ = clock_.now();
  return true;
}

Parcel Worker::make_parcel(bool with_state) {
  learn_exporters();
  Parcel parcel;
  parcel.worker = options_.number;
  parcel.cover = {journal_.generation(), position_};
  roll_up_.drain(parcel.rows);
  parcel.names = names_of(parcel.rows);
  const Instant minute = std::chrono::floor<std::chrono::minutes>(received_);
  for (const Site& site : sites_) {
    auto increments = ledger_increments(site.flushed, values_of(site));
    if (!increments.empty()) {
      parcel.ledger.push_back({minute, site.address.to_string(), std::move(increments)});
    }
  }
  save_state_if_due(parcel, with_state);
  return parcel;
}

void Worker::save_state_if_due(Parcel& parcel, bool force) {
  const std::uint64_t changed = templates_changed(decoder_.exporters());
  const Instant now = clock_.now();
  if (force || changed != last_templates_ || now - last_state_ >= options_.state_interval) {
    parcel.decoder_state = decoder_.save_state();
    last_templates_ = changed;
    last_state_ = now;
  }
}

void Worker::mark_flushed() {
  for (Site& site : sites_) {
    site.flushed = values_of(site);
  }
}

LedgerValues Worker::values_of(const Site& site) const {
  LedgerValues sum = ledger_values({}, site.received);
  const auto exporters = decoder_.exporters();
  for (const std::size_t exporter : site.exporters) {
    const LedgerValues one = ledger_values(exporters[exporter].counters, {});
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += one[i];
    }
  }
  return sum;
}

void Worker::take(const Entry& entry) {
  received_ = entry.received;
  switch (entry.kind) {
    case EntryKind::datagrams:
      decode(entry);
      return;
    case EntryKind::session_end:
      decoder_.end_session(entry.session);
      sessions_.erase(entry.session);
      return;
    case EntryKind::queue_drops:
      sites_[site_at(entry.exporter)].received.queue_drops += entry.count;
      return;
    case EntryKind::kernel_drops:
      sites_[site_at(entry.exporter)].received.kernel_drops += entry.count;
      return;
    case EntryKind::refused:
      sites_[refused_site(entry.exporter)].received.refused += entry.count;
      return;
  }
}

void Worker::decode(const Entry& entry) {
  if (entry.session != 0 && sessions_.size() < kSessionsMax) {
    sessions_.insert(entry.session);
  }
  flow::Datagram datagram;
  datagram.exporter = entry.exporter;
  datagram.source_port = entry.source_port;
  datagram.session = entry.session;
  datagram.transport = entry.transport;
  datagram.received = entry.received;
  ByteView left = entry.payload;
  const std::size_t segment = entry.segment_size == 0 ? left.size() : entry.segment_size;
  do {  // Once for an empty datagram too: the decoder counts it.
    datagram.payload = left.first(std::min(segment, left.size()));
    left = left.subspan(datagram.payload.size());
    decoder_.decode(datagram, *this);
    arriving_.datagrams += counting_ ? 1 : 0;
  } while (!left.empty());
}

void Worker::flows(std::span<const model::Flow> batch) {
  if (!counting_) {
    return;
  }
  learn_exporters();
  if (labels_.size() < batch.size()) {
    labels_.resize(batch.size());
  }
  const std::span<enrich::Labels> labels(labels_.data(), batch.size());
  labeler_->label(batch, labels);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    roll(batch[i], labels[i]);
  }
}

void Worker::roll(const model::Flow& flow, const enrich::Labels& labels) {
  const std::uint16_t number = site_of_exporter_[flow.exporter];
  Site& site = sites_[number];
  if (flow.family == net::Family::none) {
    ++site.received.flows_no_family;
    return;
  }
  if (!labels.counted) {
    ++site.received.flows_uncounted;
    return;
  }
  const flow::ExporterInfo& info = decoder_.exporters()[flow.exporter];
  site.sees_v6 = site.sees_v6 || info.has_v6_template || flow.family == net::Family::v6;
  const model::Coverage coverage = !flow.rate.known() ? model::Coverage::rate_unknown
                                   : site.sees_v6     ? model::Coverage::measurable
                                                      : model::Coverage::v6_blind;
  const VolumeKey key = VolumeKey::of(labels, number, coverage);
  const model::FamilyVolume volume = volume_of(flow);
  bool kept = true;
  split_over_minutes(flow.start, flow.end, volume,
                     [&](std::uint32_t minute, const model::FamilyVolume& part) {
                       kept = roll_up_.add(key.at(minute), flow.family, part) && kept;
                     });
  ++(kept ? site.received.flows_counted : site.received.flows_lost);
  model::Volume& live = arriving_.by_access[static_cast<std::size_t>(labels.access)];
  if (labels.traffic_class == model::TrafficClass::user &&
      coverage != model::Coverage::rate_unknown) {
    (flow.family == net::Family::v6 ? live.v6 : live.v4) += volume;
  }
  ++arriving_.flows;
}

void Worker::learn_exporters() {
  const auto exporters = decoder_.exporters();
  while (site_of_exporter_.size() < exporters.size()) {
    const std::size_t next = site_of_exporter_.size();
    const std::uint16_t site = site_at(exporters[next].address);
    sites_[site].exporters.push_back(next);
    site_of_exporter_.push_back(site);
    labeler_->know_exporter(static_cast<std::uint32_t>(next), exporters[next].address);
  }
}

std::uint16_t Worker::site_at(const net::IpAddress& address) {
  const auto found = site_numbers_.find(address);
  if (found != site_numbers_.end()) {
    return found->second;
  }
  if (sites_.size() >= kSitesMax) {
    return site_at(net::IpAddress());  // The first turn below has made room for it.
  }
  if (sites_.empty() && address != net::IpAddress()) {
    static_cast<void>(site_at(net::IpAddress()));
  }
  const auto number = static_cast<std::uint16_t>(sites_.size());
  sites_.push_back(
      {.address = address, .sees_v6 = false, .received = {}, .exporters = {}, .flushed = {}});
  site_numbers_.emplace(address, number);
  return number;
}

std::uint16_t Worker::refused_site(const net::IpAddress& address) {
  // Whoever forges addresses must not use up the places of real exporters.
  if (!site_numbers_.contains(address) && refused_sites_++ >= kRefusedSitesMax) {
    return site_at(net::IpAddress());
  }
  return site_at(address);
}

void Worker::publish_rates(Instant now) {
  using std::chrono::seconds;
  const Instant second = std::chrono::floor<seconds>(now);
  if (second == arriving_.at) {
    return;
  }
  for (const model::Volume& volume : arriving_.by_access) {
    arriving_.volume += volume;
  }
  arriving_.at = second;
  arrived_ = arriving_;
  arriving_ = {};
  arriving_.at = second;
}

}  // namespace sixscope::ingest
