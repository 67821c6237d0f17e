#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/host_name.h"
#include "wire/quic.h"

namespace sixscope::flow {

/// The Host field of an HTTP/1 request (RFC 9112 s.3.2) that begins at `payload`, port cut off.
/// `not_found` if it is no request, or names an address; `truncated` if the field may come later.
Result<wire::HostName> http_host(ByteView payload);

/// Looks for the server name in the first payloads of one direction of a conversation: TLS SNI or
/// HTTP Host behind TCP (`protocol` 6), QUIC Initial behind UDP (17). A hello that fills several
/// packets is put together; those of TCP have to come in order. Not thread safe.
class ServerNameSearch {
 public:
  /// Reads the next payload. `not_found` or `malformed` if it can have no name; `truncated` if it
  /// begins like one that goes on in a packet to come.
  Result<wire::HostName> add(std::uint8_t protocol, std::uint32_t tcp_sequence, ByteView payload);
  /// Makes ready for another conversation.
  void clear();

 private:
  Result<wire::HostName> add_segment(std::uint32_t sequence, ByteView payload);

  std::vector<std::byte> begun_;  ///< TCP payload so far, where it was not enough.
  std::uint32_t next_ = 0;        ///< TCP sequence number that goes on with it.
  wire::QuicHello quic_;
};

}  // namespace sixscope::flow
