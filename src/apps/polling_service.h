#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/sql_readings/sql_reading_store.h"
#include "api/polling_calls.h"
#include "apps/device_polling.h"
#include "base/clock.h"
#include "base/result.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// When a device is asked within each interval: by its identifier, so that devices are spread
/// evenly and each keeps its time.
[[nodiscard]] std::chrono::seconds polling_slot(registry::ObjectId device,
                                                std::chrono::seconds interval);

/// Polling inside a server: a thread that asks each device once an interval, and the readings that
/// the calls show. Inert until `start`.
class PollingService {
 public:
  /// Borrows the registry's stores and the clock. `not_found` or `malformed` as
  /// `load_polling_profiles`.
  [[nodiscard]] static Result<std::unique_ptr<PollingService>> make(
      const settings::Settings& settings, const registry::ObjectStore& objects,
      registry::SqlDatabase& database, const Clock& clock,
      std::function<void(const std::string&)> notice);
  ~PollingService();
  PollingService(const PollingService&) = delete;
  PollingService& operator=(const PollingService&) = delete;

  /// Begins to poll, where setting `polling.interval` is not 0.
  void start();
  void stop();

  [[nodiscard]] polling::ReadingStore& readings() { return readings_; }
  /// For the calls: asks one device now.
  [[nodiscard]] api::PollNow poll_now();

 private:
  PollingService(const settings::Settings& settings,
                 std::shared_ptr<const adapters::Profiles> profiles,
                 const registry::ObjectStore& objects, registry::SqlDatabase& database,
                 const Clock& clock, std::function<void(const std::string&)> notice);
  void run();
  /// Asks those whose slot is in (from, to], in seconds since some beginning.
  void poll_slots(std::int64_t from, std::int64_t to);
  void forget_old_days();
  void say_once(const std::string& words);

  const std::chrono::seconds interval_;
  const std::int64_t retention_days_;
  const Clock& clock_;
  const std::function<void(const std::string&)> notice_;
  adapters::SqlReadingStore readings_;
  DevicePolling polling_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<PolledDevice> devices_;  ///< Of the thread, as all below.
  std::chrono::steady_clock::time_point devices_until_;
  std::chrono::steady_clock::time_point days_until_;
  std::string said_;
  std::thread thread_;
};

}  // namespace sixscope::apps
