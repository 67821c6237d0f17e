#include "adapters/http_server/client.h"

namespace sixscope::adapters {

net::IpAddress client_of(const net::IpAddress& peer) {
  return peer.is_v4() ? peer : net::IpAddress::from_halves(peer.high(), 0);
}

}  // namespace sixscope::adapters
