#pragma once

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/host_name.h"

namespace sixscope::wire {

/// What a TLS ClientHello tells an observer.
struct ClientHello {
  HostName server_name;  ///< Server name indication (RFC 6066 s.3); empty if there is none.
  /// An encrypted_client_hello extension is there (RFC 9849). Browsers send a dummy one to
  /// everybody, so this says that `server_name` *may* be the public name of a provider, not that it
  /// is.
  bool has_ech = false;
  /// All extensions were seen; false if the bytes ended behind the server name.
  bool complete = false;
};

/// True if `payload` begins like a TLS record with a ClientHello: for telling it from other TCP.
[[nodiscard]] bool looks_like_client_hello(ByteView payload);

/// Reads a ClientHello (RFC 8446 s.4.1.2, any version from SSL 3.0) from handshake bytes, as QUIC
/// carries them. They may be cut anywhere: what stands before the cut is used. `truncated` if the
/// cut is before the server name; `malformed` if it is no ClientHello or breaks its own lengths.
Result<ClientHello> read_client_hello(ByteView handshake);

/// The same from the start of a TCP stream: the first TLS record is opened (RFC 8446 s.5.1). A
/// hello that goes on in a second record counts as cut.
Result<ClientHello> read_tls_client_hello(ByteView payload);

}  // namespace sixscope::wire
