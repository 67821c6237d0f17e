#include "adapters/snmp/connected_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

namespace sixscope::adapters {

bool connect_socket(int socket, const net::IpAddress& address, unsigned short port) {
  if (address.is_v4()) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(address.v4_value());
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  sockaddr_in6 to{};
  to.sin6_family = AF_INET6;
  to.sin6_port = htons(port);
  std::memcpy(&to.sin6_addr, address.bytes().data(), sizeof to.sin6_addr);
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
}

}  // namespace sixscope::adapters
