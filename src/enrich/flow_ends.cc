#include "enrich/flow_ends.h"

#include <optional>

namespace sixscope::enrich {
namespace {

// The end for which alone something holds.
std::optional<End> only(bool source, bool destination) {
  if (source == destination) {
    return std::nullopt;
  }
  return source ? End::source : End::destination;
}

bool is_service_port(std::uint16_t port) {
  switch (port) {
    case 1080:  // SOCKS
    case 1194:  // OpenVPN
    case 1433:  // SQL Server
    case 1701:  // L2TP
    case 1723:  // PPTP
    case 1883:  // MQTT
    case 1935:  // RTMP
    case 3306:  // MySQL
    case 3389:  // RDP
    case 3478:  // STUN
    case 4500:  // IPsec NAT traversal
    case 5060:  // SIP
    case 5222:  // XMPP
    case 5228:  // push notifications
    case 5432:  // PostgreSQL
    case 6379:  // Redis
    case 8000:
    case 8080:
    case 8081:
    case 8443:
    case 8883:  // MQTT over TLS
      return true;
    default:
      return port != 0 && port < 1024;
  }
}

End server_end(const model::Flow& flow, const Facts& source, const Facts& destination) {
  if (const auto end = only(source.role == Role::server, destination.role == Role::server)) {
    return *end;
  }
  if (const auto end = only(source.role == Role::user, destination.role == Role::user)) {
    return other(*end);
  }
  const auto owned = [](const Facts& facts) { return facts.application != 0 || facts.cdn != 0; };
  if (const auto end = only(owned(source), owned(destination))) {
    return *end;
  }
  if (const auto end =
          only(is_service_port(flow.source_port), is_service_port(flow.destination_port))) {
    return *end;
  }
  return flow.destination_port < flow.source_port ? End::destination : End::source;
}

}  // namespace

FlowEnds tell_ends(const model::Flow& flow, const Attributes& source,
                   const Attributes& destination) {
  const Facts& from = source.facts;
  const Facts& to = destination.facts;
  FlowEnds ends;
  ends.server = server_end(flow, from, to);
  ends.customer = other(ends.server);
  if (const auto end = only(from.role == Role::user, to.role == Role::user)) {
    ends.customer = *end;
  } else if (from.role == Role::user) {
    return ends;  // Two users: the one that asked.
  } else if (const auto hosted =
                 only(from.access == model::Access::idc, to.access == model::Access::idc)) {
    ends.customer = *hosted;
  } else if (const auto known = only(from.region != RegionCode() || from.operator_ != 0,
                                     to.region != RegionCode() || to.operator_ != 0)) {
    ends.customer = *known;
  }
  return ends;
}

}  // namespace sixscope::enrich
