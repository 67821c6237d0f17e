#include "enrich/enricher.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "enrich/traffic_class.h"

namespace sixscope::enrich {

Enricher::Enricher(EnricherOptions options, const Latest<Snapshot>& snapshots, const DnsJoin* dns)
    : region_level_(options.region_level),
      snapshots_(&snapshots),
      dns_(dns),
      snapshot_(snapshots.get()),
      count_once_(options.interfaces) {}

Labels Enricher::label(const model::Flow& flow) {
  look_for_answers();
  return judge(flow, snapshot_->at(flow.source), snapshot_->at(flow.destination));
}

void Enricher::label(std::span<const model::Flow> flows, std::span<Labels> labels) {
  SIXSCOPE_CHECK(flows.size() == labels.size());
  look_for_answers();
  constexpr std::size_t kBatch = 64;
  std::array<net::IpAddress, 2 * kBatch> addresses;
  std::array<std::uint32_t, 2 * kBatch> found;
  for (std::size_t done = 0; done < flows.size(); done += kBatch) {
    const std::size_t count = std::min(kBatch, flows.size() - done);
    for (std::size_t i = 0; i < count; ++i) {
      addresses[2 * i] = flows[done + i].source;
      addresses[2 * i + 1] = flows[done + i].destination;
    }
    snapshot_->find_many({addresses.data(), 2 * count}, {found.data(), 2 * count});
    for (std::size_t i = 0; i < 2 * count; ++i) {
      snapshot_->prefetch(found[i]);
    }
    for (std::size_t i = 0; join_ != nullptr && i < count; ++i) {
      const model::Flow& flow = flows[done + i];
      join_->prefetch(query(flow, tell_ends(flow, snapshot_->attributes(found[2 * i]),
                                            snapshot_->attributes(found[2 * i + 1]))
                                      .server));
    }
    for (std::size_t i = 0; i < count; ++i) {
      labels[done + i] = judge(flows[done + i], snapshot_->attributes(found[2 * i]),
                               snapshot_->attributes(found[2 * i + 1]));
    }
  }
}

Labels Enricher::judge(const model::Flow& flow, const Attributes& source,
                       const Attributes& destination) {
  Labels labels;
  labels.counted = count_once_.counts(flow);
  labels.traffic_class = traffic_class(flow);
  if (labels.traffic_class != model::TrafficClass::user) {
    return labels;
  }
  const FlowEnds ends = tell_ends(flow, source, destination);
  const Facts& customer = (ends.customer == End::source ? source : destination).facts;
  labels.region = region_level_ == RegionLevel::province
                      ? RegionCode(customer.region.value() / 10'000 * 10'000)
                      : customer.region;
  labels.operator_ = customer.operator_;
  labels.access = customer.access;
  attribute(flow, ends.server, ends.server == End::source ? source : destination, labels);
  return labels;
}

DnsJoin::Query Enricher::query(const model::Flow& flow, End server) {
  const bool from_server = server == End::source;
  return {.server = from_server ? flow.source : flow.destination,
          .client = from_server ? flow.destination : flow.source,
          .at = flow.start};
}

void Enricher::attribute(const model::Flow& flow, End server, const Attributes& owner,
                         Labels& labels) const {
  using model::Method;
  const auto take = [](NameId id, Method method, NameId& into, Method& into_method) {
    if (into == 0 && id != 0) {
      into = id;
      into_method = method;
    }
  };
  const std::uint16_t port = server == End::source ? flow.source_port : flow.destination_port;
  for (const Rule& rule : snapshot_->rules(owner.facts.rules)) {
    if (rule.fits(flow.protocol, port)) {
      take(rule.application, Method::operator_rule, labels.application, labels.application_method);
      take(rule.cdn, Method::operator_rule, labels.cdn, labels.cdn_method);
    }
  }
  if (owner.application_method == Method::operator_rule) {
    take(owner.facts.application, Method::operator_rule, labels.application,
         labels.application_method);
  }
  if (owner.cdn_method == Method::operator_rule) {
    take(owner.facts.cdn, Method::operator_rule, labels.cdn, labels.cdn_method);
  }
  bool resolved = false;
  if (!flow.server_name.empty()) {
    const NameTable::Meaning meaning = snapshot_->names().find(flow.server_name);
    take(meaning.application, Method::server_name, labels.application, labels.application_method);
    take(meaning.cdn, Method::server_name, labels.cdn, labels.cdn_method);
  }
  if (join_ != nullptr && (labels.application == 0 || labels.cdn == 0)) {
    const DnsJoin::Match match = join_->find(query(flow, server));
    take(match.application, Method::dns, labels.application, labels.application_method);
    take(match.cdn, Method::dns, labels.cdn, labels.cdn_method);
    resolved = match.found;
  }
  take(owner.facts.application, owner.application_method, labels.application,
       labels.application_method);
  if (owner.facts.cdn != kNoCdn || !resolved) {
    take(owner.facts.cdn, owner.cdn_method, labels.cdn, labels.cdn_method);
  }
  if (resolved) {  // A chain of names without a CDN, and an address that is no CDN's.
    take(kNoCdn, Method::dns, labels.cdn, labels.cdn_method);
  } else if (labels.application != 0 && labels.application == owner.facts.application) {
    take(kNoCdn, owner.application_method, labels.cdn, labels.cdn_method);
  }
}

}  // namespace sixscope::enrich
