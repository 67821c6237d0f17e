#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "decode/record_writer.h"
#include "decode/summary.h"
#include "flow/export_decoder.h"
#include "flow/meter.h"
#include "wire/pcap.h"

namespace sixscope::decode {

/// How captured packets are taken: as datagrams of exporters, or as traffic to be metered.
enum class Treatment : std::uint8_t { automatic, exports, packets };

struct SessionOptions {
  Format format = Format::jsonl;
  Treatment treatment = Treatment::automatic;
  bool all_records = false;  ///< Options, NAT events and counters too.
  net::IpAddress exporter;   ///< Of inputs that do not say who sent them.
  flow::DecoderOptions decoder;
  flow::MeterOptions meter;
};

/// Packets of a capture that are looked at to tell exports from traffic.
inline constexpr std::size_t kGuessPacketsMax = 256;
/// Bytes kept while doing so.
inline constexpr std::size_t kGuessBytesMax = std::size_t{1} << 20U;

/// One run of `sixscope decode`: inputs go in one after the other, records come out as text, the
/// summary closes it. Templates learnt from one input serve the next, as from one exporter.
class Session {
 public:
  Session(SessionOptions options, TextSink& out);
  ~Session();

  /// Reads one input: a raw datagram, an IPFIX file, a pcap or a pcapng file, told by content.
  /// `modified` dates what carries no time itself. An error says what is wrong, and where; what
  /// came before it has been used, and the session goes on.
  Result<bool> read(std::string_view name, wire::ByteSource& source, Instant modified);

  /// Ends metering and writes the end of the records with the summary.
  void finish();

  [[nodiscard]] std::string summary_text() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::decode
