#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "enrich/attributes.h"
#include "enrich/name_table.h"
#include "enrich/problem.h"
#include "net/large_array.h"
#include "net/prefix_table.h"

namespace sixscope::enrich {

/// What an AS says about an address whose prefix says nothing.
struct AsnOwner {
  NameId operator_ = 0;
  NameId application = 0;
  NameId cdn = 0;
};

/// Everything that is known about addresses and names at one time: built whole, read by all.
///
/// Layers are merged when it is built, so that one look-up of an address gives all attributes.
/// Within a layer the longest block answers, and where its row leaves an attribute empty the next
/// longer one that holds it; across layers the order of `Layer` decides, attribute by attribute.
/// Shared between threads as `Latest<Snapshot>`.
class Snapshot {
 public:
  Snapshot();

  /// The attributes of `address`; all unknown if no layer knows it. No lock, no allocation.
  [[nodiscard]] const Attributes& at(const net::IpAddress& address) const {
    return attributes_[table_.lookup(address)];
  }
  /// As `at`, for many: `found[i]` goes into `attributes`.
  void find_many(std::span<const net::IpAddress> addresses, std::span<std::uint32_t> found) const {
    table_.lookup_many(addresses, found);
  }
  [[nodiscard]] const Attributes& attributes(std::uint32_t found) const {
    return attributes_[found];
  }

  void prefetch(std::uint32_t found) const { __builtin_prefetch(attributes_.data() + found); }

  /// Domain suffixes of applications and CDNs.
  [[nodiscard]] const NameTable& names() const { return names_; }
  /// The name behind Facts::site; empty for 0.
  [[nodiscard]] std::string_view site(std::uint16_t id) const { return sites_[id]; }

  /// The operator's rules behind Facts::rules, in the order they were written; none for 0.
  [[nodiscard]] std::span<const Rule> rules(std::uint16_t id) const { return rules_[id]; }

  [[nodiscard]] std::size_t prefixes() const { return table_.size(); }
  /// Distinct sets of attributes.
  [[nodiscard]] std::size_t descriptions() const { return attributes_.size() - 1; }
  /// Bytes held, names not counted.
  [[nodiscard]] std::size_t memory_bytes() const {
    return table_.memory_bytes() + attributes_.capacity() * sizeof(Attributes);
  }

 private:
  friend class SnapshotBuilder;
  net::PrefixTable table_;
  net::LargeArray<Attributes> attributes_;  // [0]: nothing known. Two lie in a cache line.
  NameTable names_;
  std::vector<std::string> sites_;
  std::vector<std::vector<Rule>> rules_;
};

/// Collects the rows of all layers, complains, and builds a Snapshot. Used by one thread.
class SnapshotBuilder {
 public:
  static constexpr std::size_t kRowsMax = 16'000'000;

  /// Number of a file, for LayerRow::file.
  std::uint16_t add_file(std::string name);
  /// Number of a site name; 0 for the empty one and for those past 65535.
  std::uint16_t add_site(std::string_view name);
  /// Rows of one layer, in order of strength among equals: of two equal prefixes that contradict
  /// each other in a dictionary both are reported as errors, elsewhere the earlier one stands and
  /// the later one is a warning.
  void add(Layer layer, std::vector<LayerRow> rows);
  /// A rule for the servers in `prefix`; of several that fit a flow the one added first wins.
  void add_rule(const net::Prefix& prefix, const Rule& rule);
  void add_owner(Asn asn, const AsnOwner& owner) { owners_[asn.value()] = owner; }
  void set_names(NameTable names) { names_ = std::move(names); }
  [[nodiscard]] Problems& problems() { return problems_; }

  /// The snapshot, or nothing if there is any error among the problems. Leaves the builder empty
  /// but for its problems.
  [[nodiscard]] std::shared_ptr<const Snapshot> build();

 private:
  struct TaggedRow {
    LayerRow row;
    Layer layer;
  };
  void add_rule_rows(Snapshot& into);
  void complain_about_repetitions(std::span<const TaggedRow> rows);
  void report_repetition(const TaggedRow& first, const TaggedRow& second);
  void merge(std::span<const TaggedRow> rows, Snapshot& into,
             std::vector<net::PrefixTable::Row>& table);
  std::uint32_t intern(const Attributes& attributes, Snapshot& into);
  [[nodiscard]] Attributes merged(std::span<const Facts, kLayers> layers) const;

  std::vector<TaggedRow> rows_;
  std::vector<std::string> files_;
  std::vector<std::string> sites_{std::string()};
  std::unordered_map<std::string, std::uint16_t> site_ids_;
  std::unordered_map<std::uint32_t, AsnOwner> owners_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> interned_;
  std::map<net::Prefix, std::vector<Rule>> rules_;
  NameTable names_;
  Problems problems_;
};

}  // namespace sixscope::enrich
