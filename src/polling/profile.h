#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "polling/oid.h"

namespace sixscope::polling {

/// A text for people, in both languages.
struct Words {
  std::string zh = {};
  std::string en = {};
  friend bool operator==(const Words&, const Words&) = default;
};

/// What every vendor's objects are mapped to, under the names of the ledger's fields where it has
/// them. Design throughput and licences are in no MIB: they are always typed.
enum class Quantity : std::uint8_t {
  max_sessions,         ///< Capacity.
  sessions,             ///< Level now.
  peak_sessions,        ///< Highest level the device remembers.
  public_addresses,     ///< Capacity: different addresses in its pools.
  ports,                ///< Capacity: ports, or port blocks where `port_blocks` says so.
  used_ports,           ///< Level now, of the most-mapped protocol.
  port_blocks,          ///< Capacity.
  used_port_blocks,     ///< Level now.
  active_subscribers,   ///< Level now.
  subscribers_max,      ///< Capacity.
  utilisation_percent,  ///< Level now, where nothing else is told: never a capacity.
  refusals,             ///< Counter: mappings, ports or subscribers refused since a discontinuity.
};
inline constexpr std::array<std::string_view, 12> kQuantityNames = {"max_sessions",
                                                                    "sessions",
                                                                    "peak_sessions",
                                                                    "public_addresses",
                                                                    "ports",
                                                                    "used_ports",
                                                                    "port_blocks",
                                                                    "used_port_blocks",
                                                                    "active_subscribers",
                                                                    "subscribers_max",
                                                                    "utilisation_percent",
                                                                    "refusals"};
/// Whether it only rises until it begins anew: its level says nothing, its rise does.
[[nodiscard]] constexpr bool is_counter(Quantity quantity) {
  return quantity == Quantity::refusals;
}

/// Where a figure comes from. A profile says the first two; the ledger adds the others.
enum class Provenance : std::uint8_t { measured, configured, typed, unknown };
inline constexpr std::array<std::string_view, 4> kProvenanceNames = {"measured", "configured",
                                                                     "typed", "unknown"};

/// How the rows of a column become one figure.
enum class Combine : std::uint8_t {
  sum,           ///< Over cards, instances, pools.
  max,           ///< Over all rows: the highest percentage.
  protocol_max,  ///< Rows end with a protocol: the most-mapped one of each, then the sum.
  range_union,   ///< `oid` first and `to` last addresses, row by row: how many different ones.
  range_ports,   ///< Addresses of each row's range times the ports its pool has
                 ///< (`ports_from`..`ports_to`).
};
inline constexpr std::array<std::string_view, 5> kCombineNames = {"sum", "max", "protocol_max",
                                                                  "range_union", "range_ports"};

/// Only rows in which another column of the same index holds this.
struct RowFilter {
  Oid column;
  std::string text;   ///< Octets as they are, or a number's decimal.
  bool part = false;  ///< `text` anywhere in the octets, whatever the case of ASCII letters.
};

/// One quantity of one profile: an entry [[quantities]] of catalogue/snmp/*.toml.
struct QuantitySource {
  Quantity quantity = Quantity::sessions;
  Provenance provenance = Provenance::measured;
  Combine combine = Combine::sum;
  std::string object;        ///< Name in the MIB, for people.
  Oid oid;                   ///< Column or scalar without its index.
  std::vector<Oid> plus;     ///< Columns added to it: used and free make capacity.
  std::vector<Oid> or_more;  ///< Other protocols' columns: of each row the greatest counts.
  Oid high;                  ///< Column with the upper 32 bits of the same rows; empty: none.
  Oid to;                    ///< Last address of a range; empty: `oid` alone is an address.
  Oid ports_from;            ///< Lowest port, by the first `pool_index` parts of a range's index.
  Oid ports_to;
  std::size_t pool_index = 0;
  std::optional<std::int64_t> off;  ///< Value that means "switched off" or "not known": no figure.
  std::optional<RowFilter> only;
  Oid discontinuity;     ///< Of counters: when it changed, the counter began anew.
  bool verified = true;  ///< False: recalled or second-hand, not read in the MIB module.
  Words note;            ///< The trap of the object, for people.
};

/// How devices of a kind are read: a file of catalogue/snmp.
struct Profile {
  std::string id = {};
  std::string title = {};
  std::vector<Oid>
      sys_object_ids;  ///< Devices whose sysObjectID lies beneath one; the longest match wins.
  std::string description_contains = {};  ///< Part of sysDescr, to tell software apart; empty: any.
  Oid probe =
      {};  ///< Answers where the MIB is there: for profiles of standards; empty: not needed.
  std::string source = {};  ///< MIB modules and revision.
  Words note = {};          ///< What the device does not publish, and other warnings.
  std::vector<QuantitySource> quantities = {};
};

/// The profile for a device: of those whose identifier and description match, the most special;
/// null if none does, and a profile with a `probe` has to be tried.
[[nodiscard]] const Profile* choose(const std::vector<Profile>& profiles, const Oid& sys_object_id,
                                    std::string_view sys_descr);

}  // namespace sixscope::polling
