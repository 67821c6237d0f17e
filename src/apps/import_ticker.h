#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

#include "registry/import_desk.h"

namespace sixscope::apps {

/// Tells who waits how far an import is: nothing while it is quick, then a line now and then, from
/// a thread of its own. Ends when destroyed.
class ImportTicker {
 public:
  /// Silent for `patience`, then a line each `period`.
  explicit ImportTicker(std::string file, std::FILE* out = stderr,
                        std::chrono::milliseconds patience = std::chrono::seconds(2),
                        std::chrono::milliseconds period = std::chrono::seconds(1));
  ImportTicker(const ImportTicker&) = delete;
  ImportTicker& operator=(const ImportTicker&) = delete;
  ~ImportTicker() = default;

  /// Safe from any thread.
  void tell(const registry::ImportProgress& progress);

 private:
  void run(const std::stop_token& stop);

  const std::string file_;
  std::FILE* const out_;
  const std::chrono::milliseconds patience_;
  const std::chrono::milliseconds period_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  registry::ImportProgress progress_;  // Under the mutex.
  std::jthread thread_;                // Last: it uses what stands above.
};

/// "june.csv: 5000 rows read, 1000 checked, 0 written"; without rows, that it is being read.
[[nodiscard]] std::string progress_line(const std::string& file,
                                        const registry::ImportProgress& progress);

}  // namespace sixscope::apps
