#include "ingest/roller.h"

#include <algorithm>
#include <utility>

namespace sixscope::ingest {
namespace {

/// Addresses kept apart; what comes after shares the first site, named "::".
constexpr std::size_t kSitesMax = 60'000;
constexpr std::uint16_t kNoSite = 0xffff;
constexpr std::size_t kRefusedMax = 64;
constexpr std::chrono::hours kRefusedShown{1};
/// How long a site that sees IPv6 is taken to go on seeing it without a look.
constexpr std::chrono::seconds kSightAge{1};

void add_to(LedgerValues& sum, const LedgerValues& one) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] += one[i];
  }
}

}  // namespace

Roller::Roller(std::size_t cells_max, std::unique_ptr<Labeler> labeler, RollerRules rules)
    : sight_(std::move(rules.sight)),
      keeping_(rules.keeping),
      labeler_(std::move(labeler)),
      roll_up_(cells_max) {
  static_cast<void>(site_at(net::IpAddress()));
}

void Roller::roll(std::span<const model::Flow> batch,
                  std::span<const flow::ExporterInfo> exporters) {
  learn(exporters);
  relearn(batch, exporters);
  if (labels_.size() < batch.size()) {
    labels_.resize(batch.size());
  }
  const std::span<enrich::Labels> labels(labels_.data(), batch.size());
  labeler_->label(batch, labels);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const flow::ExporterInfo& info = exporters[batch[i].exporter];
    if (i == 0 || batch[i].exporter != batch[i - 1].exporter) {
      Site& site = sites_[site_of_exporter_[batch[i].exporter]];
      if (site.blind || info.last_seen - site.judged_at >= kSightAge) {
        site.blind = is_blind(sight_of(site, exporters, info.last_seen), sight_);
        site.judged_at = info.last_seen;
      }
    }
    add(batch[i], labels[i], info);
  }
  arriving_.flows += batch.size();
}

void Roller::add(const model::Flow& flow, const enrich::Labels& labels,
                 const flow::ExporterInfo& info) {
  const std::uint16_t number = site_of_exporter_[flow.exporter];
  Site& site = sites_[number];
  if (flow.family == net::Family::none) {
    ++site.received.flows_no_family;
    return;
  }
  if (!labels.counted) {
    ++site.received.flows_uncounted;
    return;
  }
  if (flow.family == net::Family::v6) {
    site.v6_record_at = info.last_seen;
    site.v4_flows_alone = 0;
    site.blind = site.blind && std::ranges::find(sight_.blind, site.address) != sight_.blind.end();
  } else if (site.v4_flows_alone++ == 0) {
    site.v4_only_since = info.last_seen;
  }
  const model::Coverage coverage = !flow.rate.known() ? model::Coverage::rate_unknown
                                   : site.blind       ? model::Coverage::v6_blind
                                                      : model::Coverage::measurable;
  site.has_cells = true;
  const VolumeKey key = VolumeKey::of(labels, number, coverage);
  const model::FamilyVolume volume = volume_of(flow);
  bool kept = true;
  split_over_minutes(flow.start, flow.end, volume,
                     [&](std::uint32_t minute, const model::FamilyVolume& part) {
                       kept = roll_up_.add(key.at(minute), flow.family, part) && kept;
                     });
  ++(kept ? site.received.flows_counted : site.received.flows_lost);
  if (keeping_.flows_max != 0) {
    keep(flow, key);
  }
  if (labels.traffic_class == model::TrafficClass::user &&
      coverage != model::Coverage::rate_unknown) {
    store::Arrived& live = arriving_.by_access[static_cast<std::size_t>(labels.access)];
    (flow.family == net::Family::v6 ? live.all.v6 : live.all.v4) += volume;
    if (coverage == model::Coverage::measurable) {
      (flow.family == net::Family::v6 ? live.measured.v6 : live.measured.v4) += volume;
    }
  }
}

void Roller::keep(const model::Flow& flow, const VolumeKey& key) {
  constexpr auto number = [](net::Family family) {
    return static_cast<std::uint8_t>(family == net::Family::v6 ? 6 : 4);
  };
  if (kept_.size() >= keeping_.flows_max) {
    ++flows_not_kept_;
    return;
  }
  const auto lasted = std::clamp<std::int64_t>((flow.end - flow.start).count(), 0, 0xffffffff);
  kept_.push_back({.key = key,
                   .start_ms = flow.start.time_since_epoch().count(),
                   .bytes = flow.bytes,
                   .packets = flow.packets,
                   .rate = flow.rate,
                   .source = keeping_.guard.protect(flow.source),
                   .destination = keeping_.guard.protect(flow.destination),
                   .duration_ms = static_cast<std::uint32_t>(lasted),
                   .source_asn = flow.source_asn,
                   .destination_asn = flow.destination_asn,
                   .source_port = flow.source_port,
                   .destination_port = flow.destination_port,
                   .protocol = flow.protocol,
                   .family = number(flow.family),
                   .outer_family = number(flow.outer_family),
                   .unused = {}});
}

ReceiveCounters& Roller::received_from(const net::IpAddress& address) {
  return sites_[site_at(address)].received;
}

void Roller::refuse(const net::IpAddress& address, std::uint64_t datagrams, Instant at) {
  const auto site = site_numbers_.find(address);
  if (site != site_numbers_.end() && !sites_[site->second].exporters.empty()) {
    sites_[site->second].received.refused += datagrams;  // Its own row tells.
    return;
  }
  auto one = std::ranges::find(refused_, address, &Refused::address);
  if (one == refused_.end()) {
    if (refused_.size() == kRefusedMax) {
      const auto oldest = std::ranges::min_element(refused_, {}, &Refused::last);
      retire(*oldest);
      refused_.erase(oldest);
    }
    one = refused_.insert(refused_.end(), {.address = address, .first = at, .last = at});
  }
  one->last = std::max(one->last, at);
  one->datagrams += datagrams;
}

// What was not flushed yet is told under "::".
void Roller::retire(const Refused& one) {
  add_to(gone_, ledger_values({}, {.refused = one.flushed}));
  sites_.front().received.refused += one.datagrams - one.flushed;
}

void Roller::learn(std::span<const flow::ExporterInfo> exporters) {
  while (site_of_exporter_.size() < exporters.size()) {
    site_of_exporter_.push_back(kNoSite);
    assign(site_of_exporter_.size() - 1, exporters[site_of_exporter_.size() - 1].address);
  }
  for (const std::size_t index : std::exchange(vacated_, {})) {
    assign(index, exporters[index].address);
  }
}

// Where nobody said so, by `forget`, that an index is another exporter's now.
void Roller::relearn(std::span<const model::Flow> batch,
                     std::span<const flow::ExporterInfo> exporters) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::uint32_t index = batch[i].exporter;
    if (i != 0 && index == batch[i - 1].exporter) {
      continue;
    }
    Site& site = sites_[site_of_exporter_[index]];
    if (&site != &sites_.front() && site.address != exporters[index].address) {
      std::erase(site.exporters, index);
      assign(index, exporters[index].address);
    }
  }
}

void Roller::assign(std::size_t index, const net::IpAddress& address) {
  const std::uint16_t site = site_at(address);
  sites_[site].exporters.push_back(index);
  site_of_exporter_[index] = site;
  labeler_->know_exporter(static_cast<std::uint32_t>(index), address);
}

void Roller::forget(std::uint32_t index, const flow::ExporterInfo& info) {
  const bool learnt = index < site_of_exporter_.size() && site_of_exporter_[index] != kNoSite;
  const auto known = site_numbers_.find(info.address);
  const std::uint16_t number = learnt                         ? site_of_exporter_[index]
                               : known != site_numbers_.end() ? known->second
                                                              : std::uint16_t{0};
  add_to(sites_[number].left, ledger_values(info.counters, {}));
  if (learnt) {
    std::erase(sites_[number].exporters, index);
    site_of_exporter_[index] = kNoSite;
    vacated_.push_back(index);
  }
}

// Senders without end must not use up the numbers: one that no exporter and no row has is free.
void Roller::release_unused_sites() {
  for (std::size_t number = 1; number < sites_.size(); ++number) {
    Site& site = sites_[number];
    if (site.in_use && site.exporters.empty() && !site.has_cells) {
      add_to(gone_, site.flushed);
      site_numbers_.erase(site.address);
      site = {};
      free_sites_.push_back(static_cast<std::uint16_t>(number));
    }
  }
}

std::uint16_t Roller::site_at(const net::IpAddress& address) {
  const auto found = site_numbers_.find(address);
  if (found != site_numbers_.end()) {
    return found->second;
  }
  if (free_sites_.empty() && sites_.size() >= kSitesMax) {
    return 0;
  }
  auto number = static_cast<std::uint16_t>(sites_.size());
  if (free_sites_.empty()) {
    sites_.emplace_back();
  } else {
    number = free_sites_.back();
    free_sites_.pop_back();
  }
  sites_[number].address = address;
  sites_[number].in_use = true;
  site_numbers_.emplace(address, number);
  return number;
}

model::V6Sight Roller::sight_of(const Site& site, std::span<const flow::ExporterInfo> exporters,
                                Instant now) const {
  SightFacts facts;
  facts.address = site.address;
  facts.v6_record_at = site.v6_record_at;
  facts.v4_only_since = site.v4_only_since;
  facts.v4_flows = site.v4_flows_alone;
  bool others_sampled = false;
  for (const std::size_t number : site.exporters) {
    const flow::ExporterInfo& info = exporters[number];
    using enum flow::ExportProtocol;
    const bool templates = info.protocol == netflow9 || info.protocol == ipfix;
    facts.only_netflow5 = facts.only_netflow5 && info.protocol == netflow5;
    facts.has_templates = facts.has_templates || templates;
    facts.has_v6_format = facts.has_v6_format || info.has_v6_template;
    facts.only_v4_sampled = facts.only_v4_sampled || info.only_v4_sampled;
    others_sampled = others_sampled || (!info.only_v4_sampled && info.has_v6_template);
    facts.templates_at = std::max(facts.templates_at, info.templates_at);
    facts.v6_template_at = std::max(facts.v6_template_at, info.v6_template_at);
  }
  facts.only_v4_sampled = facts.only_v4_sampled && !others_sampled;
  return v6_sight(facts, sight_, now);
}

void Roller::drain_into(Parcel& parcel, Instant received,
                        std::span<const flow::ExporterInfo> exporters) {
  learn(exporters);
  roll_up_.drain(parcel.rows);
  parcel.flows = std::exchange(kept_, {});
  parcel.names = names_of(parcel.rows, parcel.flows);
  const Instant minute = std::chrono::floor<std::chrono::minutes>(received);
  for (Site& site : sites_) {
    const LedgerValues now = values_of(site, exporters);
    auto increments = ledger_increments(site.flushed, now);
    if (!increments.empty()) {
      parcel.ledger.push_back({minute, site.address.to_string(), std::move(increments)});
      site.flushed = now;
    }
  }
  for (Refused& one : refused_) {
    if (one.datagrams != one.flushed) {
      parcel.ledger.push_back(
          {minute, one.address.to_string(), {{"refused", one.datagrams - one.flushed}}});
      one.flushed = one.datagrams;
    }
  }
  release_unused_sites();
}

store::VolumeBatch Roller::drain_batch(std::string id, Instant received,
                                       std::span<const flow::ExporterInfo> exporters) {
  Parcel parcel;
  drain_into(parcel, received, exporters);
  return volume_batch(std::move(id), {&parcel, 1});
}

void Roller::mark_flushed(std::span<const flow::ExporterInfo> exporters) {
  learn(exporters);
  for (Site& site : sites_) {
    site.flushed = values_of(site, exporters);
  }
  for (Refused& one : refused_) {
    one.flushed = one.datagrams;
  }
}

LedgerValues Roller::values_of(const Site& site, std::span<const flow::ExporterInfo> exporters) {
  LedgerValues sum = ledger_values({}, site.received);
  add_to(sum, site.left);
  for (const std::size_t exporter : site.exporters) {
    add_to(sum, ledger_values(exporters[exporter].counters, {}));
  }
  return sum;
}

std::map<std::uint32_t, std::string> Roller::names_of(std::span<const RolledRow> rows,
                                                      std::span<const KeptFlow> flows) const {
  using store::Dimension;
  std::map<std::uint32_t, std::string> names;
  std::array<std::vector<bool>, store::kDimensions> seen;  // Cheaper to ask than the map.
  const auto name = [&](Dimension dimension, std::uint16_t number) {
    std::vector<bool>& bits = seen[static_cast<std::size_t>(dimension)];
    if (bits.size() <= number) {
      bits.resize(std::size_t{number} + 1);
    }
    if (!bits[number]) {
      bits[number] = true;
      names[name_key(dimension, number)] = dimension == Dimension::exporter
                                               ? sites_[number].address.to_string()
                                               : labeler_->name(dimension, number);
    }
  };
  const auto name_all = [&](const VolumeKey& key) {
    name(Dimension::operator_, key.operator_());
    name(Dimension::application, key.application());
    name(Dimension::cdn, key.cdn());
    name(Dimension::exporter, key.exporter());
  };
  for (const RolledRow& row : rows) {
    name_all(row.key);
  }
  for (const KeptFlow& flow : flows) {
    name_all(flow.key);
  }
  return names;
}

void Roller::tick(Instant now) {
  const Instant second = std::chrono::floor<std::chrono::seconds>(now);
  if (second == arriving_.at) {
    return;
  }
  for (const store::Arrived& volume : arriving_.by_access) {
    arriving_.volume += volume;
  }
  std::erase_if(refused_, [&](const Refused& one) {
    const bool old = now - one.last > kRefusedShown;
    if (old) {
      retire(one);
    }
    return old;
  });
  arriving_.at = second;
  arrived_ = arriving_;
  arriving_ = {};
  arriving_.at = second;
}

std::vector<store::VolumeRow> Roller::pending(std::size_t rows_max) const {
  const auto all = roll_up_.rows();
  const auto some = all.first(std::min(rows_max, all.size()));
  const auto names = names_of(some, {});
  std::vector<store::VolumeRow> rows;
  rows.reserve(some.size());
  for (const RolledRow& row : some) {
    rows.push_back(volume_row(row, names));
  }
  return rows;
}

std::vector<store::ExporterStatus> Roller::statuses(
    std::span<const flow::ExporterInfo> exporters) const {
  std::vector<store::ExporterStatus> all;
  all.reserve(exporters.size());
  for (std::size_t i = 0; i < exporters.size(); ++i) {
    const flow::ExporterInfo& info = exporters[i];
    store::ExporterStatus status;
    status.address = info.address.to_string();
    status.observation_domain = info.observation_domain;
    status.protocol = flow::kExportProtocolNames[static_cast<std::size_t>(info.protocol)];
    status.first_seen = info.first_seen;
    status.last_seen = info.last_seen;
    status.clock_skew_ms = info.clock_skew_ms;
    status.sees_v4 = info.has_v4_template;
    status.sequence_counts_records = info.sequence_counts_records;
    status.sampling_known = info.sampling_announced && info.rate.known();
    status.sampling_numerator = info.rate.numerator;
    status.sampling_denominator = info.rate.denominator;
    // What the receiving side counted belongs to the address: shown with its first domain.
    ReceiveCounters received;
    Site unknown;
    unknown.exporters = {i};
    const bool known = i < site_of_exporter_.size() && site_of_exporter_[i] != kNoSite;
    const Site& site = known ? sites_[site_of_exporter_[i]] : unknown;
    status.v6_sight = sight_of(site, exporters, info.last_seen);
    const bool blind = is_blind(status.v6_sight, sight_);
    status.sees_v6 = info.has_v6_template && !blind;
    status.v4_flows_alone = site.v4_flows_alone;
    if (known) {
      if (site.exporters.front() == i) {
        received = site.received;
      }
    }
    status.coverage = !info.rate.known() ? model::Coverage::rate_unknown
                      : blind            ? model::Coverage::v6_blind
                                         : model::Coverage::measurable;
    status.counters = ledger_map(ledger_values(info.counters, received));
    all.push_back(std::move(status));
  }
  for (const Refused& one : refused_) {
    all.push_back(status_of(one));
  }
  return all;
}

// Nothing is known of it but that it sends.
store::ExporterStatus Roller::status_of(const Refused& one) {
  store::ExporterStatus status;
  status.address = one.address.to_string();
  status.protocol =
      flow::kExportProtocolNames[static_cast<std::size_t>(flow::ExportProtocol::unknown)];
  status.first_seen = one.first;
  status.last_seen = one.last;
  status.sampling_known = true;  // Nothing says otherwise.
  status.counters = ledger_map(ledger_values({}, {.refused = one.datagrams}));
  return status;
}

LedgerValues Roller::ledger_sum(std::span<const flow::ExporterInfo> exporters) const {
  LedgerValues sum = gone_;
  for (const Site& site : sites_) {
    add_to(sum, ledger_values({}, site.received));
    add_to(sum, site.left);
  }
  for (const Refused& one : refused_) {
    add_to(sum, ledger_values({}, {.refused = one.datagrams}));
  }
  for (const flow::ExporterInfo& info : exporters) {
    add_to(sum, ledger_values(info.counters, {}));
  }
  return sum;
}

}  // namespace sixscope::ingest
