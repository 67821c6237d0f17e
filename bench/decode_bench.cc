// Export datagrams to flows, from memory, on one core: items are records.
//
//   decode_bench --benchmark_filter=Decode
//
// Templates have the 20 fields that carrier routers send; two of three datagrams are IPv4.
// `Shuffled` has the fields in another order, `Sampled` a rate announced by option with a selector
// in each record. The sink adds up bytes, so that no flow is optimised away.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <vector>

#include "flow/export_decoder.h"
#include "wire/export_encoder.h"

namespace {

using namespace sixscope;
using wire::ExportDialect;

constexpr std::size_t kDatagrams = 512;
constexpr std::size_t kDatagramSize = 1400;
const Instant kNow{std::chrono::seconds(1'700'000'000)};

/// What is special about the templates.
enum class Shape : std::uint8_t { plain, shuffled, sampled, names };

class Adder : public flow::FlowSink {
 public:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& one : batch) {
      bytes += one.bytes;
    }
    count += batch.size();
  }
  std::uint64_t bytes = 0;
  std::uint64_t count = 0;
};

std::vector<wire::ExportField> fields_of(ExportDialect dialect, net::Family family, Shape shape) {
  const auto fields = wire::flow_fields(dialect, family);
  std::vector<wire::ExportField> result(fields.begin(), fields.end());
  if (shape == Shape::sampled) {
    result.push_back({.element = 302, .length = 8});
  } else if (shape == Shape::names) {
    result.push_back({.element = wire::kCesnetTlsServerName,
                      .length = wire::kVariableLength,
                      .enterprise = wire::kEnterpriseCesnet});
  } else if (shape == Shape::shuffled) {
    std::mt19937 random(6);
    std::ranges::shuffle(result, random);
  }
  return result;
}

wire::ExportedFlow random_flow(std::mt19937_64& random, net::Family family) {
  wire::ExportedFlow flow;
  flow.family = family;
  if (family == net::Family::v4) {
    flow.source = net::IpAddress::v4(static_cast<std::uint32_t>(random()));
    flow.destination = net::IpAddress::v4(static_cast<std::uint32_t>(random()));
  } else {
    flow.source = net::IpAddress::from_halves(0x240e000000000000U | (random() >> 16U), random());
    flow.destination =
        net::IpAddress::from_halves(0x2409000000000000U | (random() >> 16U), random());
  }
  flow.start = kNow - std::chrono::milliseconds(random() % 60'000 + 1000);
  flow.end = flow.start + std::chrono::milliseconds(random() % 1000);
  flow.packets = random() % 1000 + 1;
  flow.bytes = flow.packets * 800;
  flow.source_port = static_cast<std::uint16_t>(random());
  flow.destination_port = 443;
  flow.protocol = 6;
  flow.input_interface = 3;
  flow.output_interface = 7;
  flow.selector_id = 1;
  flow.server_name = "www.example.cn";
  return flow;
}

// The first datagram has the templates, the others 1,400 bytes of data each.
std::vector<std::vector<std::byte>> datagrams(ExportDialect dialect, Shape shape) {
  std::mt19937_64 random(1);
  const auto v4 = fields_of(dialect, net::Family::v4, shape);
  const auto v6 = fields_of(dialect, net::Family::v6, shape);
  std::vector<std::vector<std::byte>> result;
  std::uint32_t sequence = 0;
  const Instant booted = kNow - std::chrono::hours(100);
  for (std::size_t i = 0; i <= kDatagrams; ++i) {
    wire::ExportMessage message(
        dialect,
        {.exported = kNow, .booted = booted, .sequence = sequence, .observation_domain = 7});
    if (i == 0) {
      message.add_template(256, v4);
      message.add_template(257, v6);
    } else {
      const net::Family family = i % 3 == 0 ? net::Family::v6 : net::Family::v4;
      while (message.size() + 120 < kDatagramSize) {
        message.add_flow(family == net::Family::v4 ? 256 : 257, family == net::Family::v4 ? v4 : v6,
                         random_flow(random, family));
      }
    }
    sequence += dialect == ExportDialect::netflow9 ? 1 : message.data_records();
    result.push_back(message.finish());
  }
  return result;
}

// Moves a datagram's sequence number on, so that no round is taken for duplicates of the last.
void renumber(std::vector<std::byte>& datagram, std::size_t offset, std::uint32_t step) {
  const std::uint32_t next = load_big_endian<std::uint32_t>(datagram.data() + offset) + step;
  for (std::size_t i = 0; i < 4; ++i) {
    datagram[offset + i] = static_cast<std::byte>(next >> (24 - 8 * i));
  }
}

void decode(benchmark::State& state, ExportDialect dialect, Shape shape) {
  auto input = datagrams(dialect, shape);
  const std::size_t sequence_at = dialect == ExportDialect::netflow9 ? 12 : 8;
  flow::ExportDecoder decoder({});
  Adder adder;
  flow::Datagram datagram;
  datagram.exporter = net::IpAddress::v4(0xC0000201);
  datagram.source_port = 2055;
  datagram.received = kNow;
  const auto round = [&] {
    for (const auto& payload : input) {
      datagram.payload = payload;
      decoder.decode(datagram, adder);
    }
  };
  round();
  const auto units =
      static_cast<std::uint32_t>(dialect == ExportDialect::netflow9 ? input.size() : adder.count);
  const std::uint64_t per_round = adder.count;
  for (auto _ : state) {
    state.PauseTiming();
    for (auto& payload : input) {
      renumber(payload, sequence_at, units);
    }
    state.ResumeTiming();
    round();
  }
  benchmark::DoNotOptimize(adder.bytes);
  const auto records = static_cast<std::int64_t>(per_round) * state.iterations();
  if (adder.count != per_round + static_cast<std::uint64_t>(records)) {
    state.SkipWithError("flows were lost");
  }
  state.SetItemsProcessed(records);
}

void DecodeNetflow9(benchmark::State& state) {
  decode(state, ExportDialect::netflow9, Shape::plain);
}
void DecodeIpfix(benchmark::State& state) { decode(state, ExportDialect::ipfix, Shape::plain); }
void DecodeIpfixShuffled(benchmark::State& state) {
  decode(state, ExportDialect::ipfix, Shape::shuffled);
}
void DecodeIpfixSampled(benchmark::State& state) {
  decode(state, ExportDialect::ipfix, Shape::sampled);
}
void DecodeIpfixNames(benchmark::State& state) {
  decode(state, ExportDialect::ipfix, Shape::names);
}
BENCHMARK(DecodeNetflow9);
BENCHMARK(DecodeIpfix);
BENCHMARK(DecodeIpfixShuffled);
BENCHMARK(DecodeIpfixSampled);
BENCHMARK(DecodeIpfixNames);

}  // namespace
