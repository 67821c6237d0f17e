#include "simulate/capture.h"

#include <utility>

#include "simulate/dns_feed.h"
#include "wire/packet_encoder.h"

namespace sixscope::simulate {
namespace {

constexpr std::uint16_t kExportSourcePort = 40001;
constexpr std::uint16_t kDnsPort = 53;
constexpr std::uint16_t kClientPort = 40053;

}  // namespace

CaptureWriter::CaptureWriter(const Targets& targets, Bytes out)
    : targets_(targets), out_(std::move(out)) {
  ByteWriter header;
  wire::append_pcap_header(header, wire::PcapLink::raw_ip);
  out_(header.view());
}

void CaptureWriter::packet(Instant at, const net::IpAddress& source, std::uint16_t source_port,
                           const Endpoint& to, ByteView payload) {
  wire::PacketSpec packet;
  packet.family = source.is_v4() ? net::Family::v4 : net::Family::v6;
  packet.source = source;
  packet.destination = to.address;
  packet.source_port = source_port;
  packet.destination_port = to.port;
  packet.protocol = wire::kProtocolUdp;
  packet.payload = payload;
  ByteWriter frame;
  wire::append_ip_packet(frame, packet);
  ByteWriter record;
  wire::append_pcap_record(record, at, frame.view());
  out_(record.view());
}

void CaptureWriter::datagram(const OutgoingDatagram& datagram) {
  packet(datagram.at, datagram.source, kExportSourcePort, targets_.endpoint(datagram.protocol),
         datagram.payload);
  ++datagrams_;
}

void CaptureWriter::answers(Instant at, std::uint32_t ttl_seconds) {
  const net::IpAddress resolver = net::IpAddress::v4(0xc0000235);
  const Endpoint client{net::IpAddress::v4(0x0a000001), kClientPort};
  for (const ResolverAnswer& answer : resolver_answers()) {
    packet(at, resolver, kDnsPort, client, encode_dns_response(answer, ttl_seconds));
  }
}

}  // namespace sixscope::simulate
