#include "wire/tls.h"

#include <algorithm>

namespace sixscope::wire {
namespace {

constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kClientHello = 1;
constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kEncryptedClientHello = 0xfe0d;
/// Extensions followed in one hello.
constexpr int kExtensionsMax = 128;

/// RFC 6066 s.3: a list of names, of which only host_name (0) is defined.
Result<HostName> read_server_name(ByteView extension) {
  ByteReader in(extension);
  in.skip(2);  // List length.
  const std::uint8_t type = in.u8();
  const ByteView name = in.take(in.u16());
  if (!in.ok() || type != 0) {
    return fail(Errc::malformed, "RFC 6066 s.3: a server name list breaks its format");
  }
  return HostName::from_text(name);
}

/// Reads extensions from `in` until they end, or the bytes do.
Result<ClientHello> read_extensions(ByteReader& in, std::size_t announced) {
  ClientHello hello;
  const std::size_t end = in.offset() + announced;
  bool found = false;
  for (int i = 0; i < kExtensionsMax && in.offset() + 4 <= end; ++i) {
    const std::uint16_t type = in.u16();
    const ByteView body = in.take(in.u16());
    if (!in.ok() && !found) {
      return fail_at(in.offset(), Errc::truncated, "RFC 8446 s.4.2: extensions are cut");
    }
    if (!in.ok()) {
      return hello;
    }
    if (in.offset() > end) {
      return fail_at(in.offset(), Errc::malformed,
                     "RFC 8446 s.4.2: an extension is longer than all of them");
    }
    if (type == kServerName && !found) {
      auto name = read_server_name(body);
      if (!name) {
        return fail_like(name);
      }
      hello.server_name = *name;
      found = true;
    }
    hello.has_ech = hello.has_ech || type == kEncryptedClientHello;
  }
  hello.complete = true;
  return hello;
}

}  // namespace

bool looks_like_client_hello(ByteView payload) {
  constexpr std::size_t kNeeded = 6;
  return payload.size() >= kNeeded && payload[0] == std::byte{kHandshakeRecord} &&
         payload[1] == std::byte{3} && payload[5] == std::byte{kClientHello};
}

Result<ClientHello> read_client_hello(ByteView handshake) {
  constexpr std::size_t kRandom = 32;
  constexpr std::size_t kSessionIdMax = 32;
  ByteReader in(handshake);
  const std::uint8_t type = in.u8();
  const auto length = static_cast<std::size_t>(in.uint(3));
  if (in.ok() && type != kClientHello) {
    return fail_at(0, Errc::malformed, "RFC 8446 s.4: not a ClientHello");
  }
  const std::uint16_t version = in.u16();
  in.skip(kRandom);
  const std::size_t session_size = in.u8();
  in.skip(session_size);
  in.skip(in.u16());  // Cipher suites.
  in.skip(in.u8());   // Compression methods.
  if (in.ok() && (version >> 8U != 3 || session_size > kSessionIdMax)) {
    return fail_at(4, Errc::malformed, "RFC 8446 s.4.1.2: version or session id cannot be");
  }
  constexpr std::size_t kHandshakeHead = 4;
  if (in.ok() && in.offset() - kHandshakeHead == length) {
    return ClientHello{.server_name = {}, .has_ech = false, .complete = true};  // No extensions.
  }
  const std::size_t announced = in.u16();
  if (!in.ok()) {
    return fail_at(handshake.size(), Errc::truncated, "RFC 8446 s.4.1.2: a ClientHello is cut");
  }
  if (in.offset() - kHandshakeHead + announced > length) {
    return fail_at(in.offset(), Errc::malformed,
                   "RFC 8446 s.4.1.2: extensions are longer than the ClientHello");
  }
  return read_extensions(in, announced);
}

Result<ClientHello> read_tls_client_hello(ByteView payload) {
  constexpr std::size_t kRecordHead = 5;
  if (payload.size() < kRecordHead) {
    return fail_at(payload.size(), Errc::truncated, "RFC 8446 s.5.1: a record head has 5 bytes");
  }
  if (payload[0] != std::byte{kHandshakeRecord} || payload[1] != std::byte{3}) {
    return fail_at(0, Errc::malformed, "RFC 8446 s.5.1: not a handshake record");
  }
  const std::size_t length = load_big_endian<std::uint16_t>(payload.data() + 3);
  const ByteView fragment = payload.subspan(kRecordHead);
  return read_client_hello(fragment.first(std::min(length, fragment.size())));
}

}  // namespace sixscope::wire
