#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "flow/export_decoder.h"
#include "ingest/journal.h"
#include "ingest/labeler.h"
#include "ingest/ledger.h"
#include "ingest/parcel.h"
#include "ingest/roller.h"
#include "store/live_view.h"

namespace sixscope::ingest {

struct WorkerOptions {
  std::uint32_t number = 0;
  std::size_t cells_max = 2'000'000;
  std::chrono::milliseconds flush_interval{5000};
  std::chrono::milliseconds state_interval{60'000};  ///< Between saves of templates and rates.
  flow::DecoderOptions decoder;
  RollerRules rules;
};

/// Takes parcels over from workers. Safe from several threads.
class ParcelSink {
 public:
  virtual ~ParcelSink() = default;
  /// False while the spool is behind: the worker keeps its sums and asks again.
  [[nodiscard]] virtual bool has_room() const = 0;
  virtual void take(Parcel parcel) = 0;
};

/// Decodes and rolls up the datagrams of its exporters, and flushes increments.
///
/// Owns the decoder and the table; the journal is its input. After a restart `recover` decodes what
/// the journal still holds: up to the checkpoint for the decoder's memory only (templates, sequence
/// numbers, duplicates), from there on in earnest. `step` belongs to one thread; the views may be
/// asked from any.
class Worker : private flow::FlowSink {
 public:
  Worker(WorkerOptions options, Journal& journal, std::unique_ptr<Labeler> labeler,
         ParcelSink& parcels, const Clock& clock);

  /// Reads the journal from its oldest entry. `checkpoint`: what safe parcels cover.
  void recover(JournalPosition checkpoint, const std::string& decoder_state);

  /// Decodes what waits, at most `entries_max` entries, and flushes where it is due. Returns how
  /// many entries there were.
  std::size_t step(std::size_t entries_max);
  /// Hands on everything rolled up so far, with templates. False if it was not taken.
  bool flush(bool with_state);
  /// Waits for input, at most `longest`.
  void wait(std::chrono::milliseconds longest) { journal_.wait(position_, longest); }

  /// Facts and ledgers of its exporters.
  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const;
  /// Sums of all ledgers.
  [[nodiscard]] LedgerValues ledger_sum() const;
  /// Cells not handed on yet, at most `rows_max` of them.
  [[nodiscard]] std::vector<store::VolumeRow> pending(std::size_t rows_max) const;
  /// Rates of the last full second.
  [[nodiscard]] ArrivalRates rates() const;
  [[nodiscard]] std::size_t cells() const;
  [[nodiscard]] std::uint64_t flows_not_kept() const;
  [[nodiscard]] std::uint64_t overruns() const { return overruns_; }

 private:
  void flows(std::span<const model::Flow> batch) override;
  void exporter_leaves(std::uint32_t index, const flow::ExporterInfo& info) override {
    roller_.forget(index, info);
  }
  void take(const Entry& entry);
  void decode(const Entry& entry);
  void replay(Journal::Reader& reader, JournalPosition until);
  [[nodiscard]] bool flush_due(Instant now) const;
  bool flush_locked(bool with_state);
  void save_state_if_due(Parcel& parcel, bool force);

  const WorkerOptions options_;
  Journal& journal_;
  ParcelSink& parcels_;
  const Clock& clock_;

  mutable std::mutex mutex_;  ///< Held while a step decodes; the views take it.
  flow::ExportDecoder decoder_;
  Roller roller_;
  std::set<std::uint64_t> sessions_;

  JournalPosition position_ = 0;
  JournalPosition flushed_position_ = 0;
  bool counting_ = true;
  Instant received_;
  Instant last_flush_;
  Instant refused_until_;
  Instant last_state_;
  std::uint64_t last_templates_ = 0;
  std::atomic<std::uint64_t> overruns_{0};
};

}  // namespace sixscope::ingest
