#include "ingest/intake.h"

#include <algorithm>
#include <utility>

namespace sixscope::ingest {
namespace {

/// Senders whose counts are kept apart between two notes; further ones are noted under "::".
constexpr std::size_t kSendersMax = 1024;
constexpr std::chrono::milliseconds kNoteInterval{1000};

}  // namespace

std::uint64_t datagrams_in(const Entry& entry) {
  if (entry.segment_size == 0 || entry.payload.empty()) {
    return 1;
  }
  return (entry.payload.size() + entry.segment_size - 1) / entry.segment_size;
}

Intake::Intake(std::vector<Journal*> journals, std::vector<net::Prefix> allowed)
    : journals_(std::move(journals)), allowed_(std::move(allowed)) {}

std::unique_ptr<Intake::Port> Intake::open_port(bool loopback) {
  std::unique_ptr<Port> port(new Port(*this, loopback));
  port->by_worker_.resize(journals_.size());
  return port;
}

std::size_t Intake::worker_of(const net::IpAddress& exporter) const {
  return journals_.size() == 1 ? 0 : std::hash<net::IpAddress>{}(exporter) % journals_.size();
}

bool Intake::Port::allows(const net::IpAddress& exporter) {
  if (intake_->allowed_.empty()) {
    return loopback_;
  }
  Remembered& slot = seen_[std::hash<net::IpAddress>{}(exporter) % seen_.size()];
  if (!slot.known || slot.address != exporter) {
    slot.address = exporter;
    slot.known = true;
    slot.allowed = std::ranges::any_of(
        intake_->allowed_, [&](const net::Prefix& prefix) { return prefix.contains(exporter); });
  }
  return slot.allowed;
}

void Intake::Port::take(std::span<const Entry> entries) {
  std::uint64_t datagrams = 0;
  std::uint64_t bytes = 0;
  bool all = intake_->journals_.size() == 1;
  for (const Entry& entry : entries) {
    datagrams += datagrams_in(entry);
    bytes += entry.payload.size();
    all = all && allows(entry.exporter);
  }
  intake_->counters_.datagrams.fetch_add(datagrams, std::memory_order_relaxed);
  intake_->counters_.bytes.fetch_add(bytes, std::memory_order_relaxed);
  intake_->counters_.calls.fetch_add(1, std::memory_order_relaxed);
  if (all) {  // The common case: one worker, nobody refused.
    hand_on(0, entries);
  } else {
    for (const Entry& entry : entries) {
      if (allows(entry.exporter)) {
        by_worker_[intake_->worker_of(entry.exporter)].push_back(entry);
      } else {
        note(refused_, entry.exporter, datagrams_in(entry));
        intake_->counters_.refused.fetch_add(datagrams_in(entry), std::memory_order_relaxed);
      }
    }
    for (std::size_t worker = 0; worker < by_worker_.size(); ++worker) {
      hand_on(worker, by_worker_[worker]);
      by_worker_[worker].clear();
    }
  }
  if (!entries.empty()) {
    tick(entries.back().received);
  }
}

void Intake::Port::hand_on(std::size_t worker, std::span<const Entry> entries) {
  if (entries.empty()) {
    return;
  }
  const std::size_t taken = intake_->journals_[worker]->append(entries);
  for (const Entry& entry : entries.subspan(taken)) {
    note(queue_drops_, entry.exporter, datagrams_in(entry));
  }
}

bool Intake::Port::offer(const Entry& entry) {
  if (intake_->journals_[intake_->worker_of(entry.exporter)]->append({&entry, 1}) == 0) {
    return false;
  }
  if (entry.kind == EntryKind::datagrams) {
    intake_->counters_.datagrams.fetch_add(1, std::memory_order_relaxed);
    intake_->counters_.bytes.fetch_add(entry.payload.size(), std::memory_order_relaxed);
  }
  return true;
}

void Intake::Port::kernel_dropped(const net::IpAddress& exporter, std::uint64_t count,
                                  Instant now) {
  note(kernel_drops_, exporter, count);
  tick(now);
}

void Intake::Port::note(Counts& counts, const net::IpAddress& exporter, std::uint64_t count) {
  const bool known = counts.contains(exporter);
  counts[known || counts.size() < kSendersMax ? exporter : net::IpAddress()] += count;
}

void Intake::Port::tick(Instant now) {
  if (now - written_down_ >= kNoteInterval || now < written_down_) {
    finish(now);
  }
}

void Intake::Port::finish(Instant now) {
  written_down_ = now;
  write_down(queue_drops_, EntryKind::queue_drops, now);
  write_down(kernel_drops_, EntryKind::kernel_drops, now);
  write_down(refused_, EntryKind::refused, now);
}

void Intake::Port::write_down(Counts& counts, EntryKind kind, Instant now) {
  for (auto next = counts.begin(); next != counts.end();) {
    Entry entry;
    entry.kind = kind;
    entry.exporter = next->first;
    entry.count = next->second;
    entry.received = now;
    if (intake_->journals_[intake_->worker_of(entry.exporter)]->append({&entry, 1}) == 0) {
      return;  // Still no room: they stay noted here.
    }
    next = counts.erase(next);
  }
}

}  // namespace sixscope::ingest
