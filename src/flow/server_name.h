#pragma once

#include <cstdint>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/host_name.h"

namespace sixscope::flow {

/// The Host field of an HTTP/1 request (RFC 9112 s.3.2) that begins at `payload`, port cut off.
/// `not_found` if it is no request, or names an address; `truncated` if the field may come later.
Result<wire::HostName> http_host(ByteView payload);

/// The server name in the first payload of a conversation: TLS SNI or HTTP Host behind TCP
/// (`protocol` 6), QUIC Initial behind UDP (17). `not_found` if this payload can have none;
/// `truncated` if it begins like one that goes on in the next packet.
Result<wire::HostName> find_server_name(std::uint8_t protocol, ByteView payload);

}  // namespace sixscope::flow
