#include "enrich/traffic_class.h"

#include "net/address_class.h"

namespace sixscope::enrich {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kRsvp = 46;
constexpr std::uint8_t kIcmpV6 = 58;
constexpr std::uint8_t kEigrp = 88;
constexpr std::uint8_t kOspf = 89;
constexpr std::uint8_t kPim = 103;
constexpr std::uint8_t kVrrp = 112;
constexpr std::uint8_t kIsisOverIpv4 = 124;

bool is_router_port(std::uint8_t protocol, std::uint16_t port) {
  if (port == 646) {
    return true;
  }
  return protocol == kTcp ? port == 179
                          : port == 3784 || port == 3785 || port == 4784 || port == 6784 ||
                                port == 520 || port == 521;
}

// Exporters write an ICMP type as destination port: type x 256 + code.
bool is_link_icmp(const model::Flow& flow) {
  const unsigned type = flow.destination_port >> 8U;
  return (type >= 130 && type <= 137) || type == 143;
}

bool is_router_made(const model::Flow& flow) {
  switch (flow.protocol) {
    case kTcp:
    case kUdp:
      return is_router_port(flow.protocol, flow.source_port) ||
             is_router_port(flow.protocol, flow.destination_port);
    case kIcmpV6:
      return is_link_icmp(flow);
    case kRsvp:
    case kEigrp:
    case kOspf:
    case kPim:
    case kVrrp:
    case kIsisOverIpv4:
      return true;
    default:
      return false;
  }
}

}  // namespace

model::TrafficClass traffic_class(const model::Flow& flow) {
  using net::AddressClass;
  const AddressClass to = net::classify(flow.destination);
  if (to == AddressClass::multicast) {
    return model::TrafficClass::multicast;
  }
  const AddressClass from = net::classify(flow.source);
  if (from == AddressClass::link_local || to == AddressClass::link_local ||
      from == AddressClass::unspecified) {
    return model::TrafficClass::link_local;
  }
  return is_router_made(flow) ? model::TrafficClass::router : model::TrafficClass::user;
}

}  // namespace sixscope::enrich
