#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace sixscope::store {

/// One flow to be kept singly. Its addresses are already truncated or keyed: what comes here is
/// stored as it is.
struct FlowRow {
  Instant start;
  std::uint32_t duration_ms = 0;
  std::string exporter;
  std::uint8_t family = 0;                ///< 4 or 6, of the user's packet.
  std::uint8_t outer_family = 0;          ///< 4 or 6, of the packet on the wire.
  std::array<std::uint8_t, 16> source{};  ///< IPv4 as ::ffff:0:0/96.
  std::array<std::uint8_t, 16> destination{};
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint8_t protocol = 0;
  std::uint32_t source_asn = 0;
  std::uint32_t destination_asn = 0;
  std::string region;
  std::string operator_;
  std::string access;
  std::string application;
  std::string cdn;
  std::uint64_t bytes = 0;    ///< As exported.
  std::uint64_t packets = 0;  ///< As exported.
  std::uint64_t sampling_numerator = 1;
  std::uint64_t sampling_denominator = 1;
};

struct FlowBatch {
  std::string id;  ///< As VolumeBatch::id.
  std::vector<FlowRow> rows;
};

/// Where single flows are kept, for a few days, by those who switch it on. Safe from any thread.
class FlowStore {
 public:
  virtual ~FlowStore() = default;
  /// As VolumeStore::append: once however often it is sent.
  virtual Result<void> append(const FlowBatch& batch) = 0;
};

}  // namespace sixscope::store
