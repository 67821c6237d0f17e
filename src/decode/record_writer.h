#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "flow/decoder.h"
#include "flow/export_decoder.h"

namespace sixscope::decode {

enum class Format : std::uint8_t { table, json, jsonl, csv };

/// Where text goes: standard output, or a string in tests.
class TextSink {
 public:
  virtual ~TextSink() = default;
  virtual void write(std::string_view text) = 0;
};

/// Writes flow records, one line each, in one of the formats. Members of a JSON line: `exporter`,
/// `exportProtocol`, `observationDomainId`, `templateId`, `family` (4, 6 or null), `outerFamily`,
/// `bytes`, `packets`, `samplingRate` (null: unknown), `scaledBytes`, `scaledPackets`, `flowStart`,
/// `flowEnd`, `adjustments`, then each element under its IANA name, as exported; one that comes
/// several times is a list. A record with a second direction has it under `reverse`. What was
/// dissected out of packet headers stands under IANA names too.
class RecordWriter {
 public:
  RecordWriter(Format format, TextSink& out) : format_(format), out_(&out) {}

  /// Whatever stands before the first record.
  void begin();
  /// `exporter` may be unspecified where a file does not say it: written as null.
  void write(const flow::RecordView& record, const net::IpAddress& exporter);
  /// Closes the list of records; `summary` is a JSON object, written where the format has room.
  void end(std::string_view summary);

 private:
  void write_json(const flow::RecordView& record, const net::IpAddress& exporter);
  void write_columns(const flow::RecordView& record, const net::IpAddress& exporter);

  Format format_;
  TextSink* out_;
  bool first_ = true;
};

}  // namespace sixscope::decode
