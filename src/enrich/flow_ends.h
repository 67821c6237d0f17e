#pragma once

#include <cstdint>

#include "enrich/attributes.h"
#include "model/flow.h"

namespace sixscope::enrich {

/// An end of a flow.
enum class End : std::uint8_t { source, destination };

[[nodiscard]] constexpr End other(End end) {
  return end == End::source ? End::destination : End::source;
}

/// Which end is looked at for what.
struct FlowEnds {
  End customer = End::destination;  ///< Gives region, operator and access.
  End server = End::source;         ///< Gives application and CDN.
};

/// Tells the ends of a flow apart. The first rule that decides wins.
///
/// Server end:
/// 1. the only end with the role `server` (IDC, cache, cloud);
/// 2. the end opposite the only end with the role `user`;
/// 3. the only end whose address belongs to an application or CDN;
/// 4. the only end on a well-known service port (80, 443, 53, 8080, 8443 ... or below 1024);
/// 5. the end with the lower port;
/// 6. the source, as if something was downloaded.
///
/// Customer end, whose region, operator and access the traffic is booked under:
/// 1. the only end with the role `user`;
/// 2. where neither is a user, the only end that is in an IDC (access `idc`): hosting customers
///    are the customers of a flow whose other end lies outside the dictionary;
/// 3. the only end of which a region or operator is known;
/// 4. the end that is not the server.
[[nodiscard]] FlowEnds tell_ends(const model::Flow& flow, const Attributes& source,
                                 const Attributes& destination);

}  // namespace sixscope::enrich
