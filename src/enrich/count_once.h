#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::enrich {

/// What lies behind an interface of an exporter, as configured.
enum class InterfaceRole : std::uint8_t {
  unknown,
  boundary,  ///< Another network: peering, transit, exchange.
  user,      ///< Customers: access network, IDC.
  core,      ///< Another router of ours, which may see the same packets.
};
inline constexpr std::array<std::string_view, 4> kInterfaceRoleNames = {"unknown", "boundary",
                                                                        "user", "core"};

/// One line of the settings.
struct InterfaceRule {
  net::IpAddress exporter;
  std::uint32_t interface = 0;  ///< ifIndex; 0: every interface that has no rule of its own.
  InterfaceRole role = InterfaceRole::unknown;
};

/// Decides whether a record counts or repeats packets that another record counts. The rule, by the
/// interface on which the packets came into the router:
///
/// 1. It is `core`: not counted. They were counted where they entered the network.
/// 2. The record was made on ingress, or says nothing about its direction: counted.
/// 3. The record was made on egress, and the exporter also meters ingress on that input interface:
///    not counted, its ingress record counts.
/// 4. Egress otherwise: counted. Exporters that meter both directions of one boundary interface
///    show each packet once, inbound on ingress and outbound on egress.
///
/// Which interfaces are metered on ingress is learnt from the records themselves, so an egress
/// record that comes before the first ingress record of its input interface is counted. Where the
/// input interface is not said, 3 holds if the exporter meters ingress on any interface but the
/// output.
///
/// One per worker, since all records of one exporter come to one worker. Not thread safe.
class CountOnce {
 public:
  /// Interfaces remembered per exporter; further ones are taken as not metered on ingress.
  static constexpr std::size_t kInterfacesMax = 4096;
  static constexpr std::size_t kExportersMax = 65'536;

  explicit CountOnce(std::span<const InterfaceRule> rules = {});

  /// Says which exporter is behind an index of Flow::exporter, for the first time or from now on.
  /// Without it no role is known there.
  void know_exporter(std::uint32_t index, const net::IpAddress& address);

  /// True if `flow` counts. Learns from it.
  [[nodiscard]] bool counts(const model::Flow& flow);

 private:
  struct Exporter {
    std::unordered_map<std::uint32_t, InterfaceRole> roles;
    InterfaceRole default_role = InterfaceRole::unknown;
    std::vector<std::uint32_t> ingress;       // Sorted: interfaces metered on ingress.
    std::uint32_t ingress_last = 0xffffffff;  // The one seen last, so that most flows search none.
  };
  [[nodiscard]] Exporter& exporter(std::uint32_t index);
  static void learn(Exporter& exporter, std::uint32_t interface);
  [[nodiscard]] static bool repeats_ingress(const Exporter& exporter, const model::Flow& flow);

  std::vector<InterfaceRule> rules_;
  std::vector<Exporter> exporters_;
};

}  // namespace sixscope::enrich
