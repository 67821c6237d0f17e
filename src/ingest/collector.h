#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "ingest/delivery.h"
#include "ingest/intake.h"
#include "ingest/journal.h"
#include "ingest/labeler.h"
#include "ingest/spool.h"
#include "ingest/worker.h"
#include "net/prefix.h"
#include "store/live_view.h"
#include "store/volume_store.h"

namespace sixscope::ingest {

struct CollectorOptions {
  std::string directory;  ///< For journal, spool and remembered templates.
  std::size_t workers = 1;
  std::size_t journal_bytes = std::size_t{256} << 20U;  ///< Of all workers together.
  bool journal_on_disk = true;  ///< False: a killed process loses what is not yet spooled.
  std::chrono::milliseconds flush_interval{5000};
  std::size_t cells_max = 2'000'000;  ///< Of all workers together.
  std::uint64_t spool_bytes_max = std::uint64_t{4} << 30U;
  bool fsync = true;
  std::vector<net::Prefix> allowed;  ///< Empty: everybody on loopback sockets, nobody elsewhere.
  flow::DecoderOptions decoder;
  SightRules sight;
  FlowKeeping keeping;  ///< Of all workers together.
};

/// The collector between its sockets and the store: journals, workers, spool, delivery.
///
/// Inert until `start`. Sockets live in adapters, which get their entrance from `intake()` after
/// `start` and must have stopped before `stop`. Safe to view from any thread.
class Collector final : public store::LiveView {
 public:
  using LabelerFactory = std::function<std::unique_ptr<Labeler>()>;

  /// `flows` takes the single flows; null: none are kept, whatever the options say.
  Collector(CollectorOptions options, LabelerFactory make_labeler, store::VolumeStore& store,
            store::FlowStore* flows, const Clock& clock, Notice notice);
  ~Collector() override;

  /// Opens files, decodes what a killed process left behind, and starts the threads.
  Result<void> start();
  /// Decodes what was received, flushes, and gives the store `patience` to take it.
  void stop(std::chrono::milliseconds patience);

  [[nodiscard]] Intake& intake() { return *intake_; }

  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override;
  [[nodiscard]] store::LiveTotals totals() const override;
  [[nodiscard]] store::Unstored unstored() const override;
  [[nodiscard]] std::uint64_t turn() const override { return delivery_->turn(); }

 private:
  Result<void> open_files();
  Result<void> open_journal(std::size_t number);
  void recover(std::size_t number, JournalPosition covered);
  void run(Worker& worker);

  const CollectorOptions options_;
  LabelerFactory make_labeler_;
  store::VolumeStore& store_;
  store::FlowStore* flows_;
  const Clock& clock_;
  Notice notice_;

  std::unique_ptr<Spool> spool_;
  std::vector<std::unique_ptr<Journal>> journals_;
  std::vector<std::string> state_paths_;
  std::unique_ptr<Delivery> delivery_;
  std::unique_ptr<Intake> intake_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
};

}  // namespace sixscope::ingest
