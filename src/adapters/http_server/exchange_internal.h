#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "adapters/http_server/connection_internal.h"
#include "adapters/http_server/http_server.h"
#include "http/message.h"

namespace sixscope::adapters {

/// A place among the large bodies that come in at one time, given back with it.
class LargeBody {
 public:
  explicit LargeBody(std::size_t& taken) : taken_(taken) {}
  ~LargeBody() { taken_ -= has_place_ ? 1 : 0; }
  LargeBody(const LargeBody&) = delete;
  LargeBody& operator=(const LargeBody&) = delete;
  bool take(std::size_t most) {
    has_place_ = taken_ < most;
    is_too_many_ = !has_place_;
    taken_ += has_place_ ? 1 : 0;
    return has_place_;
  }
  [[nodiscard]] bool is_too_many() const { return is_too_many_; }

 private:
  std::size_t& taken_;
  bool has_place_ = false;
  bool is_too_many_ = false;
};

/// A request as it was read; as it stands here, one that could not be.
struct Asked {
  http::Request request;  ///< All but its target and peer.
  std::string target;     ///< As written.
  unsigned version = 11;  ///< 10 or 11.
  bool is_head = false;
  bool keep_alive = false;
};

/// Reads one request after the other; what came too early of the next waits in its buffer.
class RequestReader {
 public:
  /// Borrows both.
  RequestReader(Connection& connection, const HttpServerOptions& options);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Waits for the first byte; whether one came.
  boost::asio::awaitable<bool> begin();
  /// Reads the header, then the body within what its call takes, into `asked`; `large` tells
  /// whether it found no place, and then nothing more was read. The deadline is set already.
  boost::asio::awaitable<boost::system::error_code> read(LargeBody& large, Asked& asked);

 private:
  struct Buffered;
  Connection& connection_;
  const HttpServerOptions& options_;
  std::unique_ptr<Buffered> buffered_;
};

/// The status that a fault of reading is answered with; 0 where there was no request to answer.
[[nodiscard]] int status_of(boost::system::error_code error);

/// Writes a whole answer; whether the connection is good for another request.
boost::asio::awaitable<bool> send(Connection& connection, http::Response response,
                                  const Asked& asked, bool may_keep);

/// An answer in pieces, chunked where the client can read that: head, pieces, end. False where the
/// client has not taken it.
boost::asio::awaitable<bool> send_head(Connection& connection, const http::Response& response,
                                       const Asked& asked);
boost::asio::awaitable<bool> send_piece(Connection& connection, const std::string& piece,
                                        const Asked& asked);
boost::asio::awaitable<void> send_end(Connection& connection, const Asked& asked);

}  // namespace sixscope::adapters
