#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace sixscope::net {

Result<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton wants a terminator; no address is longer than this.
  std::array<char, INET6_ADDRSTRLEN + 1> buffer{};
  if (text.size() < buffer.size()) {
    text.copy(buffer.data(), text.size());
    std::array<std::byte, 16> bytes{};
    if (text.find(':') == std::string_view::npos) {
      if (inet_pton(AF_INET, buffer.data(), bytes.data()) == 1) {
        return v4(load_big_endian<std::uint32_t>(bytes.data()));
      }
    } else if (inet_pton(AF_INET6, buffer.data(), bytes.data()) == 1) {
      return v6(bytes.data());
    }
  }
  return fail_because("'" + std::string(text.substr(0, 64)) + "'", Errc::malformed,
                      "not an IP address (RFC 4291 s.2.2)");
}

std::string IpAddress::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (is_v4()) {
    inet_ntop(AF_INET, bytes_.data() + 12, buffer.data(), buffer.size());
  } else {
    inet_ntop(AF_INET6, bytes_.data(), buffer.data(), buffer.size());
  }
  return buffer.data();
}

}  // namespace sixscope::net
