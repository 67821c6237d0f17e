#include "wire/netflow9.h"

namespace sixscope::wire {

Result<Netflow9Header> read_netflow9_header(ByteView datagram) {
  ByteReader in(datagram);
  in.skip(2);  // Version, which brought us here.
  Netflow9Header header;
  header.count = in.u16();
  header.uptime_ms = in.u32();
  header.export_seconds = in.u32();
  header.sequence = in.u32();
  header.source_id = in.u32();
  if (!in.ok()) {
    return fail_at(in.offset(), Errc::truncated, "RFC 3954 s.5.1: the header has 20 bytes");
  }
  return header;
}

}  // namespace sixscope::wire
