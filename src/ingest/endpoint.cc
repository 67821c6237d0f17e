#include "ingest/endpoint.h"

#include <fmt/format.h>

#include <charconv>

namespace sixscope::ingest {

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const auto wrong = [&] {
    return fail_because("`" + std::string(text) + "`", Errc::malformed,
                        "an endpoint is ADDRESS:PORT, an IPv6 address in brackets");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return wrong();
  }
  std::string_view address = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (address.starts_with('[') != address.ends_with(']')) {
    return wrong();
  }
  if (address.starts_with('[')) {
    address = address.substr(1, address.size() - 2);
  } else if (address.find(':') != std::string_view::npos) {
    return wrong();
  }
  Endpoint endpoint;
  const auto parsed = net::IpAddress::parse(address == "localhost" ? "127.0.0.1" : address);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (!parsed || error != std::errc{} || end != port.data() + port.size() || port.empty()) {
    return wrong();
  }
  endpoint.address = *parsed;
  return endpoint;
}

std::string Endpoint::to_string() const {
  return address.is_v4() ? fmt::format("{}:{}", address.to_string(), port)
                         : fmt::format("[{}]:{}", address.to_string(), port);
}

bool Endpoint::is_loopback() const {
  return address.is_v4() ? address.v4_value() >> 24U == 127
                         : address.high() == 0 && address.low() == 1;
}

}  // namespace sixscope::ingest
