#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/latest.h"
#include "enrich/count_once.h"
#include "enrich/dns_join.h"
#include "enrich/flow_ends.h"
#include "enrich/snapshot.h"
#include "enrich/vocabulary.h"
#include "model/access.h"
#include "model/flow.h"
#include "model/units.h"

namespace sixscope::enrich {

/// What a flow means: the axes of the roll-up, by number. Trivially copyable and comparable.
struct Labels {
  RegionCode region;     ///< Of the customer end, GB/T 2260; 0: unknown.
  NameId operator_ = 0;  ///< Of the customer end.
  NameId application = 0;
  NameId cdn = 0;
  model::Access access = model::Access::unknown;
  model::Method application_method = model::Method::unknown;
  model::Method cdn_method = model::Method::unknown;
  model::TrafficClass traffic_class = model::TrafficClass::user;
  bool counted = true;  ///< False: another observation of the same packets counts.
  friend bool operator==(const Labels&, const Labels&) = default;
};

/// How fine the region of a label is.
enum class RegionLevel : std::uint8_t {
  province,  ///< 440305 is labelled 440000: what the roll-ups are made for.
  finest,    ///< As the dictionary has it.
};

struct EnricherOptions {
  RegionLevel region_level = RegionLevel::province;
  std::vector<InterfaceRule> interfaces;  ///< See CountOnce.
};

/// Tells what a flow means. One per worker; not thread safe.
///
/// Application, first answer wins: an operator's rule for the server's address; the server name in
/// the record; the DNS answer that gave this address to this client; a prefix list; the AS of the
/// server; else unknown. CDN likewise and for itself: operator's rule, server name, DNS (the last
/// name of the CNAME chain that is a CDN's), prefix list, AS. The CDN is "none" where a DNS answer
/// is known and neither its chain nor the address is a CDN's, and where the address is the
/// application's own: its owner serves it. A server name alone does not show that.
///
/// Traffic that is no user's has a class and nothing else: it is nobody's province or application.
class Enricher {
 public:
  /// `snapshots` is borrowed for life; `dns` too and may be null: no join.
  Enricher(EnricherOptions options, const Latest<Snapshot>& snapshots,
           const DnsJoin* dns = nullptr);

  /// Takes the newest snapshot. Call it between batches: within one, nothing changes.
  void refresh() { snapshot_ = snapshots_->get(); }
  /// Says whose flows carry this index in Flow::exporter, for the interface rules.
  void know_exporter(std::uint32_t index, const net::IpAddress& address) {
    count_once_.know_exporter(index, address);
  }

  /// The labels of one flow. Allocates nothing but when an interface is met for the first time.
  [[nodiscard]] Labels label(const model::Flow& flow);
  /// The labels of many flows, in their order; the spans must be of one size. Faster than one by
  /// one: addresses are looked up together.
  void label(std::span<const model::Flow> flows, std::span<Labels> labels);

  [[nodiscard]] const Snapshot& snapshot() const { return *snapshot_; }

 private:
  void look_for_answers() { join_ = dns_ != nullptr && !dns_->empty() ? dns_ : nullptr; }
  [[nodiscard]] Labels judge(const model::Flow& flow, const Attributes& source,
                             const Attributes& destination);
  void attribute(const model::Flow& flow, End server, const Attributes& owner,
                 Labels& labels) const;
  [[nodiscard]] static DnsJoin::Query query(const model::Flow& flow, End server);

  RegionLevel region_level_;
  const Latest<Snapshot>* snapshots_;
  const DnsJoin* dns_;
  const DnsJoin* join_ = nullptr;  ///< `dns_` where it holds an answer: an empty one only costs.
  std::shared_ptr<const Snapshot> snapshot_;
  CountOnce count_once_;
};

}  // namespace sixscope::enrich
