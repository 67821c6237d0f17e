#pragma once

#include <string>
#include <vector>

#include "flow/export_decoder.h"

namespace sixscope::testing {

/// A decoder with an exporter in front and sinks behind, for tests.
class DecoderFixture : public flow::FlowSink, public flow::RecordSink {
 public:
  explicit DecoderFixture(flow::DecoderOptions options = {}) : decoder(std::move(options)) {}

  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& one : batch) {
      seen.push_back(one);
      names.emplace_back(one.server_name);
      seen.back().server_name = {};
    }
  }
  void record(const flow::RecordView& view) override {
    kinds.push_back(view.kind);
    std::vector<std::string> row;
    for (const flow::FieldValue& field : view.fields) {
      row.emplace_back(field.name);
    }
    field_names.push_back(std::move(row));
  }

  void send(ByteView payload, std::uint16_t port = 2055) {
    decoder.decode({.payload = payload,
                    .exporter = net::IpAddress::v4(0xC0000201),
                    .source_port = port,
                    .received = received},
                   *this);
  }
  void send_with_records(ByteView payload) {
    decoder.decode({.payload = payload,
                    .exporter = net::IpAddress::v4(0xC0000201),
                    .source_port = 2055,
                    .received = received},
                   *this, this);
  }
  [[nodiscard]] const flow::ExporterInfo& exporter(std::size_t index = 0) const {
    return decoder.exporters()[index];
  }
  [[nodiscard]] const flow::ExporterCounters& counters(std::size_t index = 0) const {
    return exporter(index).counters;
  }
  [[nodiscard]] std::uint64_t malformed(flow::Malformed reason, std::size_t index = 0) const {
    return counters(index).malformed[static_cast<std::size_t>(reason)];
  }
  /// Over all exporters and reasons.
  [[nodiscard]] std::uint64_t malformed_in_all() const {
    std::uint64_t sum = 0;
    for (const flow::ExporterInfo& info : decoder.exporters()) {
      for (const std::uint64_t count : info.counters.malformed) {
        sum += count;
      }
    }
    return sum;
  }

  flow::ExportDecoder decoder;
  Instant received{std::chrono::seconds(1'700'000'000)};
  std::vector<model::Flow> seen;
  std::vector<std::string> names;
  std::vector<flow::RecordView::Kind> kinds;
  std::vector<std::vector<std::string>> field_names;
};

}  // namespace sixscope::testing
