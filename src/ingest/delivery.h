#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "ingest/parcel.h"
#include "ingest/spool.h"
#include "ingest/worker.h"
#include "store/live_view.h"
#include "store/volume_store.h"

namespace sixscope::ingest {

/// A line for a person: what happened, and what to do about it.
using Notice = std::function<void(const std::string& text)>;

/// The way from workers to the store: one thread spools parcels and moves checkpoints, another
/// sends what is spooled, oldest first, and deletes what the store has acknowledged. Parcels that
/// came since the last sending leave together: a batch costs the store the same however few its
/// rows.
///
/// A store that is away, or a full disk, only makes rows late: parcels wait on the disk, behind
/// that in memory (kWaitingMax), behind that in the workers' tables. Each batch keeps its id for
/// ever, so one that was sent but not acknowledged is sent again and stored once.
class Delivery final : public ParcelSink {
 public:
  /// Parcels in memory that wait for the spool.
  static constexpr std::size_t kWaitingMax = 8;
  /// Times a batch may be refused for a reason other than `unavailable` before it is set aside.
  static constexpr int kRefusalsMax = 5;
  /// Parcels whose rows are kept at hand for `unstored`.
  static constexpr std::size_t kAtHandMax = 64;
  /// Cells and flows of one shipment, unless its first parcel alone has more.
  static constexpr std::size_t kShipmentRowsMax = 200'000;

  /// `journals` by worker number; `state_paths` where each worker's templates are kept (empty: not
  /// at all). Parcels gather for `gather` between two sendings. What is passed in outlives this.
  Delivery(Spool& spool, store::VolumeStore& store, store::FlowStore* flows,
           std::vector<Journal*> journals, std::vector<std::string> state_paths,
           std::chrono::milliseconds gather, Notice notice);
  ~Delivery() override;

  void start();
  /// Ends both threads; what the store does not take within `patience` waits on the disk.
  void stop(std::chrono::milliseconds patience);

  [[nodiscard]] bool has_room() const override { return waiting_.size() < kWaitingMax; }
  void take(Parcel parcel) override;

  /// What was taken and is not stored; at most `rows_max` of the rows that were never sent.
  [[nodiscard]] store::Unstored unstored(std::size_t rows_max) const;
  /// Store::Unstored::turn as it is now.
  [[nodiscard]] std::uint64_t turn() const;
  /// Rises with each parcel taken: rows have moved from their worker to here.
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] std::uint64_t batches_stored() const { return batches_stored_; }
  [[nodiscard]] std::uint64_t rows_stored() const { return rows_stored_; }
  [[nodiscard]] std::uint64_t flows_stored() const { return flows_stored_; }
  [[nodiscard]] std::uint64_t store_failures() const { return store_failures_; }
  /// How long the oldest waiting batch has been refused; 0 if the store keeps up.
  [[nodiscard]] std::int64_t store_age_seconds() const;

 private:
  /// What questions are answered with beside the store.
  struct AtHand {
    std::uint64_t turn = 0;
    std::deque<std::shared_ptr<const Parcel>> parcels;
    std::shared_ptr<const store::VolumeBatch> unsettled;
  };
  /// A shipment as the store gets it.
  struct Sending {
    std::shared_ptr<const store::VolumeBatch> volumes;
    store::LedgerBatch ledger;
    store::FlowBatch flows;
  };

  void spool_parcels();
  void send_parcels();
  void keep_state(const Parcel& parcel);
  [[nodiscard]] bool keep(const Parcel& parcel);
  void begin(Shipment shipment);
  [[nodiscard]] bool send();
  void settle();
  [[nodiscard]] bool due() const;

  Spool& spool_;
  store::VolumeStore& store_;
  store::FlowStore* flows_;  ///< Null: single flows that an earlier run spooled are let go.
  std::vector<Journal*> journals_;
  std::vector<std::string> state_paths_;
  const std::chrono::milliseconds gather_;
  Notice notice_;
  BoundedQueue<std::shared_ptr<const Parcel>> waiting_;
  Guarded<AtHand> at_hand_;
  std::optional<Sending> sending_;  ///< The sending thread's own, as what follows.
  std::int64_t send_after_ = 0;
  int refusals_ = 0;
  std::atomic<std::uint64_t> taken_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> all_spooled_{false};  ///< The queue is closed, and nothing of it is on its way.
  std::atomic<std::int64_t> send_until_{0};
  std::atomic<std::uint64_t> batches_stored_{0};
  std::atomic<std::uint64_t> rows_stored_{0};
  std::atomic<std::uint64_t> flows_stored_{0};
  std::atomic<std::uint64_t> store_failures_{0};
  std::atomic<std::int64_t> failing_since_{0};
  std::thread spooler_;
  std::thread sender_;
};

}  // namespace sixscope::ingest
