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

/// Parcels on disk that wait for the store, oldest first, one file each.
///
/// A parcel is written beside, forced to the disk (where `fsync` is on) and renamed, so a file that
/// has its name is whole. It is deleted only after the store has acknowledged it. Numbers are never
/// used twice: each opening starts a new epoch. Safe from several threads.
class Spool {
 public:
  /// Creates the directory where needed, drops half-written files, sets broken ones aside, and
  /// starts a new epoch. `unavailable` if the directory cannot be used.
  static Result<std::unique_ptr<Spool>> open(SpoolOptions options);

  /// Id of the next parcel; never given out again, whatever happens.
  [[nodiscard]] std::string next_id();

  /// Keeps `parcel`, whose id is from `next_id`. `unavailable`, and nothing kept, if the limit is
  /// reached or the disk is full: the caller holds on to it and tries again. `safe` runs once the
  /// file is safe and before anybody can take it out again: the place to move a checkpoint.
  Result<void> put(const Parcel& parcel, const std::function<void()>& safe = {});

  /// The oldest parcel; nothing if there is none. A file that does not decode is set aside.
  [[nodiscard]] std::optional<Parcel> oldest();
  /// Waits for a parcel, at most `longest`. False on timeout.
  bool wait(std::chrono::milliseconds longest);
  /// Forgets a parcel that the store has acknowledged.
  void remove(const std::string& id);
  /// Moves a parcel that the store will never take into `rejected/`, for a person to look at.
  void reject(const std::string& id);

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

  SpoolOptions options_;
  std::string collector_;
  std::uint64_t epoch_ = 0;
  std::atomic<std::uint64_t> next_{1};
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<Number, std::uint64_t> files_;  ///< Sizes.
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> rejected_{0};
  std::atomic<bool> full_{false};
};

/// Writes a small file whole or not at all, and forces it to the disk. Used for what must survive.
Result<void> replace_file(const std::string& path, std::string_view text);
/// The file's content; `not_found` if there is none.
Result<std::string> read_whole_file(const std::string& path);

}  // namespace sixscope::ingest
