#include "ingest/collector.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/whole_file.h"

namespace sixscope::ingest {
namespace {

using std::chrono::milliseconds;
namespace fs = std::filesystem;

constexpr std::size_t kEntriesPerStep = 256;
constexpr milliseconds kIdleWait{50};
/// Times the rows at hand are read again because a worker flushed meanwhile.
constexpr int kReadingsMax = 5;
constexpr std::size_t kPendingRowsMax = 200'000;

// The templates kept in a state file, if the file says how far it reaches.
struct KeptState {
  Cover cover;
  std::string text;
};

std::optional<KeptState> read_state(const std::string& path) {
  const auto file = read_whole(path);
  if (!file) {
    return std::nullopt;
  }
  const std::size_t line = file->find('\n');
  if (line == std::string::npos) {
    return std::nullopt;
  }
  KeptState state;
  const char* const end = file->data() + line;
  const auto first = std::from_chars(file->data(), end, state.cover.generation);
  if (first.ec != std::errc{} || first.ptr == end) {
    return std::nullopt;
  }
  const auto second = std::from_chars(first.ptr + 1, end, state.cover.position);
  if (second.ec != std::errc{}) {
    return std::nullopt;
  }
  state.text = file->substr(line + 1);
  return state;
}

// The newest state that is not ahead of what is counted; one of another ring is as good as any.
std::string choose_state(const std::string& path, std::uint64_t generation,
                         JournalPosition covered) {
  const auto newest = read_state(path);
  if (newest && (newest->cover.generation != generation || newest->cover.position <= covered)) {
    return newest->text;
  }
  if (const auto previous = read_state(path + ".previous")) {
    return previous->text;
  }
  return newest ? newest->text : std::string();
}

}  // namespace

Collector::Collector(CollectorOptions options, LabelerFactory make_labeler,
                     store::VolumeStore& store, store::FlowStore* flows, const Clock& clock,
                     Notice notice)
    : options_(std::move(options)),
      make_labeler_(std::move(make_labeler)),
      store_(store),
      flows_(flows),
      clock_(clock),
      notice_(std::move(notice)) {}

Collector::~Collector() { stop(milliseconds(0)); }

Result<void> Collector::open_journal(std::size_t number) {
  const std::size_t bytes = options_.journal_bytes / options_.workers;
  const std::string path =
      options_.journal_on_disk ? fmt::format("{}/journal/{}.ring", options_.directory, number) : "";
  auto journal = Journal::open(path, bytes);
  if (!journal && journal.error().code == Errc::malformed) {
    // Another size was set, or an older program wrote it: set it aside, do not guess.
    notice_(describe(journal.error()) + ": it is set aside as .old and a new one begun");
    std::error_code wrong;
    fs::rename(path, path + ".old", wrong);
    journal = Journal::open(path, bytes);
  }
  if (!journal && !path.empty()) {
    notice_(describe(journal.error()) + ": going on without a journal on disk");
    journal = Journal::open("", bytes);
  }
  if (!journal) {
    return fail_like(journal);
  }
  journals_.push_back(*std::move(journal));
  state_paths_.push_back(fmt::format("{}/templates-{}.json", options_.directory, number));
  return {};
}

Result<void> Collector::open_files() {
  std::error_code wrong;
  fs::create_directories(fs::path(options_.directory) / "journal", wrong);
  if (wrong) {
    return fail_because(options_.directory + ": " + wrong.message(), Errc::unavailable,
                        "the data directory cannot be used");
  }
  auto spool = Spool::open({.directory = options_.directory + "/spool",
                            .bytes_max = options_.spool_bytes_max,
                            .fsync = options_.fsync});
  if (!spool) {
    return fail_like(spool);
  }
  spool_ = *std::move(spool);
  for (std::size_t number = 0; number < options_.workers; ++number) {
    if (auto opened = open_journal(number); !opened) {
      return opened;
    }
  }
  return {};
}

Result<void> Collector::start() {
  if (auto opened = open_files(); !opened) {
    return opened;
  }
  std::vector<Journal*> journals;
  for (const auto& journal : journals_) {
    journals.push_back(journal.get());
  }
  delivery_ = std::make_unique<Delivery>(*spool_, store_, flows_, journals, state_paths_,
                                         options_.flush_interval, notice_);
  const auto covers = spool_->covers();
  delivery_->start();
  for (std::size_t number = 0; number < options_.workers; ++number) {
    const auto cover = covers.find(journals_[number]->generation());
    recover(number, cover == covers.end() ? 0 : cover->second);
  }
  intake_ = std::make_unique<Intake>(std::move(journals), options_.allowed);
  for (const auto& worker : workers_) {
    threads_.emplace_back([this, &worker = *worker] { run(worker); });
  }
  return {};
}

void Collector::recover(std::size_t number, JournalPosition covered) {
  Journal& journal = *journals_[number];
  WorkerOptions options;
  options.number = static_cast<std::uint32_t>(number);
  options.cells_max = options_.cells_max / options_.workers;
  options.flush_interval = options_.flush_interval;
  options.decoder = options_.decoder;
  options.rules.sight = options_.sight;
  if (flows_ != nullptr) {
    options.rules.keeping = options_.keeping;
    options.rules.keeping.flows_max /= options_.workers;
  }
  workers_.push_back(
      std::make_unique<Worker>(options, journal, make_labeler_(), *delivery_, clock_));
  covered = std::max(covered, journal.checkpoint());
  const JournalPosition head = journal.head();
  if (head > covered) {
    notice_(fmt::format("decoding {} KiB that a killed process left in the journal",
                        (head - covered) / 1024));
  }
  workers_.back()->recover(covered,
                           choose_state(state_paths_[number], journal.generation(), covered));
}

void Collector::run(Worker& worker) {
  while (!stopping_) {
    if (worker.step(kEntriesPerStep) == 0) {
      worker.wait(kIdleWait);
    }
  }
  while (worker.step(kEntriesPerStep) != 0) {  // The sockets are closed: this ends.
  }
  static_cast<void>(worker.flush(true));
}

void Collector::stop(milliseconds patience) {
  if (threads_.empty()) {
    return;
  }
  stopping_ = true;
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
  delivery_->stop(patience);
}

std::vector<store::ExporterStatus> Collector::exporters() const {
  std::vector<store::ExporterStatus> all;
  for (const auto& worker : workers_) {
    auto some = worker->exporters();
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  }
  return all;
}

store::Unstored Collector::unstored() const {
  for (int reading = 1;; ++reading) {
    const std::uint64_t taken = delivery_->taken();
    store::Unstored unstored = delivery_->unstored(kPendingRowsMax);
    auto& rows = unstored.rows;
    for (const auto& worker : workers_) {
      auto some = worker->pending(kPendingRowsMax - std::min(kPendingRowsMax, rows.size()));
      rows.insert(rows.end(), std::make_move_iterator(some.begin()),
                  std::make_move_iterator(some.end()));
    }
    // A worker that flushed meanwhile took its rows where they had been looked for before.
    if (delivery_->taken() == taken || reading == kReadingsMax) {
      return unstored;
    }
  }
}

store::LiveTotals Collector::totals() const {
  store::LiveTotals totals;
  totals.at = clock_.now();
  auto& counters = totals.counters;
  for (const std::string& name : ledger_names()) {
    counters[name] = 0;
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const Worker& worker = *workers_[i];
    const ArrivalRates rates = worker.rates();
    totals.last_second += rates.volume;
    for (std::size_t access = 0; access < rates.by_access.size(); ++access) {
      totals.last_second_by_access[std::string(model::kAccessNames[access])] +=
          rates.by_access[access];
    }
    counters["flows_per_second"] += rates.flows;
    counters["datagrams_per_second"] += rates.datagrams;
    const LedgerValues ledger = worker.ledger_sum();
    for (std::size_t field = 0; field < ledger.size(); ++field) {
      counters[ledger_names()[field]] += ledger[field];
    }
    counters["journal_used_bytes"] += journals_[i]->used();
    counters["journal_capacity_bytes"] += journals_[i]->capacity();
    counters["journal_overruns"] += worker.overruns();
    counters["rollup_cells"] += worker.cells();
    counters["raw_flows_dropped"] += worker.flows_not_kept();
  }
  counters["spool_bytes"] = spool_->bytes();
  counters["spool_parcels"] = spool_->parcels();
  counters["spool_refused"] = spool_->refused();
  counters["spool_rejected"] = spool_->rejected();
  counters["spool_full"] = spool_->full() ? 1 : 0;
  counters["batches_stored"] = delivery_->batches_stored();
  counters["rows_stored"] = delivery_->rows_stored();
  counters["raw_flows_stored"] = delivery_->flows_stored();
  counters["store_failures"] = delivery_->store_failures();
  counters["store_age_seconds"] = static_cast<std::uint64_t>(delivery_->store_age_seconds());
  const IntakeCounters& intake = intake_->counters();
  counters["received_datagrams"] = intake.datagrams;
  counters["received_bytes"] = intake.bytes;
  counters["receive_calls"] = intake.calls;
  counters["stream_connections"] = intake.stream_connections;
  counters["stream_refused"] = intake.stream_refused;
  counters["stream_malformed"] = intake.stream_malformed;
  return totals;
}

}  // namespace sixscope::ingest
