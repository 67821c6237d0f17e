#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ingest/parcel.h"

namespace sixscope::ingest {

struct SpoolOptions {
  std::string directory;
  std::uint64_t bytes_max = std::uint64_t{4} << 30U;
  bool fsync = true;  ///< Force each parcel and its directory entry to the disk before it counts.
};

/// Parcels that go to the store as one batch: the store keeps a batch once by its id, so what has
/// been begun to be sent together stays together.
struct Shipment {
  std::string id;               ///< That of its first parcel; of several, with "+COUNT" behind.
  std::vector<Parcel> parcels;  ///< Oldest first, at least one.
  bool more = false;            ///< Others wait that found no room in it.
};

/// Parcels on disk that wait for the store, oldest first, one file each.
///
/// A parcel is written beside, forced to the disk (where `fsync` is on) and renamed, so a file that
/// has its name is whole. It is deleted only after the store has acknowledged it. Numbers are never
/// used twice: each opening starts a new epoch.
///
/// Several parcels may leave as one shipment. Its list is on the disk before it is sent, and is
/// renamed when it is stored, before its parcels are deleted: whenever the process dies, the next
/// one sends the same shipment again, or knows that it is in. Parcels of an earlier epoch that no
/// list names may have been sent alone, so they are sent alone again. Safe from several threads;
/// shipments are one thread's.
class Spool {
 public:
  /// Parcels of one shipment.
  static constexpr std::size_t kShipmentMax = 64;

  /// Creates the directory where needed, drops half-written files, sets broken ones aside, and
  /// starts a new epoch. `unavailable` if the directory cannot be used.
  static Result<std::unique_ptr<Spool>> open(SpoolOptions options);

  /// Id of the next parcel; never given out again, whatever happens.
  [[nodiscard]] std::string next_id();

  /// Keeps `parcel`, whose id is from `next_id`. `unavailable`, and nothing kept, if the limit is
  /// reached or the disk is full: the caller holds on to it and tries again. `safe` runs once the
  /// file is safe and before anybody can take it out again: the place to move a checkpoint.
  Result<void> put(const Parcel& parcel, const std::function<void()>& safe = {});

  /// The next shipment, at most `rows_max` cells and flows unless its first parcel alone has more;
  /// nothing if no parcel waits. The same again until `remove` or `reject`. A file that does not
  /// decode is set aside, and with it what was begun to be sent together with it.
  [[nodiscard]] std::optional<Shipment> next(std::size_t rows_max);
  /// Waits for a parcel, at most `longest`. False on timeout.
  bool wait(std::chrono::milliseconds longest);
  /// True if parcels of an earlier life wait.
  [[nodiscard]] bool inherited() const;
  /// Forgets the shipment given out last, which the store has acknowledged.
  void remove();
  /// Moves it into `rejected/`, for a person to look at: the store will never take it.
  void reject();

  /// Farthest position that any waiting parcel covers, by journal generation.
  [[nodiscard]] std::map<std::uint64_t, JournalPosition> covers();

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t parcels() const;
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t rejected() const { return rejected_; }
  [[nodiscard]] bool full() const { return full_; }

 private:
  using Number = std::pair<std::uint64_t, std::uint64_t>;  ///< Epoch, number.
  explicit Spool(SpoolOptions options) : options_(std::move(options)) {}
  Result<void> start();
  [[nodiscard]] std::string path_of(const Number& number) const;
  [[nodiscard]] std::optional<Number> number_of(const std::string& id) const;
  void take_out(const Number& number);
  [[nodiscard]] std::optional<Parcel> load(const Number& number) const;
  [[nodiscard]] std::optional<Shipment> begin(std::size_t rows_max);
  [[nodiscard]] std::optional<Shipment> begin_again();
  [[nodiscard]] bool list_begun() const;
  void recover_begun();
  void forget_begun();
  void set_aside(const Number& number);
  [[nodiscard]] std::vector<Number> waiting() const;

  SpoolOptions options_;
  std::string collector_;
  std::uint64_t epoch_ = 0;
  std::atomic<std::uint64_t> next_{1};
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<Number, std::uint64_t> files_;  ///< Sizes.
  std::vector<Number> begun_;              ///< The shipment given out. Its thread's own.
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> rejected_{0};
  std::atomic<bool> full_{false};
};

}  // namespace sixscope::ingest
