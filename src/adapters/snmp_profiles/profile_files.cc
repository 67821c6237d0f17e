#include "adapters/snmp_profiles/profile_files.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "adapters/toml_files/toml_folder.h"

namespace sixscope::adapters {
namespace {

using polling::Combine;
using polling::Oid;
using polling::Profile;
using polling::QuantitySource;

Oid parsed(TomlEntry& entry, std::string_view key, std::string_view text) {
  auto oid = Oid::parse(text);
  if (!oid) {
    entry.fault(key,
                "'" + std::string(key) + "': '" + std::string(text) + "' is no object identifier");
    return {};
  }
  return *std::move(oid);
}

Oid oid_in(TomlEntry& entry, std::string_view key, bool needed = false) {
  const std::string given = entry.text(key, needed);
  return given.empty() ? Oid() : parsed(entry, key, given);
}

std::vector<Oid> oids_in(TomlEntry& entry, std::string_view key, bool needed = false) {
  std::vector<Oid> all;
  for (const std::string& given : entry.texts(key)) {
    all.push_back(parsed(entry, key, given));
  }
  if (needed && !entry.has(key)) {
    entry.fault(key, "'" + std::string(key) + "' has to be a list of object identifiers");
  }
  return all;
}

bool is_level_of_ranges(Combine combine) {
  return combine == Combine::range_union || combine == Combine::range_ports;
}

// Keys that are right alone and wrong together.
void check_together(TomlEntry& entry, const QuantitySource& source) {
  const bool ranges = is_level_of_ranges(source.combine);
  const bool ports = source.combine == Combine::range_ports;
  if (source.to.size() != 0 && !ranges) {
    entry.fault("to", "'to' is for combine range_union and range_ports");
  }
  if (ports && (source.to.size() == 0 || source.ports_from.size() == 0 ||
                source.ports_to.size() == 0 || source.pool_index == 0)) {
    entry.fault("combine", "range_ports needs to, ports_from, ports_to and pool_index");
  }
  if (!ports && (source.ports_from.size() != 0 || source.pool_index != 0)) {
    entry.fault("ports_from", "'ports_from' and 'pool_index' are for combine range_ports");
  }
  if (ranges && (!source.plus.empty() || !source.or_more.empty() || source.off)) {
    entry.fault("combine", "'plus', 'or_more' and 'off' are for numbers, not for addresses");
  }
  if (source.quantity == polling::Quantity::utilisation_percent && source.combine != Combine::max) {
    entry.fault("combine",
                "percentages are not added: utilisation_percent needs combine = \"max\"");
  }
  if (!polling::is_counter(source.quantity) && source.discontinuity.size() != 0) {
    entry.fault("discontinuity", "'discontinuity' is for counters: quantity refusals");
  }
}

QuantitySource quantity(TomlEntry& entry) {
  QuantitySource one;
  one.quantity = entry.one_of<polling::Quantity>("quantity", polling::kQuantityNames);
  constexpr std::span kGiven = std::span(polling::kProvenanceNames).first<2>();
  one.provenance = entry.one_of<polling::Provenance>("provenance", kGiven);
  one.combine = entry.one_of<Combine>("combine", polling::kCombineNames, Combine{});
  one.object = entry.text("object", true);
  one.oid = oid_in(entry, "oid", true);
  one.plus = oids_in(entry, "plus");
  one.or_more = oids_in(entry, "or_more");
  one.high = oid_in(entry, "high");
  one.to = oid_in(entry, "to");
  one.ports_from = oid_in(entry, "ports_from");
  one.ports_to = oid_in(entry, "ports_to");
  constexpr std::int64_t kPoolIndexMost = 8;
  one.pool_index =
      static_cast<std::size_t>(entry.integer("pool_index", 1, kPoolIndexMost).value_or(0));
  one.off = entry.integer("off", std::numeric_limits<std::int64_t>::min(),
                          std::numeric_limits<std::int64_t>::max());
  if (const toml::table* const table = entry.table("only")) {
    TomlEntry only(*table, entry.file(), entry.faults());
    polling::RowFilter filter;
    filter.column = oid_in(only, "oid", true);
    filter.text = only.text("is");
    if (const std::string part = only.text("holds"); !part.empty()) {
      filter.part = true;
      filter.text = part;
    }
    if (filter.text.empty()) {
      only.fault("is", "'only' needs 'is' or 'holds'");
    }
    only.finish();
    one.only = std::move(filter);
  }
  one.discontinuity = oid_in(entry, "discontinuity");
  one.verified = entry.boolean("verified", true);
  one.note = entry.words<polling::Words>("note");
  check_together(entry, one);
  entry.finish();
  return one;
}

Profile profile(TomlEntry& entry, const std::string& stem) {
  Profile one;
  one.id = entry.text("id", true);
  if (!one.id.empty() && one.id != stem) {
    entry.fault("id", "'id' has to be the name of the file, '" + stem + "'");
  }
  one.title = entry.text("title", true);
  one.sys_object_ids = oids_in(entry, "sys_object_ids", true);
  one.description_contains = entry.text("description_contains");
  one.probe = oid_in(entry, "probe");
  if (one.sys_object_ids.empty() && one.probe.size() == 0) {
    entry.fault("sys_object_ids", "nothing tells its devices: sys_object_ids or probe is needed");
  }
  one.source = entry.text("source", true);
  one.note = entry.words<polling::Words>("note", true);
  const auto quantities = entry.tables("quantities");
  if (quantities.empty()) {
    entry.fault("quantities", "write [[quantities]], once for each");
  }
  for (const toml::table* const table : quantities) {
    TomlEntry inner(*table, entry.file(), entry.faults());
    one.quantities.push_back(quantity(inner));
  }
  return one;
}

// Two profiles that match the same devices equally well: which one is chosen would be chance.
void check_twins(ReadProfiles& read) {
  std::set<std::pair<Oid, std::string>> seen;
  for (const Profile& one : read.profiles) {
    for (const Oid& oid : one.sys_object_ids) {
      if (!seen.emplace(oid, one.description_contains).second) {
        read.faults.push_back(
            {"snmp/" + one.id + ".toml", 0,
             "another profile has sysObjectID " + oid.to_string() + " and the same description"});
      }
    }
  }
}

}  // namespace

ReadProfiles read_profiles(const std::filesystem::path& catalogue) {
  ReadProfiles read;
  TomlFolder(catalogue, read.faults).each("snmp", [&](TomlEntry& entry, const std::string& stem) {
    read.profiles.push_back(profile(entry, stem));
  });
  check_twins(read);
  std::ranges::stable_sort(read.faults, {}, [](const CatalogueFault& fault) {
    return std::tuple(fault.file, fault.line);
  });
  return read;
}

Result<std::shared_ptr<const Profiles>> load_profiles(const std::filesystem::path& catalogue) {
  ReadProfiles read = read_profiles(catalogue);
  if (read.faults.empty()) {
    return std::make_shared<const Profiles>(std::move(read.profiles));
  }
  std::string detail;
  for (const CatalogueFault& fault : read.faults) {
    detail += (detail.empty() ? "" : "\n") + (catalogue / "").string() + fault.describe();
  }
  return fail_because(std::move(detail), Errc::malformed, "catalogue: profiles of devices");
}

}  // namespace sixscope::adapters
