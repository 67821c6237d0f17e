#include "adapters/snmp_profiles/profile_files.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using polling::Combine;
using polling::Oid;
using polling::Profile;
using polling::QuantitySource;

// One table under reading. Every key that is asked for is known; `finish` faults the others.
class Entry {
 public:
  Entry(const toml::table& table, std::string file, std::vector<ProfileFault>& faults)
      : table_(table), file_(std::move(file)), faults_(faults) {}

  void fault(std::string_view key, std::string what) {
    const toml::node* const node = table_.get(key);
    const auto& source = node == nullptr ? table_.source() : node->source();
    faults_.push_back({file_, source.begin.line, std::move(what)});
  }

  template <class T>
  std::optional<T> value(std::string_view key, std::string_view kind) {
    const toml::node* const node = find(key);
    if (node == nullptr) {
      return std::nullopt;
    }
    auto value = node->value_exact<T>();
    if (!value) {
      fault(key, quoted(key) + " has to be " + std::string(kind));
    }
    return value;
  }

  // Empty if absent, a fault if `needed` then.
  std::string text(std::string_view key, bool needed = false) {
    const auto given = value<std::string>(key, "a text");
    if (needed && (table_.get(key) == nullptr || (given && given->empty()))) {
      fault(key, "key " + quoted(key) + " is missing or empty");
    }
    return given.value_or(std::string());
  }

  Oid oid(std::string_view key, bool needed = false) {
    const std::string given = text(key, needed);
    return given.empty() ? Oid() : parsed(key, given);
  }

  std::vector<Oid> oids(std::string_view key, bool needed = false) {
    std::vector<Oid> all;
    const toml::node* const node = find(key);
    const toml::array* const array = node == nullptr ? nullptr : node->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      all.push_back(parsed(key, array->get(i)->value_exact<std::string>().value_or("")));
    }
    if (array == nullptr && (node != nullptr || needed)) {
      fault(key, quoted(key) + " has to be a list of object identifiers");
    }
    return all;
  }

  // `{ zh = "", en = "" }`, neither empty.
  polling::Words words(std::string_view key, bool needed = false) {
    const toml::table* const inner = table(key);
    if (inner == nullptr) {
      if (needed && table_.get(key) == nullptr) {
        fault(key, "key " + quoted(key) + " is missing");
      }
      return {};
    }
    Entry entry(*inner, file_, faults_);
    polling::Words words{entry.text("zh", true), entry.text("en", true)};
    entry.finish();
    return words;
  }

  const toml::table* table(std::string_view key) {
    const toml::node* const node = find(key);
    if (node != nullptr && !node->is_table()) {
      fault(key, quoted(key) + " has to be a table");
    }
    return node == nullptr ? nullptr : node->as_table();
  }

  std::vector<const toml::table*> tables(std::string_view key) {
    std::vector<const toml::table*> all;
    const toml::node* const node = find(key);
    const toml::array* const array = node == nullptr ? nullptr : node->as_array();
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      if (const toml::table* const one = array->get(i)->as_table()) {
        all.push_back(one);
      }
    }
    if (array == nullptr || all.empty() || all.size() != array->size()) {
      fault(key, "write [[" + std::string(key) + "]], once for each");
    }
    return all;
  }

  // Which of `names` stands there; the first if none does, with a fault if something else does.
  template <class Enum>
  Enum one_of(std::string_view key, std::span<const std::string_view> names, bool needed) {
    const std::string given = text(key, needed);
    const auto found = std::ranges::find(names, given);
    if (found == names.end()) {
      if (!given.empty()) {
        fault(key, "unknown " + std::string(key) + " '" + given + "'");
      }
      return Enum{};
    }
    return static_cast<Enum>(found - names.begin());
  }

  void finish() {
    for (const auto& [key, node] : table_) {
      if (!known_.contains(key.str())) {
        fault(key.str(), "unknown key " + quoted(key.str()));
      }
    }
  }

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::vector<ProfileFault>& faults() const { return faults_; }

 private:
  static std::string quoted(std::string_view key) { return "'" + std::string(key) + "'"; }

  const toml::node* find(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
  }

  Oid parsed(std::string_view key, std::string_view text) {
    auto oid = Oid::parse(text);
    if (!oid) {
      fault(key, quoted(key) + ": '" + std::string(text) + "' is no object identifier");
      return {};
    }
    return *std::move(oid);
  }

  const toml::table& table_;
  std::string file_;
  std::vector<ProfileFault>& faults_;
  std::set<std::string, std::less<>> known_;
};

bool is_level_of_ranges(Combine combine) {
  return combine == Combine::range_union || combine == Combine::range_ports;
}

// Keys that are right alone and wrong together.
void check_together(Entry& entry, const QuantitySource& source) {
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

QuantitySource quantity(Entry& entry) {
  QuantitySource one;
  one.quantity = entry.one_of<polling::Quantity>("quantity", polling::kQuantityNames, true);
  constexpr std::span kGiven = std::span(polling::kProvenanceNames).first<2>();
  one.provenance = entry.one_of<polling::Provenance>("provenance", kGiven, true);
  one.combine = entry.one_of<Combine>("combine", polling::kCombineNames, false);
  one.object = entry.text("object", true);
  one.oid = entry.oid("oid", true);
  one.plus = entry.oids("plus");
  one.or_more = entry.oids("or_more");
  one.high = entry.oid("high");
  one.to = entry.oid("to");
  one.ports_from = entry.oid("ports_from");
  one.ports_to = entry.oid("ports_to");
  constexpr std::int64_t kPoolIndexMost = 8;
  const auto parts = entry.value<std::int64_t>("pool_index", "a whole number").value_or(0);
  if (parts < 0 || parts > kPoolIndexMost) {
    entry.fault("pool_index", "'pool_index' has to be a whole number from 1 to 8");
  } else {
    one.pool_index = static_cast<std::size_t>(parts);
  }
  one.off = entry.value<std::int64_t>("off", "a whole number");
  if (const toml::table* const table = entry.table("only")) {
    Entry only(*table, entry.file(), entry.faults());
    polling::RowFilter filter;
    filter.column = only.oid("oid", true);
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
  one.discontinuity = entry.oid("discontinuity");
  one.verified = entry.value<bool>("verified", "true or false").value_or(true);
  one.note = entry.words("note");
  check_together(entry, one);
  entry.finish();
  return one;
}

Profile profile(Entry& entry, const std::string& stem) {
  Profile one;
  one.id = entry.text("id", true);
  if (!one.id.empty() && one.id != stem) {
    entry.fault("id", "'id' has to be the name of the file, '" + stem + "'");
  }
  one.title = entry.text("title", true);
  one.sys_object_ids = entry.oids("sys_object_ids", true);
  one.description_contains = entry.text("description_contains");
  one.probe = entry.oid("probe");
  if (one.sys_object_ids.empty() && one.probe.size() == 0) {
    entry.fault("sys_object_ids", "nothing tells its devices: sys_object_ids or probe is needed");
  }
  one.source = entry.text("source", true);
  one.note = entry.words("note", true);
  for (const toml::table* const table : entry.tables("quantities")) {
    Entry inner(*table, entry.file(), entry.faults());
    one.quantities.push_back(quantity(inner));
  }
  entry.finish();
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

std::set<std::string> stems_of(const fs::path& folder, ReadProfiles& read) {
  std::set<std::string> stems;  // In order: that of a directory is nobody's promise.
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".toml") {
      stems.insert(entry->path().stem().string());
    }
  }
  if (error || stems.empty()) {
    read.faults.push_back({"snmp", 0, error ? error.message() : "has no file"});
  }
  return stems;
}

}  // namespace

std::string ProfileFault::describe() const {
  return file + (line == 0 ? "" : " line " + std::to_string(line)) + ": " + what;
}

ReadProfiles read_profiles(const fs::path& catalogue) {
  ReadProfiles read;
  for (const std::string& stem : stems_of(catalogue / "snmp", read)) {
    const std::string file = "snmp/" + stem + ".toml";
    std::ifstream in(catalogue / file, std::ios::binary);
    if (!in) {
      read.faults.push_back({file, 0, "cannot be opened"});
      continue;
    }
    const std::string text(std::istreambuf_iterator<char>(in), {});
    try {
      const toml::table table = toml::parse(text, file);
      Entry entry(table, file, read.faults);
      read.profiles.push_back(profile(entry, stem));
    } catch (const toml::parse_error& wrong) {
      read.faults.push_back({file, wrong.source().begin.line, std::string(wrong.description())});
    }
  }
  check_twins(read);
  std::ranges::stable_sort(read.faults, {}, [](const ProfileFault& fault) {
    return std::tuple(fault.file, fault.line);
  });
  return read;
}

Result<std::shared_ptr<const Profiles>> load_profiles(const fs::path& catalogue) {
  ReadProfiles read = read_profiles(catalogue);
  if (read.faults.empty()) {
    return std::make_shared<const Profiles>(std::move(read.profiles));
  }
  std::string detail;
  for (const ProfileFault& fault : read.faults) {
    detail += (detail.empty() ? "" : "\n") + (catalogue / "").string() + fault.describe();
  }
  return fail_because(std::move(detail), Errc::malformed, "catalogue: profiles of devices");
}

}  // namespace sixscope::adapters
