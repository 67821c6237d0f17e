#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/access.h"
#include "net/ip_address.h"
#include "net/prefix.h"
#include "simulate/country.h"
#include "simulate/random.h"

namespace sixscope::simulate {

/// What lets a collector name the application of a server where no server name is exported.
enum class ApplicationClue : std::uint8_t {
  dns,            ///< Its names are resolved through the tapped resolver.
  operator_rule,  ///< The dictionary names it for the owner's addresses.
  prefix_list,    ///< A list of prefixes names it for the owner's addresses.
  nothing,        ///< Nothing: the collector has to say "unknown".
};
/// What lets it name a delivery network where no DNS answer did.
enum class CdnClue : std::uint8_t { operator_rule, prefix_list, nothing };

/// A delivery network of the simulated country; number 0 stands for the owner's own servers.
struct Cdn {
  std::string_view id;            ///< As in catalogue/cdns.toml.
  std::string_view alias_suffix;  ///< What a CNAME chain that leads to it ends in.
  CdnClue clue;
};
inline constexpr std::size_t kCdns = 13;  ///< Own servers and 12 networks.

/// One share of an application's traffic that a network delivers.
struct Delivery {
  std::uint8_t cdn = 0;
  double weight = 0;
  bool v4_only = false;  ///< A name of its own that has no AAAA: nobody reaches it over IPv6.
};

struct Application {
  std::string_view id;    ///< As in catalogue/applications.toml.
  std::string_view host;  ///< What users ask for; empty: no name is known to anybody.
  std::array<double, kAccesses> weight;
  double v6_odds;  ///< Factor on the odds of IPv6: how far the application is.
  ApplicationClue clue;
  std::array<Delivery, 3> deliveries;  ///< Those of weight 0 are not used.
};

[[nodiscard]] std::span<const Application> applications();
[[nodiscard]] std::span<const Cdn, kCdns> cdns();

/// Servers of each application in each network.
inline constexpr std::uint32_t kServersPerPool = 6;
/// Block of one network: a /19 of 198.18.0.0/15 (RFC 2544), a /32 of 3fff::/20 (RFC 9637).
[[nodiscard]] net::Prefix cdn_block_v4(std::size_t cdn);
[[nodiscard]] net::Prefix cdn_block_v6(std::size_t cdn);
/// Block of one application inside a network: a /26 and a /48.
[[nodiscard]] net::Prefix server_block_v4(std::size_t application, std::size_t cdn);
[[nodiscard]] net::Prefix server_block_v6(std::size_t application, std::size_t cdn);
/// One server; `number` is below kServersPerPool.
[[nodiscard]] net::IpAddress server_address(net::Family family, std::size_t application,
                                            std::size_t cdn, std::uint32_t number);
/// Whether server pool `cdn` of an application has no IPv6 addresses.
[[nodiscard]] bool v4_only(std::size_t application, std::size_t cdn);
/// The name that users of server pool `cdn` of an application ask for: its host, or one below the
/// host where the pool has no IPv6.
[[nodiscard]] std::string_view asked_name(std::size_t application, std::size_t cdn);
/// What `asked_name` leads to at the end of its CNAME chain; itself for own servers.
[[nodiscard]] std::string delivery_name(std::size_t application, std::size_t cdn);

/// One flow as it really was, before any exporter looked at it.
struct TrueFlow {
  Cell cell;
  std::uint16_t application = 0;
  std::uint8_t cdn = 0;
  model::TrafficClass traffic_class = model::TrafficClass::user;
  net::Family family = net::Family::v4;
  bool download = true;  ///< From the server to the user.
  std::uint8_t protocol = 6;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  std::uint32_t packet_bytes = 0;  ///< L3 octets; all packets of a flow are of one size.
  std::uint64_t packets = 0;
  net::IpAddress source;
  net::IpAddress destination;
  Instant start;
  Instant end;
};

/// When flows happen: `country` moves the curves, the rest dates the flows.
struct Moment {
  Instant country;
  Instant begin;
  Instant end;
};

/// Draws flows of one operator in one province. Not thread safe.
class Traffic {
 public:
  explicit Traffic(std::uint64_t seed);

  /// One flow whose packets number `mean_packets` on average.
  [[nodiscard]] TrueFlow draw(std::uint8_t province, std::uint8_t operator_, const Moment& moment,
                              double mean_packets);

 private:
  void draw_ends(TrueFlow& flow);
  void make_housekeeping(TrueFlow& flow);
  Random random_;
  std::array<std::vector<double>, kAccesses> application_weights_;
};

/// Load of an operator in a province at a moment, relative to the country at its busiest: at most
/// its share of the country.
[[nodiscard]] double load(std::uint8_t province, std::uint8_t operator_, Instant country);

}  // namespace sixscope::simulate
