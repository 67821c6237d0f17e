#include "enrich/dns_join.h"

#include <algorithm>
#include <bit>

#include "net/prefix.h"

namespace sixscope::enrich {
namespace {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t value = (a ^ b) * 0x9e3779b97f4a7c15U;
  value ^= value >> 32U;
  return value * 0xd6e8feb86659fd93U;
}

std::uint64_t mixed(std::uint64_t seed, const net::IpAddress& address) {
  const std::uint64_t value = mixed(mixed(seed, address.high()), address.low());
  return value ^ value >> 29U;
}

std::uint64_t seconds(Instant at) {
  const auto since = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch());
  return static_cast<std::uint64_t>(std::clamp<std::int64_t>(since.count(), 0, 0xffffffff));
}

std::uint64_t from_of(std::uint64_t times) { return times >> 32U; }
std::uint64_t until_of(std::uint64_t times) { return times & 0xffffffffU; }

}  // namespace

DnsJoin::DnsJoin(DnsJoinOptions options) : options_(options) {
  const std::size_t count = std::bit_ceil(std::max<std::size_t>(options.entries_max / kEntries, 1));
  mask_ = count - 1;
  buckets_ = net::LargeArray<Bucket>(count);
}

std::uint64_t DnsJoin::key_for(const net::IpAddress& server) const {
  return mixed(0x736978U, server) | 1U << 31U;
}

std::uint64_t DnsJoin::key_for(const net::IpAddress& server, const net::IpAddress& client) const {
  const int bits = client.is_v4() ? 96 + options_.client_bits_v4 : options_.client_bits_v6;
  return mixed(mixed(0x64U, server), net::Prefix::containing(client, bits).address()) &
         ~(std::uint64_t{1} << 31U);
}

void DnsJoin::add(const Answer& answer) {
  const auto ttl = std::clamp(answer.ttl, options_.ttl_min, options_.ttl_max);
  const std::uint64_t from = seconds(answer.at);
  const std::uint64_t until = seconds(answer.at + ttl);
  const std::uint64_t meaning = std::uint64_t{answer.application} << 16U | answer.cdn;
  put(key_for(answer.server), meaning, from, until);
  if (answer.client) {
    put(key_for(answer.server, *answer.client), meaning, from, until);
  }
  answers_.fetch_add(1, std::memory_order_relaxed);
}

void DnsJoin::put(std::uint64_t key, std::uint64_t meaning, std::uint64_t from,
                  std::uint64_t until) {
  Bucket& into = bucket(key);
  const std::scoped_lock lock(stripes_[key & mask_ & (kStripes - 1)]);
  const auto slack = static_cast<std::uint64_t>(options_.slack.count());
  Entry* place = &into.entries[0];
  for (Entry& entry : into.entries) {
    const std::uint64_t times = entry.times.load(std::memory_order_relaxed);
    if (times != 0 && entry.key.load(std::memory_order_relaxed) == key &&
        entry.meaning.load(std::memory_order_relaxed) == meaning) {
      place = &entry;
      if (from_of(times) <= from && from <= until_of(times) + slack) {
        from = from_of(times);  // The same answer again: it has been true all the while.
      }
      until = std::max(until, until_of(times));
      break;
    }
    if (until_of(times) < until_of(place->times.load(std::memory_order_relaxed))) {
      place = &entry;
    }
  }
  const std::uint64_t old = place->times.load(std::memory_order_relaxed);
  const bool other = place->key.load(std::memory_order_relaxed) != key ||
                     place->meaning.load(std::memory_order_relaxed) != meaning;
  if (old != 0 && other && until_of(old) >= from) {
    evicted_.fetch_add(1, std::memory_order_relaxed);
  }
  const std::uint64_t sequence = into.sequence.load(std::memory_order_relaxed);
  into.sequence.store(sequence + 1, std::memory_order_relaxed);
  place->key.store(key, std::memory_order_release);  // Not before the sequence has become odd.
  place->meaning.store(meaning, std::memory_order_release);
  place->times.store(from << 32U | until, std::memory_order_release);
  into.sequence.store(sequence + 2, std::memory_order_release);
}

std::optional<std::array<DnsJoin::Copy, DnsJoin::kEntries>> DnsJoin::read(const Bucket& from) {
  constexpr int kTriesMax = 8;
  std::array<Copy, kEntries> copy;
  for (int i = 0; i < kTriesMax; ++i) {
    const std::uint64_t before = from.sequence.load(std::memory_order_acquire);
    for (std::size_t j = 0; j < kEntries; ++j) {
      copy[j] = {.key = from.entries[j].key.load(std::memory_order_acquire),
                 .meaning = from.entries[j].meaning.load(std::memory_order_acquire),
                 .times = from.entries[j].times.load(std::memory_order_acquire)};
    }
    if ((before & 1U) == 0 && from.sequence.load(std::memory_order_relaxed) == before) {
      return copy;
    }
  }
  return std::nullopt;
}

bool DnsJoin::valid(std::uint64_t times, std::uint64_t at) const {
  return times != 0 &&
         from_of(times) <= at + static_cast<std::uint64_t>(options_.clock_tolerance.count()) &&
         at <= until_of(times) + static_cast<std::uint64_t>(options_.slack.count());
}

DnsJoin::Match DnsJoin::find(const Query& query) const {
  const std::uint64_t at = seconds(query.at);
  Match match;
  const std::uint64_t own = key_for(query.server, query.client);
  std::uint64_t newest = 0;
  if (const auto copies = read(bucket(own))) {
    for (const Copy& copy : *copies) {
      if (copy.key == own && valid(copy.times, at) && from_of(copy.times) >= newest) {
        newest = from_of(copy.times);
        match = {.found = true,
                 .application = static_cast<NameId>(copy.meaning >> 16U),
                 .cdn = static_cast<NameId>(copy.meaning)};
      }
    }
  }
  if (match.found) {
    return match;
  }
  const std::uint64_t any = key_for(query.server);
  const auto copies = read(bucket(any));
  if (!copies) {
    return match;
  }
  bool differ = false;
  for (const Copy& copy : *copies) {
    if (copy.key != any || !valid(copy.times, at)) {
      continue;
    }
    const auto application = static_cast<NameId>(copy.meaning >> 16U);
    const auto cdn = static_cast<NameId>(copy.meaning);
    if (!match.found) {
      match = {.found = true, .application = application, .cdn = cdn};
      continue;
    }
    differ = differ || match.application != application || match.cdn != cdn;
    match.application = match.application == application ? application : NameId{0};
    match.cdn = match.cdn == cdn ? cdn : NameId{0};
  }
  if (differ) {
    ambiguous_.fetch_add(1, std::memory_order_relaxed);
  }
  return match;
}

void DnsJoin::prefetch(const Query& query) const {
  constexpr std::size_t kLine = 64;
  for (const std::uint64_t key : {key_for(query.server, query.client), key_for(query.server)}) {
    const void* at = &bucket(key);
    __builtin_prefetch(at);
    __builtin_prefetch(static_cast<const std::byte*>(at) + kLine);
  }
}

DnsJoin::Counters DnsJoin::counters() const {
  return {.answers = answers_.load(std::memory_order_relaxed),
          .evicted = evicted_.load(std::memory_order_relaxed),
          .ambiguous = ambiguous_.load(std::memory_order_relaxed)};
}

std::size_t DnsJoin::memory_bytes() const { return (mask_ + 1) * sizeof(Bucket); }

}  // namespace sixscope::enrich
