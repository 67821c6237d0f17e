#pragma once

#include <cstdint>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::wire {

inline constexpr std::size_t kNetflow9HeaderSize = 20;
/// Set identifiers of NetFlow v9 (RFC 3954 s.5.2 and 6.1).
inline constexpr std::uint16_t kNetflow9TemplateSet = 0;
inline constexpr std::uint16_t kNetflow9OptionsTemplateSet = 1;

/// Header of a NetFlow v9 datagram (RFC 3954 s.5.1).
struct Netflow9Header {
  std::uint16_t count =
      0;  ///< Records of all kinds; many exporters get it wrong, so it is not used.
  std::uint32_t uptime_ms = 0;
  std::uint32_t export_seconds = 0;
  std::uint32_t sequence = 0;  ///< Datagrams sent before this one.
  std::uint32_t source_id = 0;
};

/// Reads a v9 header, version included. `truncated` if it is cut.
Result<Netflow9Header> read_netflow9_header(ByteView datagram);

}  // namespace sixscope::wire
