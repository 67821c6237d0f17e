#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "registry/sql_connection.h"

namespace sixscope::apps {

/// A database that may not be there yet: a server starts without it, and has it from the moment it
/// answers. Until then every call is `unavailable` at once. Safe from any thread.
class LateDatabase final : public registry::SqlDatabase {
 public:
  using Open = std::function<Result<std::unique_ptr<registry::SqlDatabase>>()>;

  /// `open` connects and brings the tables forward; it is tried every `pause` until it succeeds, on
  /// a thread of its own. `notice` says why it does not, once for each reason.
  LateDatabase(Open open, std::chrono::milliseconds pause,
               std::function<void(const std::string&)> notice);
  ~LateDatabase() override;
  LateDatabase(const LateDatabase&) = delete;
  LateDatabase& operator=(const LateDatabase&) = delete;

  /// Begins to try, and waits for the end of the first attempt, at most `patience`.
  void start(std::chrono::milliseconds patience);

  [[nodiscard]] Result<std::unique_ptr<registry::SqlConnection>> connect() override;

 private:
  void try_until_open();

  const Open open_;
  const std::chrono::milliseconds pause_;
  const std::function<void(const std::string&)> notice_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<registry::SqlDatabase> database_;  ///< Never replaced once it is there.
  bool tried_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sixscope::apps
