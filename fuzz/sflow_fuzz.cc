// Samples and records lie inside the datagram, one behind the other, and no more than announced.
#include <cstdlib>
#include <span>

#include "wire/sflow.h"

namespace {

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void walk_records(const sixscope::wire::SflowSample& sample, std::size_t size) {
  using namespace sixscope::wire;
  SflowRecords records(sample);
  std::uint32_t count = 0;
  std::size_t end = sample.records_offset;
  for (auto record = records.next(); record && record->has_value(); record = records.next()) {
    require(++count <= sample.record_count);
    require((*record)->offset >= end + 8 && (*record)->offset + (*record)->body.size() <= size);
    end = (*record)->offset + (*record)->body.size();
    static_cast<void>(read_sflow_interface(**record).has_value());
  }
  if (sample.kind != SflowKind::flow) {
    return;
  }
  if (const auto content = read_flow_sample(sample)) {
    if (content->header) {
      require(content->header->offset + content->header->bytes.size() <= size);
    }
    static_cast<void>(sampled_packet(*content).has_value());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sixscope::wire;
  const auto payload = std::as_bytes(std::span(data, size));
  const auto datagram = read_sflow(payload);
  if (!datagram) {
    return 0;
  }
  SflowSamples samples(*datagram);
  std::uint32_t steps = 0;
  for (;;) {
    const auto sample = samples.next();
    require(steps++ <= kSflowSamplesMax);
    if (sample && !sample->has_value()) {
      return 0;
    }
    if (sample) {
      walk_records(**sample, size);
    }
  }
}
