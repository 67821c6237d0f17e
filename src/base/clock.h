#pragma once

#include <chrono>

namespace sixscope {

/// A moment in UTC, to the millisecond: what flows, bins and answers are dated with.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where the time comes from. Passed in, so that tests own it. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
  }
};

}  // namespace sixscope
