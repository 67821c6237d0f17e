#pragma once

#include <array>
#include <cstdint>

#include "base/byte_reader.h"
#include "base/result.h"
#include "wire/template.h"

namespace sixscope::wire {

/// Bytes of a NetFlow v5 header, and of each of its records.
inline constexpr std::size_t kNetflow5HeaderSize = 24;
inline constexpr std::size_t kNetflow5RecordSize = 48;

/// Header of a NetFlow v5 datagram.
struct Netflow5Header {
  std::uint16_t count = 0;
  std::uint32_t uptime_ms = 0;       ///< Since the exporter booted.
  std::uint32_t export_seconds = 0;  ///< Unix time of the export.
  std::uint32_t export_nanoseconds = 0;
  std::uint32_t flow_sequence = 0;  ///< Flows exported before this datagram.
  std::uint8_t engine_type = 0;
  std::uint8_t engine_id = 0;
  std::uint16_t sampling = 0;  ///< Two mode bits, then fourteen bits of interval.
};

/// Reads a v5 header, version included. `truncated` if it is cut; the count is not checked.
Result<Netflow5Header> read_netflow5_header(ByteView datagram);

/// The v5 record written as a template, so that one decoder serves every version.
extern const std::array<FieldSpecifier, 20> kNetflow5Fields;

}  // namespace sixscope::wire
