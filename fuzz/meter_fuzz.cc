// No packet and no octet is lost or made: flows add up to the packets that went in.
#include <chrono>
#include <cstdlib>
#include <span>

#include "flow/meter.h"

namespace {

using namespace sixscope;

class Sum final : public flow::FlowSink, public flow::DnsSink {
 public:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& flow : batch) {
      packets += flow.packets;
      bytes += flow.bytes;
      sound = sound && flow.end >= flow.start && flow.family != net::Family::none;
    }
  }
  void answer(const flow::DnsAnswer& answer) override {
    sound = sound && answer.addresses.size() <= 256;
  }
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
  bool sound = true;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  flow::MeterOptions options;
  options.flows_max = 4;
  options.fragments_max = 2;
  flow::Meter meter(options);
  Sum sum;
  std::uint64_t bytes = 0;
  ByteReader in(std::as_bytes(std::span(data, size)));
  while (in.remaining() > 4) {
    const auto link = static_cast<wire::LinkType>(in.u8() % 7);
    const Instant at{std::chrono::seconds(in.u8())};
    const ByteView frame = in.take(std::min<std::size_t>(in.u16(), in.remaining()));
    const auto packet = wire::dissect(link, frame, frame.size());
    bytes += packet ? packet->ip_length : 0;
    meter.add(link, frame, frame.size(), at, sum, &sum);
    if (meter.open_flows() > options.flows_max) {
      std::abort();
    }
  }
  meter.finish(sum);
  const flow::MeterCounters& seen = meter.counters();
  const std::uint64_t used = seen.packets - seen.not_ip - seen.truncated - seen.malformed;
  if (!sum.sound || sum.packets != used || sum.bytes != bytes || meter.open_flows() != 0) {
    std::abort();
  }
  return 0;
}
