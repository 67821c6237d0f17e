#pragma once

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/tls.h"

namespace sixscope::wire {

/// QUIC packets of one datagram that are looked at (RFC 9000 s.12.2).
inline constexpr int kQuicPacketsMax = 4;
/// Bytes of CRYPTO stream that are put together from one datagram.
inline constexpr std::size_t kQuicCryptoMax = 4096;
/// Frames of one datagram that are looked at.
inline constexpr int kQuicFramesMax = 64;

/// True if `payload` begins like a QUIC Initial of a version we can open.
[[nodiscard]] bool looks_like_quic_initial(ByteView payload);

/// Reads the ClientHello of a client's first flight: version 1 (RFC 9000, 9001), version 2
/// (RFC 9369) and draft 29. The keys follow from the packet itself (RFC 9001 s.5.2), so that this
/// only undoes what every observer can; no secret of anybody is involved.
///
/// The datagram may be cut by a snap length: what is there is decrypted; it is authenticated only
/// where it is whole. CRYPTO frames may come in any order; those that went with another datagram
/// are a cut. `not_found` if there is no Initial of a known version; `malformed` if it does not
/// open (not the first flight, or not QUIC); else as read_client_hello. Allocates inside OpenSSL
/// only.
Result<ClientHello> read_quic_client_hello(ByteView payload);

}  // namespace sixscope::wire
