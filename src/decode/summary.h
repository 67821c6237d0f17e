#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "flow/export_decoder.h"
#include "flow/meter.h"

namespace sixscope::decode {

/// One input and how far it went.
struct InputReport {
  std::string name;
  std::string kind;                 ///< "datagram", "ipfix", "pcap", "pcapng"; "" if it is none.
  std::uint64_t datagrams = 0;      ///< Export datagrams or messages found in it.
  std::uint64_t packets = 0;        ///< Captured packets looked at.
  std::uint64_t other_packets = 0;  ///< Of those, neither metered nor carrying an export.
  std::uint64_t incomplete = 0;     ///< Fragmented datagrams and TCP streams that lack a part.
  std::string error;                ///< Empty if it was read to its end.
};

/// Adds the counters of `from` to `to`.
void add_counters(const flow::ExporterCounters& from, flow::ExporterCounters& to);

/// The closing summary as a JSON object: `exporters`, `total` and `inputs`.
[[nodiscard]] std::string summary_json(std::span<const flow::ExporterInfo> exporters,
                                       std::span<const InputReport> inputs);

/// The same for people: some lines of text.
[[nodiscard]] std::string summary_text(std::span<const flow::ExporterInfo> exporters,
                                       std::span<const InputReport> inputs);

}  // namespace sixscope::decode
