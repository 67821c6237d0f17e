#include <algorithm>

#include "ingest/worker.h"

namespace sixscope::ingest {

std::vector<store::ExporterStatus> Worker::exporters() const {
  const std::scoped_lock lock(mutex_);
  std::vector<store::ExporterStatus> all;
  const auto exporters = decoder_.exporters();
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
    status.sees_v6 = info.has_v6_template;
    status.sampling_known = info.sampling_announced && info.rate.known();
    status.sampling_numerator = info.rate.numerator;
    status.sampling_denominator = info.rate.denominator;
    // What the receiving side counted belongs to the address: shown with its first domain.
    ReceiveCounters received;
    bool sees_v6 = info.has_v6_template;
    if (i < site_of_exporter_.size()) {
      const Site& site = sites_[site_of_exporter_[i]];
      sees_v6 = sees_v6 || site.sees_v6;
      if (site.exporters.front() == i) {
        received = site.received;
      }
    }
    status.coverage = !info.rate.known() ? model::Coverage::rate_unknown
                      : sees_v6          ? model::Coverage::measurable
                                         : model::Coverage::v6_blind;
    status.counters = ledger_map(ledger_values(info.counters, received));
    all.push_back(std::move(status));
  }
  return all;
}

std::map<std::uint32_t, std::string> Worker::names_of(std::span<const RolledRow> rows) const {
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
  for (const RolledRow& row : rows) {
    name(Dimension::operator_, row.key.operator_());
    name(Dimension::application, row.key.application());
    name(Dimension::cdn, row.key.cdn());
    name(Dimension::exporter, row.key.exporter());
  }
  return names;
}

LedgerValues Worker::ledger_sum() const {
  const std::scoped_lock lock(mutex_);
  LedgerValues sum{};
  const auto add = [&sum](const LedgerValues& one) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += one[i];
    }
  };
  for (const Site& site : sites_) {
    add(ledger_values({}, site.received));
  }
  for (const flow::ExporterInfo& info : decoder_.exporters()) {
    add(ledger_values(info.counters, {}));
  }
  return sum;
}

std::vector<store::VolumeRow> Worker::pending(std::size_t rows_max) const {
  const std::scoped_lock lock(mutex_);
  const auto all = roll_up_.rows();
  const auto some = all.first(std::min(rows_max, all.size()));
  const auto names = names_of(some);
  std::vector<store::VolumeRow> rows;
  rows.reserve(some.size());
  for (const RolledRow& row : some) {
    rows.push_back(volume_row(row, names));
  }
  return rows;
}

ArrivalRates Worker::rates() const {
  const std::scoped_lock lock(mutex_);
  return arrived_;
}

std::size_t Worker::cells() const {
  const std::scoped_lock lock(mutex_);
  return roll_up_.rows().size();
}

}  // namespace sixscope::ingest
