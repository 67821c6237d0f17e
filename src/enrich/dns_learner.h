#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/latest.h"
#include "enrich/dns_join.h"
#include "enrich/snapshot.h"

namespace sixscope::enrich {

/// One DNS answer to a client, whatever it came from: packets, dnstap, a log.
struct DnsAnswer {
  struct Address {
    net::IpAddress address;
    std::chrono::seconds ttl{0};
  };
  std::string_view question;                ///< The name that was asked for.
  net::Family asked = net::Family::none;    ///< v4: A, v6: AAAA.
  std::span<const std::string_view> chain;  ///< CNAME targets in order; may be empty.
  std::span<const Address> addresses;       ///< Of the last name; none: there is no such record.
  std::optional<net::IpAddress> client;
  Instant at;
};

/// Whether the names of an application have addresses of either family: what an application's low
/// IPv6 share is explained with.
struct NameFacts {
  std::string name;
  NameId application = 0;
  NameId cdn_v4 = 0;           ///< The CDN last seen behind A answers; kNoCdn: none.
  NameId cdn_v6 = 0;           ///< Likewise AAAA.
  std::uint64_t asked_v4 = 0;  ///< Answers to A questions, empty ones too.
  std::uint64_t asked_v6 = 0;
  bool has_a = false;  ///< In the newest answer to an A question.
  bool has_aaaa = false;
  Instant last;
};

/// Feeds a DnsJoin, and keeps the facts of names that belong to known applications. A and AAAA
/// answers of one name get the same application, since it follows from the question alone; the CDN
/// follows from the chain: the last name in it that is a CDN's.
///
/// Safe from any thread; readers of the join are never held up by it.
class DnsLearner {
 public:
  /// Names kept; past it, further ones are counted as `names_refused` and only fed to the join.
  static constexpr std::size_t kNamesMax = 50'000;
  static constexpr std::size_t kChainMax = 16;
  static constexpr std::size_t kAddressesMax = 64;

  /// Both are borrowed for life.
  DnsLearner(const Latest<Snapshot>& snapshots, DnsJoin& join)
      : snapshots_(&snapshots), join_(&join) {}

  void learn(const DnsAnswer& answer);

  /// The names so far, in alphabetical order.
  [[nodiscard]] std::vector<NameFacts> names() const;

  struct Counters {
    std::uint64_t answers = 0;          ///< Messages learnt.
    std::uint64_t of_applications = 0;  ///< Of those, for a name of a known application.
    std::uint64_t names_refused = 0;
  };
  [[nodiscard]] Counters counters() const;

 private:
  struct State {
    std::map<std::string, NameFacts, std::less<>> names;
    Counters counters;
  };
  static void note(State& state, const DnsAnswer& answer, NameTable::Meaning meaning);

  const Latest<Snapshot>* snapshots_;
  DnsJoin* join_;
  Guarded<State> state_;
};

}  // namespace sixscope::enrich
