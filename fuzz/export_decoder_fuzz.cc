// Properties of the export decoder on any bytes:
//  - counters agree with the flows handed out, whatever came;
//  - the fast path and the one that shows records give the same flows;
//  - a datagram sent twice in a row changes no volume where it was recognised as a duplicate;
//  - what is saved can be restored, and is saved the same again.
// The input is a list of datagrams: two bytes of length before each.

#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "flow/export_decoder.h"

namespace {

using namespace sixscope;

class Counting : public flow::FlowSink, public flow::RecordSink {
 public:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& one : batch) {
      bytes += one.bytes;
      packets += one.packets;
      ++count;
      check(one.start <= one.end);
      for (const char c : one.server_name) {
        text += static_cast<unsigned char>(c);
      }
    }
  }
  void record(const flow::RecordView& view) override {
    for (const flow::FieldValue& field : view.fields) {
      for (const std::byte byte : field.bytes) {
        text += std::to_integer<unsigned>(byte);
      }
    }
  }
  void exporter_leaves(std::uint32_t, const flow::ExporterInfo& info) override {
    left.push_back(info);
  }
  static void check(bool holds) {
    if (!holds) {
      std::abort();
    }
  }
  std::uint64_t bytes = 0;
  std::uint64_t packets = 0;
  std::uint64_t count = 0;
  std::uint64_t text = 0;
  std::vector<flow::ExporterInfo> left;  ///< Exporters that made room for others.
};

std::uint64_t flows_counted(std::span<const flow::ExporterInfo> exporters) {
  std::uint64_t sum = 0;
  for (const flow::ExporterInfo& info : exporters) {
    const flow::ExporterCounters& counters = info.counters;
    sum += counters.v4.records + counters.v6.records + counters.no_family.records;
  }
  return sum;
}

std::uint64_t duplicates(std::span<const flow::ExporterInfo> exporters) {
  std::uint64_t sum = 0;
  for (const flow::ExporterInfo& info : exporters) {
    sum += info.counters.duplicates;
    Counting::check(info.counters.sequence_recovered <= info.counters.sequence_gaps);
    Counting::check(info.counters.sets_replayed + info.counters.sets_dropped <=
                    info.counters.template_misses);
  }
  return sum;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader in(std::as_bytes(std::span(data, size)));
  flow::DecoderOptions options;
  options.exporters_max = 8;
  options.templates_per_exporter_max = 16;
  flow::ExportDecoder fast(options);
  flow::ExportDecoder shown(options);
  Counting from_fast;
  Counting from_shown;
  flow::Datagram datagram;
  datagram.exporter = net::IpAddress::v4(0xC0000201);
  datagram.received = Instant(std::chrono::seconds(1'700'000'000));
  while (in.remaining() > 2) {
    const std::size_t length = in.u16();
    // A copy of its own, so that a read past the end is seen.
    const ByteView taken = in.take(std::min(length, in.remaining()));
    const std::vector<std::byte> payload(taken.begin(), taken.end());
    datagram.payload = payload;
    for (int twice = 0; twice < 2; ++twice) {
      const std::uint64_t before = from_fast.bytes;
      const auto all_duplicates = [&] {
        return duplicates(fast.exporters()) + duplicates(from_fast.left);
      };
      const std::uint64_t duplicates_before = all_duplicates();
      fast.decode(datagram, from_fast);
      shown.decode(datagram, from_shown, &from_shown);
      Counting::check(all_duplicates() == duplicates_before || from_fast.bytes == before);
    }
    datagram.received += std::chrono::seconds(1);
  }
  Counting::check(from_fast.count == from_shown.count && from_fast.bytes == from_shown.bytes &&
                  from_fast.packets == from_shown.packets);
  Counting::check(flows_counted(fast.exporters()) + flows_counted(from_fast.left) ==
                  from_fast.count);
  const std::string saved = fast.save_state();
  flow::ExportDecoder restored(options);
  Counting::check(restored.restore_state(saved).has_value());
  Counting::check(restored.save_state() == saved);
  return 0;
}
