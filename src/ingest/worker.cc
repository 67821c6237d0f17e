#include "ingest/worker.h"

#include <algorithm>
#include <utility>

namespace sixscope::ingest {
namespace {

/// Half of the journal may wait for its flush.
constexpr std::size_t kJournalPart = 2;
constexpr std::size_t kSessionsMax = 65'536;
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
      parcels_(parcels),
      clock_(clock),
      decoder_(options_.decoder),
      roller_(options_.cells_max, std::move(labeler), options_.rules),
      position_(journal.checkpoint()),
      flushed_position_(position_),
      last_flush_(clock.now()),
      last_state_(last_flush_) {}

void Worker::recover(JournalPosition checkpoint, const std::string& decoder_state) {
  const std::scoped_lock lock(mutex_);
  if (!decoder_state.empty()) {
    // A state that does not read is worth less than starting: exporters send templates again.
    static_cast<void>(decoder_.restore_state(decoder_state).has_value());
  }
  roller_.refresh();
  const JournalPosition head = journal_.head();
  checkpoint = std::clamp(checkpoint, journal_.oldest(), head);
  Journal::Reader reader = journal_.read_from(journal_.oldest());
  counting_ = false;
  replay(reader, checkpoint);
  roller_.mark_flushed(decoder_.exporters());
  counting_ = true;
  replay(reader, head);
  for (const std::uint64_t session : sessions_) {  // Their connections ended with the process.
    decoder_.end_session(session);
  }
  sessions_.clear();
  position_ = reader.position();
  flushed_position_ = checkpoint;
  last_templates_ = templates_changed(decoder_.exporters());
}

void Worker::replay(Journal::Reader& reader, JournalPosition until) {
  while (reader.position() < until) {  // Ends: every entry moves the reader.
    const JournalPosition from = reader.position();
    const auto entry = reader.next();
    if (!entry) {
      break;
    }
    if (from == journal_.poisoned()) {
      ++roller_.received_from(entry->exporter).entries_skipped;
      continue;
    }
    journal_.set_decoding(from);
    take(*entry);
  }
  journal_.set_decoding(0);
}

std::size_t Worker::step(std::size_t entries_max) {
  const std::scoped_lock lock(mutex_);
  roller_.refresh();
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
  roller_.tick(now);
  if (flush_due(now) && !flush_locked(false)) {
    refused_until_ = now + kRefusalPause;  // Meanwhile the table goes on.
  }
  const std::size_t used = journal_.used();
  const std::size_t decoded = used - std::min<std::size_t>(used, journal_.head() - position_);
  if (used * 4 > journal_.capacity() * 3 && decoded * kJournalPart > journal_.capacity()) {
    // What is decoded waits for the spool, here or in the parcels handed on. Losing the protection
    // against a kill is better than losing traffic: give it up, so that the receiver finds room.
    journal_.release(position_);
    ++overruns_;
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
         roller_.nearly_full();
}

bool Worker::flush(bool with_state) {
  const std::scoped_lock lock(mutex_);
  return flush_locked(with_state);
}

bool Worker::flush_locked(bool with_state) {
  if (!parcels_.has_room()) {
    return false;
  }
  Parcel parcel;
  parcel.worker = options_.number;
  parcel.cover = {journal_.generation(), position_};
  roller_.drain_into(parcel, received_, decoder_.exporters());
  save_state_if_due(parcel, with_state);
  parcels_.take(std::move(parcel));
  flushed_position_ = position_;
  last_flush_ = clock_.now();
  return true;
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
      roller_.received_from(entry.exporter).queue_drops += entry.count;
      return;
    case EntryKind::kernel_drops:
      roller_.received_from(entry.exporter).kernel_drops += entry.count;
      return;
    case EntryKind::refused:
      roller_.refuse(entry.exporter, entry.count, entry.received);
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
    if (counting_) {
      roller_.count_datagram();
    }
  } while (!left.empty());
}

void Worker::flows(std::span<const model::Flow> batch) {
  if (counting_) {
    roller_.roll(batch, decoder_.exporters());
  }
}

std::vector<store::ExporterStatus> Worker::exporters() const {
  const std::scoped_lock lock(mutex_);
  return roller_.statuses(decoder_.exporters());
}

LedgerValues Worker::ledger_sum() const {
  const std::scoped_lock lock(mutex_);
  return roller_.ledger_sum(decoder_.exporters());
}

std::vector<store::VolumeRow> Worker::pending(std::size_t rows_max) const {
  const std::scoped_lock lock(mutex_);
  return roller_.pending(rows_max);
}

ArrivalRates Worker::rates() const {
  const std::scoped_lock lock(mutex_);
  return roller_.rates();
}

std::uint64_t Worker::flows_not_kept() const {
  const std::scoped_lock lock(mutex_);
  return roller_.flows_not_kept();
}

std::size_t Worker::cells() const {
  const std::scoped_lock lock(mutex_);
  return roller_.cells();
}

}  // namespace sixscope::ingest
