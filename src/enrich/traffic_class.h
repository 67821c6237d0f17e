#pragma once

#include "model/access.h"
#include "model/flow.h"

namespace sixscope::enrich {

/// Whether a flow is made by users or by the network itself. The first rule that holds decides:
///
/// 1. `multicast`: the destination is a multicast address (RFC 4291 s.2.7, RFC 5771).
/// 2. `link_local`: an end is link-local, or the source is unspecified (duplicate address
///    detection, DHCP): it never left the link.
/// 3. `router`: protocols OSPF (89), PIM (103), VRRP (112), RSVP (46), EIGRP (88), IS-IS over IPv4
///    (124); ICMPv6 that serves the link or routers: multicast listener and neighbour discovery
///    (types 130 to 137 and 143; exporters give type x 256 + code as destination port); TCP or UDP
///    with an end at BGP (TCP 179), LDP (646), BFD (UDP 3784, 3785, 4784, 6784), RIP (UDP 520,
///    521).
/// 4. `user` otherwise.
///
/// IS-IS itself runs below IP and never shows in a flow.
[[nodiscard]] model::TrafficClass traffic_class(const model::Flow& flow);

}  // namespace sixscope::enrich
