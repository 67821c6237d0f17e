#include "simulate/targets.h"

#include <charconv>
#include <string>

namespace sixscope::simulate {
namespace {

constexpr std::string_view kBadEndpoint = "an endpoint is ADDRESS:PORT or [ADDRESS]:PORT";
constexpr std::string_view kBadTarget =
    "a target is ADDRESS:PORT, then netflow=, ipfix= or sflow= with another";

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return fail_because(std::string(text), Errc::malformed, kBadEndpoint);
  }
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  Endpoint endpoint;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, endpoint.port);
  const auto address = net::IpAddress::parse(host);
  if (error != std::errc{} || end != last || endpoint.port == 0 || !address) {
    return fail_because(std::string(text), Errc::malformed, kBadEndpoint);
  }
  endpoint.address = *address;
  return endpoint;
}

std::string Endpoint::to_string() const {
  const std::string host = address.to_string();
  return (address.is_v4() ? host : "[" + host + "]") + ":" + std::to_string(port);
}

Result<Targets> Targets::parse(std::string_view text) {
  Targets targets;
  bool first = true;
  while (!text.empty() || first) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    const std::size_t equals = part.find('=');
    const std::string_view name = equals == std::string_view::npos ? "" : part.substr(0, equals);
    const auto endpoint =
        Endpoint::parse(equals == std::string_view::npos ? part : part.substr(equals + 1));
    if (!endpoint) {
      return fail_like(endpoint);
    }
    if (name.empty() == !first) {
      return fail_because(std::string(part), Errc::malformed, kBadTarget);
    }
    if (first) {
      targets.endpoints_.fill(*endpoint);
    } else if (name == "netflow") {
      targets.endpoints_[0] = targets.endpoints_[1] = *endpoint;
    } else if (name == "ipfix") {
      targets.endpoints_[2] = *endpoint;
    } else if (name == "sflow") {
      targets.endpoints_[3] = *endpoint;
    } else {
      return fail_because(std::string(name), Errc::malformed, kBadTarget);
    }
    first = false;
  }
  return targets;
}

}  // namespace sixscope::simulate
