#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sixscope::model {

/// How a user or customer is attached. The identifiers are those of SQL, JSON and catalogue.
enum class Access : std::uint8_t { unknown, fixed, mobile, idc, leased_line };
inline constexpr std::array<std::string_view, 5> kAccessNames = {"unknown", "fixed", "mobile",
                                                                 "idc", "leased_line"};

/// What a volume is made of: only `user` enters a published share.
enum class TrafficClass : std::uint8_t {
  user,        ///< Packets of users and customers.
  link_local,  ///< A link-local end: neighbour discovery and the like never leave the link.
  multicast,
  router,  ///< Made by routers themselves: BGP, OSPF, BFD, LDP, tunnel keepalives.
};
inline constexpr std::array<std::string_view, 4> kTrafficClassNames = {"user", "link_local",
                                                                       "multicast", "router"};

/// Whether an exporter could have seen IPv6 at all: "not measurable" is never zero.
enum class Coverage : std::uint8_t {
  measurable,    ///< Sees both families and its sampling rate is known.
  v6_blind,      ///< NetFlow v5, or no IPv6 template, or no IPv6 sampler: IPv4 only.
  rate_unknown,  ///< Sampled, but nothing tells how: volumes are as exported and stay out of
                 ///< shares.
};
inline constexpr std::array<std::string_view, 3> kCoverageNames = {"measurable", "v6_blind",
                                                                   "rate_unknown"};

/// Why an exporter shows no IPv6, as far as its exports tell.
enum class V6Sight : std::uint8_t {
  clear,            ///< IPv6 records come, or could come.
  v5_only,          ///< NetFlow v5 has no room for them.
  no_template,      ///< No template has an IPv6 element.
  template_lapsed,  ///< One had, but is announced no more, while others are.
  no_sampler,       ///< Its options name samplers for IPv4 alone.
  silent,           ///< IPv6 is announced, and among much IPv4 none came: suspect, not proved.
  declared_blind,   ///< The operator knows it does not sample IPv6.
};

/// Which rule found an application or a CDN, strongest first.
enum class Method : std::uint8_t {
  unknown,
  operator_rule,
  server_name,  ///< TLS SNI, QUIC initial, or an exported element that carries it.
  dns,
  prefix_list,
  asn,
};
inline constexpr std::array<std::string_view, 6> kMethodNames = {
    "unknown", "operator_rule", "server_name", "dns", "prefix_list", "asn"};

}  // namespace sixscope::model
