#pragma once

#include <atomic>

#include "base/clock.h"

namespace sixscope::testing {

/// A clock that moves only when a test moves it.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start.time_since_epoch().count()) {}
  [[nodiscard]] Instant now() const override {
    return Instant(std::chrono::milliseconds(now_.load()));
  }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }
  void set(Instant at) { now_ = at.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace sixscope::testing
