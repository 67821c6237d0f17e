#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::adapters {

/// Where a ClickHouse server answers, and how patient we are.
struct HttpClientOptions {
  std::string url;          ///< "http://host:8123", without a path.
  std::string unix_socket;  ///< Not empty: connect here; the host of `url` is a name only.
  std::string user;
  std::string password;  ///< Sent in a header; never logged, never part of an error.
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds timeout{60'000};  ///< Of a whole request.
  std::size_t answer_bytes_max = std::size_t{512} << 20U;
};

using HttpParameters = std::vector<std::pair<std::string, std::string>>;

/// Sends statements to a ClickHouse server over kept connections. Safe from any thread: each
/// request has a connection of its own while it runs.
class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Sends `body` to /?parameters and returns the answer's body. `unavailable` if nobody answers or
  /// the server says that it cannot now (memory, time, disk, too many parts, another shard);
  /// `malformed` if it understood and refused.
  Result<std::string> post(const HttpParameters& parameters, std::string_view body) const;

 private:
  class Connections;
  HttpClientOptions options_;
  std::unique_ptr<Connections> connections_;
};

/// The number in "Code: 241, e.displayText() = ..." or "Code: 241. DB::Exception: ..."; 0 if none.
[[nodiscard]] int server_error_code(std::string_view body);

/// True if a request that failed with this code may succeed when sent again unchanged.
[[nodiscard]] bool is_passing_error(int code);

}  // namespace sixscope::adapters
