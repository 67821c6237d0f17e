#pragma once

#include <cstdint>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::wire {

inline constexpr std::size_t kIpfixHeaderSize = 16;
/// Set identifiers of IPFIX (RFC 7011 s.3.3.2).
inline constexpr std::uint16_t kIpfixTemplateSet = 2;
inline constexpr std::uint16_t kIpfixOptionsTemplateSet = 3;

/// Header of an IPFIX message (RFC 7011 s.3.1).
struct IpfixHeader {
  std::uint16_t length = 0;  ///< Of the message, this header included.
  std::uint32_t export_seconds = 0;
  std::uint32_t sequence = 0;  ///< Data records sent before this message.
  std::uint32_t observation_domain = 0;
};

/// Reads an IPFIX header, version included. `truncated` if it is cut; the length is not checked.
Result<IpfixHeader> read_ipfix_header(ByteView message);

}  // namespace sixscope::wire
