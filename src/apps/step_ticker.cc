#include "apps/step_ticker.h"

#include <fmt/format.h>

#include <utility>

namespace sixscope::apps {

StepTicker::StepTicker(std::string step, std::FILE* out, std::chrono::milliseconds patience,
                       std::chrono::milliseconds period)
    : out_(out),
      patience_(patience),
      period_(period),
      step_(std::move(step)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void StepTicker::tell(std::string step) {
  const std::lock_guard lock(mutex_);
  step_ = std::move(step);
}

void StepTicker::run(const std::stop_token& stop) {
  const auto begun = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  for (auto wait = patience_;; wait = period_) {
    // Nobody notifies but the end: that is what is waited for.
    ended_.wait_for(lock, stop, wait, [] { return false; });
    if (stop.stop_requested()) {
      return;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print(out_, "sixscope: {} ({:.0f} s)\n", step_, took.count());
  }
}

}  // namespace sixscope::apps
