#include "apps/fault_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace sixscope::apps {
namespace {

// Counters that only rise if something is wrong, beside malformed_*.
constexpr std::array<std::string_view, 11> kFaults = {
    "refused",          "kernel_drops",     "queue_drops",      "sets_dropped",
    "flows_lost",       "entries_skipped",  "sequence_gaps",    "stream_refused",
    "journal_overruns", "stream_malformed", "raw_flows_dropped"};

// Where the decoder counts exporters for which it has no room.
constexpr std::string_view kNobody = "::";

bool is_fault(std::string_view counter) {
  return counter.starts_with("malformed_") || std::ranges::find(kFaults, counter) != kFaults.end();
}

}  // namespace

FaultLog::FaultLog(const std::vector<api::MetricNote>& notes,
                   std::function<void(const std::string&)> say)
    : say_(std::move(say)) {
  for (const api::MetricNote& note : notes) {
    if (is_fault(note.name)) {
      notes_.emplace(note.name, note);
    }
  }
}

FaultLog::Counts FaultLog::counts_of(const std::vector<store::ExporterStatus>& exporters,
                                     const store::LiveTotals& totals) const {
  Counts counts;
  std::map<std::string_view, std::uint64_t> named;
  for (const store::ExporterStatus& exporter : exporters) {
    for (const auto& [counter, count] : exporter.counters) {
      if (count != 0 && notes_.contains(counter)) {
        const std::string& address = exporter.address;
        counts[{address == kNobody ? std::string() : address, counter}] += count;
        named[counter] += count;
      }
    }
  }
  for (const auto& [counter, count] : totals.counters) {
    // Senders that never got as far as being an exporter stand in the totals alone.
    if (notes_.contains(counter) && count > named[counter]) {
      counts[{std::string(), counter}] += count - named[counter];
    }
  }
  return counts;
}

std::string FaultLog::line(const Key& key, std::uint64_t more) const {
  const auto& [address, counter] = key;
  const api::MetricNote& note = notes_.find(counter)->second;
  // The first sentence says what it is; the others how it is counted.
  std::string_view words = note.text.en;
  words = words.substr(0, words.find(". "));
  if (words.ends_with('.')) {
    words.remove_suffix(1);
  }
  return address.empty()
             ? fmt::format("collector: {}: {} {} ({}); see `sixscope exporters` and /metrics",
                           words, more, note.unit, counter)
             : fmt::format("exporter {}: {}: {} {} ({}); see `sixscope exporters {}`", address,
                           words, more, note.unit, counter, address);
}

std::vector<FaultLog::Due> FaultLog::due_of(const Counts& counts, Time now) {
  std::erase_if(said_, [&counts](const auto& one) { return !counts.contains(one.first); });
  waiting_ = false;
  std::vector<Due> due;
  for (const auto& [key, count] : counts) {
    Said& said = said_[key];
    said.count = count < said.count ? 0 : said.count;  // Forgotten meanwhile, and come again.
    if (count == said.count) {
      continue;
    }
    if (said.at && now - *said.at < kPause) {
      waiting_ = true;
    } else {
      due.push_back({said.at, key, count, count - said.count});
    }
  }
  std::ranges::stable_sort(due, {}, &Due::last);  // Nothing, thus never said, comes first.
  return due;
}

void FaultLog::look(const store::LiveView& live, Time now) {
  const store::LiveTotals totals = live.totals();
  std::uint64_t total = 0;
  for (const auto& [counter, count] : totals.counters) {
    total += notes_.contains(counter) ? count : 0;
  }
  if (std::exchange(total_, total) == total && !waiting_) {
    return;
  }
  if (!minute_ || now - *minute_ >= kPause) {
    minute_ = now;
    lines_ = 0;
    closed_ = false;
  }
  const std::vector<Due> due = due_of(counts_of(live.exporters(), totals), now);
  const std::size_t room = std::min(due.size(), kLinesMax - lines_);
  for (const Due& one : std::span(due).first(room)) {
    say_(line(one.key, one.more));
    said_[one.key] = {one.count, now};
  }
  lines_ += room;
  if (due.size() > room) {
    waiting_ = true;
    if (!std::exchange(closed_, true)) {
      say_(fmt::format("and {} more exporters and reasons; see `sixscope exporters`",
                       due.size() - room));
    }
  }
}

}  // namespace sixscope::apps
