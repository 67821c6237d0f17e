#include "wire/ipfix.h"

namespace sixscope::wire {

Result<IpfixHeader> read_ipfix_header(ByteView message) {
  ByteReader in(message);
  in.skip(2);  // Version, which brought us here.
  IpfixHeader header;
  header.length = in.u16();
  header.export_seconds = in.u32();
  header.sequence = in.u32();
  header.observation_domain = in.u32();
  if (!in.ok()) {
    return fail_at(in.offset(), Errc::truncated, "RFC 7011 s.3.1: the header has 16 bytes");
  }
  return header;
}

}  // namespace sixscope::wire
