// What a flow costs to label: two addresses looked up, ends told apart, application and CDN found.
//
// 250 thousand prefixes with attributes, 1 million flows between users and servers spread over
// them; with `dns` one flow in two has an answer in a join of 500 thousand.

#include <benchmark/benchmark.h>

#include <memory>
#include <random>
#include <vector>

#include "enrich/enricher.h"

namespace sixscope::enrich {
namespace {

constexpr std::size_t kPrefixes = 250'000;
constexpr std::size_t kFlows = std::size_t{1} << 20U;
constexpr Instant kNoon{std::chrono::seconds(1'800'000'000)};

struct World {
  Latest<Snapshot> snapshots{Snapshot()};
  DnsJoin join{{.entries_max = std::size_t{1} << 20U}};
  std::vector<model::Flow> flows;
};

const World& world() {
  static const std::unique_ptr<World> made = [] {
    auto one = std::make_unique<World>();
    std::mt19937_64 random(1);
    SnapshotBuilder builder;
    std::vector<LayerRow> rows;
    for (std::size_t i = 0; i < kPrefixes; ++i) {
      LayerRow row;
      const bool server = i % 8 == 0;
      row.prefix = net::Prefix::containing(
          net::IpAddress::from_halves(0x2400000000000000U + (random() >> 8U), 0), 48);
      row.facts.region = RegionCode(static_cast<std::uint32_t>(11 + random() % 31) * 10'000);
      row.facts.operator_ = static_cast<NameId>(1 + random() % 4);
      row.facts.access = server ? model::Access::unknown : model::Access::fixed;
      row.facts.role = server ? Role::server : Role::user;
      row.facts.asn = Asn(static_cast<std::uint32_t>(random() % 2000));
      rows.push_back(row);
    }
    const auto address = [&](const LayerRow& row) {
      return net::IpAddress::from_halves(row.prefix.address().high() | (random() & 0xffffU),
                                         random());
    };
    for (std::size_t i = 0; i < kFlows; ++i) {
      model::Flow flow;
      flow.source = address(rows[random() % kPrefixes]);
      flow.destination = address(rows[random() % kPrefixes]);
      flow.source_port = i % 2 == 0 ? 443 : 50'000;
      flow.destination_port = i % 2 == 0 ? 50'000 : 443;
      flow.protocol = 6;
      flow.start = kNoon;
      flow.family = net::Family::v6;
      if (i % 2 == 0) {
        one->join.add({.server = flow.source,
                       .client = flow.destination,
                       .application = static_cast<NameId>(1 + i % 70),
                       .cdn = 2,
                       .at = kNoon,
                       .ttl = std::chrono::seconds(300)});
      }
      one->flows.push_back(flow);
    }
    builder.add_file("bench");
    builder.add(Layer::prefix_list, std::move(rows));
    one->snapshots.replace(builder.build());
    return one;
  }();
  return *made;
}

void label(benchmark::State& state, const DnsJoin* join) {
  Enricher enricher({}, world().snapshots, join);
  std::vector<Labels> labels(256);
  for (auto _ : state) {
    for (std::size_t i = 0; i < kFlows; i += labels.size()) {
      enricher.label({world().flows.data() + i, labels.size()}, labels);
      benchmark::DoNotOptimize(labels.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kFlows));
}

void label_by_address(benchmark::State& state) { label(state, nullptr); }
void label_with_dns(benchmark::State& state) { label(state, &world().join); }

BENCHMARK(label_by_address)->Unit(benchmark::kMillisecond);
BENCHMARK(label_with_dns)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sixscope::enrich
