#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace sixscope::apps {

/// What `sixscope simulate --history` asks for.
struct HistoryWishes {
  std::string config;  ///< Settings file of the server whose store is filled; may be empty.
  std::chrono::milliseconds length{};
  double rate = 3;  ///< Records a second of the country at its busiest.
  /// Times that rate, volumes are those of a live country with this many flows a second.
  double flows_per_second = 2000;
  std::uint64_t seed = 1;
};

/// Plays the past of the country into the store of a server that runs on this machine: datagrams
/// go through decoder, labels and roll-up as received ones do, only their reception is dated with
/// their own time and no socket lies between. Returns an exit code; complains on standard error.
int play_history(const HistoryWishes& wishes);

}  // namespace sixscope::apps
