#include "wire/netflow5.h"

namespace sixscope::wire {

const std::array<FieldSpecifier, 20> kNetflow5Fields = {{
    {.element = 8, .length = 4},    // sourceIPv4Address
    {.element = 12, .length = 4},   // destinationIPv4Address
    {.element = 15, .length = 4},   // ipNextHopIPv4Address
    {.element = 10, .length = 2},   // ingressInterface
    {.element = 14, .length = 2},   // egressInterface
    {.element = 2, .length = 4},    // packetDeltaCount
    {.element = 1, .length = 4},    // octetDeltaCount
    {.element = 22, .length = 4},   // flowStartSysUpTime
    {.element = 21, .length = 4},   // flowEndSysUpTime
    {.element = 7, .length = 2},    // sourceTransportPort
    {.element = 11, .length = 2},   // destinationTransportPort
    {.element = 210, .length = 1},  // paddingOctets
    {.element = 6, .length = 1},    // tcpControlBits
    {.element = 4, .length = 1},    // protocolIdentifier
    {.element = 5, .length = 1},    // ipClassOfService
    {.element = 16, .length = 2},   // bgpSourceAsNumber
    {.element = 17, .length = 2},   // bgpDestinationAsNumber
    {.element = 9, .length = 1},    // sourceIPv4PrefixLength
    {.element = 13, .length = 1},   // destinationIPv4PrefixLength
    {.element = 210, .length = 2},  // paddingOctets
}};

Result<Netflow5Header> read_netflow5_header(ByteView datagram) {
  ByteReader in(datagram);
  in.skip(2);  // Version, which brought us here.
  Netflow5Header header;
  header.count = in.u16();
  header.uptime_ms = in.u32();
  header.export_seconds = in.u32();
  header.export_nanoseconds = in.u32();
  header.flow_sequence = in.u32();
  header.engine_type = in.u8();
  header.engine_id = in.u8();
  header.sampling = in.u16();
  if (!in.ok()) {
    return fail_at(in.offset(), Errc::truncated, "NetFlow v5: the header has 24 bytes");
  }
  return header;
}

}  // namespace sixscope::wire
