#pragma once

#include <memory>
#include <string>

#include "adapters/chdb/engine.h"
#include "base/result.h"

namespace sixscope::adapters {

/// Answers the ClickHouse HTTP interface for the embedded engine on a private Unix socket: enough
/// for our own client, its size and its few connections, and no more. Row data is taken in the
/// body of "INSERT ... FORMAT Native" only.
class StoreServer {
 public:
  /// Makes the socket at `path`, readable by this user only; an old one there is replaced.
  /// `engine` is borrowed.
  [[nodiscard]] static Result<std::unique_ptr<StoreServer>> listen(const Engine& engine,
                                                                   const std::string& path);
  virtual ~StoreServer() = default;

  /// Serves until `stop` is called, then returns; connections still open are cut off.
  virtual void run() = 0;
  /// Safe from any thread.
  virtual void stop() = 0;
};

}  // namespace sixscope::adapters
