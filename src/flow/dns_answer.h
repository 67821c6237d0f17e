#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "net/ip_address.h"
#include "net/prefix.h"
#include "wire/host_name.h"

namespace sixscope::flow {

/// One DNS answer as a client got it: which name it asked for, over which aliases, and to which
/// addresses it led. Raw material for naming flows. Who asked is kept as a prefix only.
struct DnsAnswer {
  struct Alias {
    wire::HostName from;
    wire::HostName to;
    std::uint32_t ttl = 0;  ///< Seconds.
  };
  struct Address {
    wire::HostName owner;
    net::IpAddress address;
    std::uint32_t ttl = 0;  ///< Seconds.
  };
  Instant at;
  net::Prefix client;  ///< /24 or /56 of the asking address; ::/0 if it is not known.
  wire::HostName query;
  std::uint16_t type = 0;          ///< Asked for: 1 A, 28 AAAA, 65 HTTPS.
  std::vector<Alias> aliases;      ///< In the order of the message.
  std::vector<Address> addresses;  ///< Empty: the name has none of this family (or does not exist).
  std::uint8_t rcode = 0;
};

/// Where DNS answers go. `answer` is reused by the caller afterwards.
class DnsSink {
 public:
  virtual ~DnsSink() = default;
  virtual void answer(const DnsAnswer& answer) = 0;
};

/// The client prefix that is kept of `address`: 56 bits of IPv6, 24 of IPv4.
[[nodiscard]] net::Prefix client_prefix(const net::IpAddress& address, net::Family family);

/// Reads a DNS response into `answer` (`at` and `client` are the caller's), reusing its memory.
/// False if the bytes are no response, or broken before the first record; records before a later
/// break are kept. Address and alias records only: others are skipped.
bool read_dns_answer(ByteView message, DnsAnswer& answer);

}  // namespace sixscope::flow
