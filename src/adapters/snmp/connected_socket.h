#pragma once

#include "net/ip_address.h"

namespace sixscope::adapters {

/// Connects a UDP socket: only that address's datagrams come in then, and ICMP errors are told.
/// False, with errno, if there is no way there.
bool connect_socket(int socket, const net::IpAddress& address, unsigned short port);

}  // namespace sixscope::adapters
