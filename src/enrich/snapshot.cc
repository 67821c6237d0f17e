#include "enrich/snapshot.h"

#include <algorithm>
#include <utility>

namespace sixscope::enrich {
namespace {

// Lays what `row` says over what the enclosing block of its layer said.
void overlay(Facts& facts, const Facts& row) {
  const auto take = [](auto& into, const auto& from) {
    if (from != std::remove_cvref_t<decltype(from)>{}) {
      into = from;
    }
  };
  take(facts.region, row.region);
  take(facts.asn, row.asn);
  take(facts.operator_, row.operator_);
  take(facts.application, row.application);
  take(facts.cdn, row.cdn);
  take(facts.country, row.country);
  take(facts.site, row.site);
  take(facts.rules, row.rules);
  take(facts.access, row.access);
  take(facts.role, row.role);
}

std::uint64_t hash_of(const Attributes& attributes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15U;
    hash ^= hash >> 32U;
  };
  const Facts& facts = attributes.facts;
  mix(facts.region.value());
  mix(facts.asn.value());
  mix(std::uint64_t{facts.operator_} << 48U | std::uint64_t{facts.application} << 32U |
      std::uint64_t{facts.cdn} << 16U | facts.country);
  mix(std::uint64_t{facts.rules} << 32U | std::uint64_t{facts.site} << 16U |
      static_cast<std::uint64_t>(facts.access) << 8U | static_cast<std::uint64_t>(facts.role));
  return hash;
}

// A role that is not said follows from the access.
Role role_of(model::Access access) {
  switch (access) {
    case model::Access::fixed:
    case model::Access::mobile:
    case model::Access::leased_line:
      return Role::user;
    case model::Access::idc:
      return Role::server;
    case model::Access::unknown:
      break;
  }
  return Role::unknown;
}

}  // namespace

Snapshot::Snapshot() : attributes_(1), sites_(1), rules_(1) {}

std::uint16_t SnapshotBuilder::add_file(std::string name) {
  files_.push_back(std::move(name));
  return static_cast<std::uint16_t>(files_.size() - 1);
}

std::uint16_t SnapshotBuilder::add_site(std::string_view name) {
  constexpr std::size_t kSitesMax = 65'536;
  if (name.empty()) {
    return 0;
  }
  const auto known = site_ids_.find(std::string(name));
  if (known != site_ids_.end()) {
    return known->second;
  }
  if (sites_.size() == kSitesMax) {
    return 0;
  }
  sites_.emplace_back(name);
  const auto id = static_cast<std::uint16_t>(sites_.size() - 1);
  site_ids_.emplace(sites_.back(), id);
  return id;
}

void SnapshotBuilder::add(Layer layer, std::vector<LayerRow> rows) {
  if (rows_.size() + rows.size() > kRowsMax) {
    problems_.add({.file = rows.empty() ? "" : files_[rows.front().file],
                   .line = 0,
                   .severity = Severity::error,
                   .what = "more than " + std::to_string(kRowsMax) + " rows in all files",
                   .remedy = "leave out a file or aggregate its prefixes"});
    return;
  }
  rows_.reserve(rows_.size() + rows.size());
  for (LayerRow& row : rows) {
    rows_.push_back({row, layer});
  }
}

void SnapshotBuilder::add_rule(const net::Prefix& prefix, const Rule& rule) {
  rules_[prefix].push_back(rule);
}

// Rules of one block become a list, and the block a row that names it.
void SnapshotBuilder::add_rule_rows(Snapshot& into) {
  constexpr std::size_t kListsMax = 65'535;
  for (auto& [prefix, list] : std::exchange(rules_, {})) {
    if (into.rules_.size() > kListsMax) {
      problems_.add({.file = "rules",
                     .line = 0,
                     .severity = Severity::error,
                     .what = "rules for more than " + std::to_string(kListsMax) + " blocks",
                     .remedy = "write blocks that serve one application into a prefix list"});
      return;
    }
    LayerRow row{.prefix = prefix, .facts = {}, .line = 0, .file = 0};
    row.facts.rules = static_cast<std::uint16_t>(into.rules_.size());
    into.rules_.push_back(std::move(list));
    rows_.push_back({row, Layer::rule});
  }
}

void SnapshotBuilder::report_repetition(const TaggedRow& first, const TaggedRow& second) {
  const bool same = first.row.facts == second.row.facts;
  const bool strict = second.layer == Layer::dictionary;
  if (same && !strict) {
    return;
  }
  problems_.add({.file = files_[second.row.file],
                 .line = second.row.line,
                 .severity = strict ? Severity::error : Severity::warning,
                 .what = second.row.prefix.to_string() + (same ? " repeats " : " contradicts ") +
                         files_[first.row.file] + ":" + std::to_string(first.row.line),
                 .remedy = strict ? "keep one of the two rows, or give them dates that do not "
                                    "overlap"
                                  : "the earlier row stands"});
}

void SnapshotBuilder::complain_about_repetitions(std::span<const TaggedRow> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].row.prefix == rows[i - 1].row.prefix && rows[i].layer == rows[i - 1].layer) {
      report_repetition(rows[i - 1], rows[i]);
    }
  }
}

Attributes SnapshotBuilder::merged(std::span<const Facts, kLayers> layers) const {
  Attributes all;
  const auto pick = [&layers](auto Facts::* attribute, auto& into, Layer& from) {
    for (std::size_t i = 0; i < kLayers; ++i) {
      if (layers[i].*attribute != std::remove_cvref_t<decltype(into)>{}) {
        into = layers[i].*attribute;
        from = static_cast<Layer>(i);
        return;
      }
    }
  };
  Facts& facts = all.facts;
  Layer application_from = Layer::none;
  Layer cdn_from = Layer::none;
  Layer unused = Layer::none;
  pick(&Facts::region, facts.region, all.region_from);
  pick(&Facts::operator_, facts.operator_, all.operator_from);
  pick(&Facts::access, facts.access, all.access_from);
  pick(&Facts::role, facts.role, all.role_from);
  pick(&Facts::asn, facts.asn, all.asn_from);
  pick(&Facts::country, facts.country, all.country_from);
  pick(&Facts::site, facts.site, unused);
  pick(&Facts::rules, facts.rules, unused);
  pick(&Facts::application, facts.application, application_from);
  pick(&Facts::cdn, facts.cdn, cdn_from);
  const auto method_of = [](Layer from) {
    return from == Layer::dictionary ? model::Method::operator_rule
           : from == Layer::none     ? model::Method::unknown
                                     : model::Method::prefix_list;
  };
  all.application_method = method_of(application_from);
  all.cdn_method = method_of(cdn_from);
  if (const auto owner = owners_.find(facts.asn.value()); owner != owners_.end()) {
    const auto fill = [](NameId& into, NameId from) {
      const bool fills = into == 0 && from != 0;
      into = fills ? from : into;
      return fills;
    };
    if (fill(facts.operator_, owner->second.operator_)) {
      all.operator_from = all.asn_from;
    }
    if (fill(facts.application, owner->second.application)) {
      all.application_method = model::Method::asn;
    }
    if (fill(facts.cdn, owner->second.cdn)) {
      all.cdn_method = model::Method::asn;
    }
  }
  if (facts.role == Role::unknown) {
    facts.role = role_of(facts.access);
    all.role_from = all.access_from;
  }
  return all;
}

std::uint32_t SnapshotBuilder::intern(const Attributes& attributes, Snapshot& into) {
  const std::uint64_t hash = hash_of(attributes);
  const auto [begin, end] = interned_.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    if (into.attributes_[it->second] == attributes) {
      return it->second;
    }
  }
  into.attributes_.push_back(attributes);
  const auto index = static_cast<std::uint32_t>(into.attributes_.size() - 1);
  interned_.emplace(hash, index);
  return index;
}

// Walks the sorted rows of one family with the enclosing blocks on a stack: what each layer says
// at a block is what it said around it, overlaid by the block's own rows.
void SnapshotBuilder::merge(std::span<const TaggedRow> rows, Snapshot& into,
                            std::vector<net::PrefixTable::Row>& table) {
  struct Open {
    net::Prefix prefix;
    std::array<Facts, kLayers> layers;
  };
  std::vector<Open> open;  // At most one a prefix length.
  for (std::size_t i = 0; i < rows.size();) {
    const net::Prefix prefix = rows[i].row.prefix;
    while (!open.empty() && !open.back().prefix.contains(prefix)) {
      open.pop_back();
    }
    Open here{prefix, open.empty() ? std::array<Facts, kLayers>{} : open.back().layers};
    std::size_t end = i;
    while (end < rows.size() && rows[end].row.prefix == prefix) {
      ++end;
    }
    for (std::size_t j = end; j-- > i;) {  // Backwards: of two equal rows the earlier one stands.
      overlay(here.layers[static_cast<std::size_t>(rows[j].layer)], rows[j].row.facts);
    }
    table.push_back({prefix, intern(merged(here.layers), into)});
    open.push_back(here);
    i = end;
  }
}

std::shared_ptr<const Snapshot> SnapshotBuilder::build() {
  auto snapshot = std::make_shared<Snapshot>();
  add_rule_rows(*snapshot);
  auto rows = std::exchange(rows_, {});
  std::stable_sort(rows.begin(), rows.end(), [](const TaggedRow& a, const TaggedRow& b) {
    return a.row.prefix != b.row.prefix ? a.row.prefix < b.row.prefix : a.layer < b.layer;
  });
  complain_about_repetitions(rows);
  if (problems_.errors() > 0) {
    return nullptr;
  }
  interned_.clear();
  std::vector<net::PrefixTable::Row> table;
  table.reserve(rows.size());
  const auto v6 = std::stable_partition(
      rows.begin(), rows.end(), [](const TaggedRow& row) { return row.row.prefix.is_v4(); });
  merge({rows.begin(), v6}, *snapshot, table);
  merge({v6, rows.end()}, *snapshot, table);
  rows = {};
  interned_.clear();
  snapshot->table_ = net::PrefixTable(std::move(table));
  snapshot->attributes_.shrink_to_fit();
  snapshot->names_ = std::exchange(names_, {});
  snapshot->sites_ = std::exchange(sites_, {std::string()});
  site_ids_.clear();
  return snapshot;
}

}  // namespace sixscope::enrich
