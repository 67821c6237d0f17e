#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

namespace sixscope::apps {

/// Tells who waits what is being done: nothing while it is quick, then a line now and then, from a
/// thread of its own. Ends when destroyed.
class StepTicker {
 public:
  /// Silent for `patience`, then a line each `period`.
  explicit StepTicker(std::string step, std::FILE* out = stderr,
                      std::chrono::milliseconds patience = std::chrono::seconds(2),
                      std::chrono::milliseconds period = std::chrono::seconds(2));
  StepTicker(const StepTicker&) = delete;
  StepTicker& operator=(const StepTicker&) = delete;
  ~StepTicker() = default;

  /// What is done from now on. Safe from any thread.
  void tell(std::string step);

 private:
  void run(const std::stop_token& stop);

  std::FILE* const out_;
  const std::chrono::milliseconds patience_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::string step_;     // Under the mutex.
  std::jthread thread_;  // Last: it uses what stands above.
};

}  // namespace sixscope::apps
