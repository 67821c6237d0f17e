#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "enrich/vocabulary.h"
#include "net/ip_address.h"
#include "net/large_array.h"

namespace sixscope::enrich {

/// Limits of the join between DNS answers and flows.
struct DnsJoinOptions {
  /// Answers kept; memory is about 26 bytes each, taken once. Rounded up to a power of two.
  std::size_t entries_max = 1U << 19U;
  int client_bits_v6 = 56;  ///< What one household gets: answers are shared inside it.
  int client_bits_v4 = 32;
  std::chrono::seconds ttl_min{60};  ///< Browsers and systems keep an answer at least so long.
  std::chrono::seconds ttl_max{86'400};
  /// A flow may begin so long after its answer expired: connections are kept open, and exporters
  /// cut long flows into pieces.
  std::chrono::seconds slack{300};
  /// A flow may begin so long before its answer: clocks of exporter and resolver differ, and the
  /// client may have asked before we listened.
  std::chrono::seconds clock_tolerance{60};
};

/// Remembers which application and CDN stood behind an address when a client was told it.
///
/// An answer is kept twice: for the network of the client that asked, and for the address alone. A
/// look-up takes the newest answer to this client's network that was valid when the flow began;
/// failing that, what the answers to anybody agree on (they may come over the other family, or from
/// another line): where two of them differ in application or in CDN, that one stays unknown rather
/// than guessed, and `ambiguous` counts it.
///
/// A table of fixed size: a full bucket gives up the answer that expires first. `find` takes no
/// lock and no memory and runs in any thread: a bucket that is being written is read again. `add`
/// locks one of 64 stripes; any thread may call it.
class DnsJoin {
 public:
  explicit DnsJoin(DnsJoinOptions options = {});

  struct Answer {
    net::IpAddress server;                 ///< The address that was answered.
    std::optional<net::IpAddress> client;  ///< Who asked; nothing if it is not known.
    NameId application = 0;
    NameId cdn = 0;
    Instant at;
    std::chrono::seconds ttl{0};
  };
  void add(const Answer& answer);

  struct Query {
    net::IpAddress server;
    net::IpAddress client;
    Instant at;  ///< Begin of the flow.
  };
  struct Match {
    bool found = false;  ///< Some answer gave this address; its name may still be unknown.
    NameId application = 0;
    NameId cdn = 0;
  };
  [[nodiscard]] Match find(const Query& query) const;
  /// Asks the memory for what `find` will read: between the two, other work hides the wait.
  void prefetch(const Query& query) const;

  struct Counters {
    std::uint64_t answers = 0;    ///< Addresses added.
    std::uint64_t evicted = 0;    ///< Answers given up before they expired.
    std::uint64_t ambiguous = 0;  ///< Look-ups in which answers to others differed.
  };
  [[nodiscard]] Counters counters() const;
  /// Whether no answer was ever added.
  [[nodiscard]] bool empty() const { return answers_.load(std::memory_order_relaxed) == 0; }
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  static constexpr std::size_t kEntries = 5;
  static constexpr std::size_t kStripes = 64;
  struct Entry {
    std::atomic<std::uint64_t> key{0};
    std::atomic<std::uint64_t> meaning{0};  // Application << 16 | CDN.
    std::atomic<std::uint64_t> times{0};    // Seconds since 1970: from << 32 | until; 0: free.
  };
  // A sequence lock: odd while it is written.
  struct alignas(64) Bucket {
    std::atomic<std::uint64_t> sequence{0};
    std::array<Entry, kEntries> entries;
  };
  struct Copy {
    std::uint64_t key;
    std::uint64_t meaning;
    std::uint64_t times;
  };

  [[nodiscard]] std::uint64_t key_for(const net::IpAddress& server) const;
  [[nodiscard]] std::uint64_t key_for(const net::IpAddress& server,
                                      const net::IpAddress& client) const;
  [[nodiscard]] Bucket& bucket(std::uint64_t key) const { return buckets_[key & mask_]; }
  // A consistent copy of a bucket; nothing if writers kept it busy.
  [[nodiscard]] static std::optional<std::array<Copy, kEntries>> read(const Bucket& from);
  [[nodiscard]] bool valid(std::uint64_t times, std::uint64_t at) const;
  void put(std::uint64_t key, std::uint64_t meaning, std::uint64_t from, std::uint64_t until);

  DnsJoinOptions options_;
  std::uint64_t mask_ = 0;
  mutable net::LargeArray<Bucket> buckets_;
  std::array<std::mutex, kStripes> stripes_;
  std::atomic<std::uint64_t> answers_{0};
  std::atomic<std::uint64_t> evicted_{0};
  mutable std::atomic<std::uint64_t> ambiguous_{0};
};

}  // namespace sixscope::enrich
