// Longest-prefix match: how many random IPv6 look-ups a second on one core, and how much memory.
//
// The tables look like a full routing view with customers in it: /32 to /48 allocations all over
// 2000::/3 with most of their /48s and some /64s nested inside. Keys are random addresses inside
// random blocks, so that every look-up goes to another place in memory.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "net/prefix_table.h"

namespace sixscope::net {
namespace {

constexpr std::size_t kKeys = std::size_t{1} << 22U;  // 64 MB: no key is still in the cache.

struct Setting {
  PrefixTable table;
  std::vector<IpAddress> keys;
};

// `count` distinct blocks: a twentieth are /32 (half of them under few registry /12 blocks), the
// rest /33 to /48 and /64 inside those.
std::vector<PrefixTable::Row> blocks(std::size_t count, std::mt19937_64& random) {
  std::vector<PrefixTable::Row> rows;
  std::vector<std::uint64_t> outer;
  const std::uint64_t registries[] = {0x2001, 0x2400, 0x2600, 0x2800,
                                      0x2a00, 0x2c00, 0x2409, 0x240e};
  for (std::size_t i = 0; i < count / 20; ++i) {
    const std::uint64_t top =
        i % 2 == 0 ? registries[random() % 8] + random() % 16 : 0x2000 + random() % 0x2000;
    outer.push_back(top << 48U | (random() & 0xffffU) << 32U);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const int lengths[] = {40, 44, 48, 48, 48, 48, 48, 48, 56, 64};
    const bool whole = i < outer.size();
    const std::uint64_t base = outer[whole ? i : random() % outer.size()];
    const std::uint64_t inside = whole ? 0 : random() & 0xffffffffU;
    rows.push_back({Prefix::containing(IpAddress::from_halves(base | inside, 0),
                                       whole ? 32 : lengths[random() % 10]),
                    static_cast<std::uint32_t>(random() % 5000)});
  }
  return rows;
}

const Setting& setting(std::size_t count) {
  static std::map<std::size_t, std::unique_ptr<Setting>> made;
  auto& one = made[count];
  if (one == nullptr) {
    std::mt19937_64 random(count);
    auto rows = blocks(count, random);
    one = std::make_unique<Setting>();
    one->keys.resize(kKeys);
    for (IpAddress& key : one->keys) {
      const Prefix& block = rows[random() % rows.size()].prefix;
      const std::uint64_t host = ~0ULL >> static_cast<unsigned>(std::min(block.length(), 63));
      key = IpAddress::from_halves(block.address().high() | (random() & host), random());
    }
    one->table = PrefixTable(std::move(rows));
  }
  return *one;
}

void report(benchmark::State& state, const PrefixTable& table) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kKeys));
  state.counters["prefixes"] = static_cast<double>(table.size());
  state.counters["table_MB"] = static_cast<double>(table.memory_bytes()) / 1e6;
}

void lookup_single(benchmark::State& state) {
  const Setting& with = setting(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    std::uint32_t sum = 0;
    for (const IpAddress& key : with.keys) {
      sum += with.table.lookup(key);
    }
    benchmark::DoNotOptimize(sum);
  }
  report(state, with.table);
}

void lookup_many(benchmark::State& state) {
  const Setting& with = setting(static_cast<std::size_t>(state.range(0)));
  std::vector<std::uint32_t> values(256);
  for (auto _ : state) {
    for (std::size_t i = 0; i < kKeys; i += values.size()) {
      with.table.lookup_many({with.keys.data() + i, values.size()}, values);
      benchmark::DoNotOptimize(values.data());
    }
  }
  report(state, with.table);
}

void build(benchmark::State& state) {
  std::mt19937_64 random(7);
  const auto rows = blocks(static_cast<std::size_t>(state.range(0)), random);
  for (auto _ : state) {
    const PrefixTable table(rows);
    benchmark::DoNotOptimize(table.size());
  }
}

BENCHMARK(lookup_single)
    ->Arg(220'000)
    ->Arg(1'000'000)
    ->Arg(2'000'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(lookup_many)->Arg(220'000)->Arg(1'000'000)->Arg(2'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(build)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sixscope::net
