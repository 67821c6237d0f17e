// The path of a flow without sockets and threads: decode, label, roll up, flush.
#include <benchmark/benchmark.h>

#include <memory>
#include <span>
#include <vector>

#include "base/byte_writer.h"
#include "enrich/enricher.h"
#include "flow/export_decoder.h"
#include "ingest/journal.h"
#include "ingest/roller.h"
#include "wire/export_encoder.h"

namespace {

using namespace sixscope;  // NOLINT: a program of its own.

constexpr std::size_t kFlows = 24;

class BenchLabeler final : public ingest::Labeler {
 public:
  BenchLabeler() : enricher_({}, snapshots_) {}
  void know_exporter(std::uint32_t index, const net::IpAddress& address) override {
    enricher_.know_exporter(index, address);
  }
  void refresh() override { enricher_.refresh(); }
  void label(std::span<const model::Flow> flows, std::span<enrich::Labels> labels) override {
    enricher_.label(flows, labels);
  }
  [[nodiscard]] std::string name(store::Dimension, enrich::NameId) const override { return "x"; }

 private:
  Latest<enrich::Snapshot> snapshots_{std::make_shared<const enrich::Snapshot>()};
  enrich::Enricher enricher_;
};

class Sink final : public flow::FlowSink {
 public:
  explicit Sink(flow::ExportDecoder& decoder)
      : decoder_(decoder), roller_(1'000'000, std::make_unique<BenchLabeler>()) {
    roller_.refresh();
  }
  void flows(std::span<const model::Flow> batch) override {
    count_ += batch.size();
    roller_.roll(batch, decoder_.exporters());
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  flow::ExportDecoder& decoder_;
  ingest::Roller roller_;
  std::uint64_t count_ = 0;
};

std::vector<std::vector<std::byte>> messages() {
  constexpr auto kDialect = wire::ExportDialect::netflow9;
  const auto v4 = wire::flow_fields(kDialect, net::Family::v4);
  const auto v6 = wire::flow_fields(kDialect, net::Family::v6);
  const Instant at =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::vector<std::vector<std::byte>> all;
  for (std::uint32_t number = 0; number < 4096; ++number) {
    wire::ExportMessage message(kDialect, {.exported = at,
                                           .booted = at - std::chrono::hours(1),
                                           .sequence = number,
                                           .observation_domain = 1});
    if (number == 0) {
      message.add_template(256, v4);
      message.add_template(257, v6);
    }
    for (std::size_t i = 0; i < kFlows; ++i) {
      wire::ExportedFlow flow;
      const bool six = i >= kFlows / 2;
      const std::uint64_t host = number * kFlows + i;
      flow.family = six ? net::Family::v6 : net::Family::v4;
      flow.source = six ? net::IpAddress::from_halves(0x240e000000000000U + (host << 16U), 1)
                        : net::IpAddress::v4(0x0A000000U + static_cast<std::uint32_t>(host));
      flow.destination = six ? net::IpAddress::from_halves(0x2408000000000000U, host)
                             : net::IpAddress::v4(0x65000000U + static_cast<std::uint32_t>(host));
      flow.start = flow.end = at - std::chrono::seconds(1);
      flow.bytes = 1000 + host % 60'000;
      flow.packets = 1 + host % 50;
      flow.destination_port = 443;
      flow.protocol = 6;
      message.add_flow(six ? 257 : 256, six ? v6 : v4, flow);
    }
    all.push_back(message.finish());
  }
  return all;
}

// Flows a second from datagrams in memory to sums, without a dictionary.
void decode_label_roll(benchmark::State& state) {
  auto all = messages();
  flow::ExportDecoder decoder({});
  Sink sink(decoder);
  std::uint32_t sequence = 0;
  std::size_t next = 0;
  flow::Datagram datagram;
  datagram.exporter = net::IpAddress::v4(0x7F000001);
  datagram.received =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  for (auto _ : state) {
    auto& message = all[next];
    for (std::size_t i = 0; i < 4; ++i) {
      message[12 + i] = static_cast<std::byte>(sequence >> (24 - 8 * i));
    }
    ++sequence;
    next = (next + 1) % all.size();
    datagram.payload = message;
    decoder.decode(datagram, sink);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(sink.count()));
}
BENCHMARK(decode_label_roll);

// One entry into the ring and out again: what the journal costs for a datagram of 1,400 bytes.
void journal_round(benchmark::State& state) {
  const auto journal = ingest::Journal::open("", std::size_t{128} << 20U).value();
  const std::vector<std::byte> payload(1400);
  ingest::Entry entry;
  entry.payload = payload;
  auto position = journal->oldest();
  for (auto _ : state) {
    benchmark::DoNotOptimize(journal->append({&entry, 1}));
    auto reader = journal->read_from(position);
    benchmark::DoNotOptimize(reader.next());
    position = reader.position();
    journal->release(position);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * 1400);
}
BENCHMARK(journal_round);

}  // namespace
