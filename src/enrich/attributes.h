#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "enrich/vocabulary.h"
#include "model/access.h"
#include "model/units.h"
#include "net/prefix.h"

namespace sixscope::enrich {

/// What stands behind an address, as far as the user's side of a flow is concerned.
enum class Role : std::uint8_t {
  unknown,
  user,            ///< Households, phones, leased lines: the side that asks.
  server,          ///< IDC, cache, cloud: the side that answers.
  infrastructure,  ///< Loopbacks and links of routers.
};
inline constexpr std::array<std::string_view, 4> kRoleNames = {"unknown", "user", "server",
                                                               "infrastructure"};

/// Where a fact about an address was read, strongest first: per attribute, the first layer that
/// says something wins.
enum class Layer : std::uint8_t {
  rule,         ///< Rules of the operator: this block, protocol and port is that application.
  dictionary,   ///< The operator's own dated network dictionary.
  prefix_list,  ///< Lists of prefixes of one operator, application or CDN.
  geofeed,      ///< RFC 8805.
  mmdb,         ///< MaxMind DB files.
  registry,     ///< Delegated statistics of the regional registries.
  ip_to_asn,    ///< Tables of address ranges and origin AS.
  none,         ///< No layer said anything.
};
inline constexpr std::size_t kLayers = 7;
inline constexpr std::array<std::string_view, kLayers + 1> kLayerNames = {
    "rule", "dictionary", "prefix_list", "geofeed", "mmdb", "registry", "ip_to_asn", "none"};

/// What is known of an address. A zero says nothing about that attribute.
struct Facts {
  RegionCode region;  ///< As finely as the source has it.
  Asn asn;
  NameId operator_ = 0;
  NameId application = 0;
  NameId cdn = 0;
  std::uint16_t country = 0;  ///< ISO 3166 alpha-2, 'C' << 8 | 'N'.
  std::uint16_t site = 0;     ///< Number of a name in Snapshot::site.
  std::uint16_t rules = 0;    ///< Number of a list in Snapshot::rules.
  model::Access access = model::Access::unknown;
  Role role = Role::unknown;
  friend bool operator==(const Facts&, const Facts&) = default;
};

/// The facts of an address after all layers were merged, and which layer each came from.
struct Attributes {
  Facts facts;
  Layer region_from = Layer::none;
  Layer operator_from = Layer::none;
  Layer access_from = Layer::none;
  Layer role_from = Layer::none;
  Layer asn_from = Layer::none;
  Layer country_from = Layer::none;
  /// How the application and the CDN were found: operator_rule (dictionary), prefix_list, asn, or
  /// unknown.
  model::Method application_method = model::Method::unknown;
  model::Method cdn_method = model::Method::unknown;
  friend bool operator==(const Attributes&, const Attributes&) = default;
};

/// "This address block, protocol and port is that application": what an operator knows for sure.
struct Rule {
  std::uint8_t protocol = 0;     ///< IANA number; 0: any.
  std::uint16_t port_first = 0;  ///< Of the server end.
  std::uint16_t port_last = 65'535;
  NameId application = 0;
  NameId cdn = 0;
  [[nodiscard]] bool fits(std::uint8_t flow_protocol, std::uint16_t port) const {
    return (protocol == 0 || protocol == flow_protocol) && port >= port_first && port <= port_last;
  }
};

/// One row of one layer: where it was read stands beside it, for complaints.
struct LayerRow {
  net::Prefix prefix;
  Facts facts;
  std::uint32_t line = 0;
  std::uint16_t file = 0;  ///< Number given by SnapshotBuilder::add_file.
};

}  // namespace sixscope::enrich
