#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "apps/round_setup.h"
#include "base/clock.h"
#include "rounds/round_desk.h"

namespace sixscope::apps {

/// Opens rounds by their calendar, notes who is to be reminded and hands reminders on, at
/// intervals, on a thread of its own, until destroyed.
class RoundWatch {
 public:
  /// Borrowed things outlive it.
  struct Parts {
    std::shared_ptr<rounds::RoundDesk> desk;
    const Clock& clock;
    bool opens = true;  ///< Whether it opens rounds.
    ReminderOutlet outlet;
    std::function<void(const std::string&)> notice;
  };

  RoundWatch(Parts parts, std::chrono::milliseconds period);
  ~RoundWatch() = default;
  RoundWatch(const RoundWatch&) = delete;
  RoundWatch& operator=(const RoundWatch&) = delete;

 private:
  void run(const std::stop_token& stop);
  /// What went wrong; empty: nothing.
  std::string look();

  const Parts parts_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread thread_;  // Last: it uses what stands above.
};

}  // namespace sixscope::apps
