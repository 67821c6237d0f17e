#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "model/access.h"
#include "net/ip_address.h"

namespace sixscope::ingest {

/// When an exporter counts as unable to see IPv6. Every member has a key in the settings file.
struct SightRules {
  /// An IPv6 template that was not announced for this long, while others were, is gone.
  std::chrono::minutes template_lapse{60};
  /// No IPv6 record for this long, and this many IPv4 records meanwhile, is suspect.
  std::chrono::minutes silence{60};
  std::uint64_t silence_v4_flows_min = 10'000;
  bool silent_is_blind = false;       ///< The suspect are not measurable either.
  std::vector<net::IpAddress> blind;  ///< Exporters the operator knows not to sample IPv6.
};

/// What is known of one exporter's address, over all its observation domains.
struct SightFacts {
  net::IpAddress address;
  bool only_netflow5 = true;     ///< All it ever sent was NetFlow v5.
  bool has_v6_format = false;    ///< sFlow, or an IPv6 template in force.
  bool has_templates = false;    ///< NetFlow v9 or IPFIX: IPv6 must be configured there.
  bool only_v4_sampled = false;  ///< Its options name samplers, all for IPv4.
  Instant templates_at;          ///< Newest announcement of any data template.
  Instant v6_template_at;        ///< Newest of one that can carry IPv6.
  Instant v6_record_at;          ///< Newest IPv6 record; nothing yet: the epoch.
  Instant v4_only_since;         ///< The record that begins the present run of IPv4 records.
  std::uint64_t v4_flows = 0;    ///< Records in that run.
};

/// What can be known of an exporter's view of IPv6 at `now`. A record of IPv6 within
/// SightRules::template_lapse outweighs everything else but the operator's word.
[[nodiscard]] model::V6Sight v6_sight(const SightFacts& facts, const SightRules& rules,
                                      Instant now);

/// Whether traffic of an exporter in that state stays out of shares.
[[nodiscard]] bool is_blind(model::V6Sight sight, const SightRules& rules);

}  // namespace sixscope::ingest
