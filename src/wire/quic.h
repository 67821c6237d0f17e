#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/tls.h"

namespace sixscope::wire {

/// QUIC packets of one datagram that are looked at (RFC 9000 s.12.2).
inline constexpr int kQuicPacketsMax = 4;
/// Bytes of CRYPTO stream that are put together.
inline constexpr std::size_t kQuicCryptoMax = 4096;
/// Frames of one datagram that are looked at.
inline constexpr int kQuicFramesMax = 64;

/// True if `payload` begins like a QUIC Initial of a version we can open.
[[nodiscard]] bool looks_like_quic_initial(ByteView payload);

/// CRYPTO data from its beginning (RFC 9000 s.19.6), in whatever order its frames came.
class CryptoStream {
 public:
  /// Bytes past kQuicCryptoMax are not kept.
  void add(std::uint64_t offset, ByteView data);
  /// The bytes from the beginning up to the first gap; valid until the next `add`.
  [[nodiscard]] ByteView prefix() const;
  void clear() { known_.reset(); }

 private:
  std::array<std::byte, kQuicCryptoMax> bytes_{};
  std::bitset<kQuicCryptoMax> known_;
};

/// A client's first flight, datagram by datagram: a ClientHello with post-quantum keys takes two,
/// and browsers scatter it over both. Version 1 (RFC 9000, 9001), version 2 (RFC 9369) and draft
/// 29. The keys follow from the first packet itself (RFC 9001 s.5.2), so that this only undoes what
/// every observer can; no secret of anybody is involved. Not thread safe; allocates inside OpenSSL
/// only.
class QuicHello {
 public:
  /// Reads the next datagram of the client. It may be cut by a snap length: what is there is
  /// decrypted; it is authenticated only where it is whole. `truncated` if the hello goes on in a
  /// datagram to come; `not_found` if there is no Initial of a known version; `malformed` if it
  /// does not open (not the first flight, or not QUIC); else as read_client_hello.
  Result<ClientHello> add(ByteView payload);
  /// Makes ready for another client.
  void clear();

 private:
  static constexpr std::size_t kConnectionIdMax = 20;
  std::array<std::byte, kConnectionIdMax> first_id_{};
  std::size_t first_id_size_ = 0;  ///< 0 until a packet was opened.
  CryptoStream stream_;
};

}  // namespace sixscope::wire
