#include "api/host_name.h"

#include <algorithm>

#include "net/ip_address.h"

namespace sixscope::api {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

}  // namespace

std::string host_of(std::string_view authority) {
  std::string_view host = authority;
  std::string_view port;
  if (host.starts_with('[')) {
    const auto close = host.find(']');
    if (close == std::string_view::npos) {
      return {};
    }
    port = host.substr(close + 1);
    host = host.substr(1, close - 1);
    if (!is_address(host)) {
      return {};
    }
  } else if (const auto colon = host.find(':'); colon != std::string_view::npos) {
    port = host.substr(colon);
    host = host.substr(0, colon);
  }
  const bool is_port =
      port.empty() || (port.starts_with(':') && std::ranges::all_of(port.substr(1), [](char c) {
                         return c >= '0' && c <= '9';
                       }));
  std::string lower(host);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (lower.ends_with('.')) {
    lower.pop_back();
  }
  const bool is_host = is_address(lower) || std::ranges::all_of(lower, is_name_character);
  return is_port && is_host ? lower : std::string();
}

std::string host_of(const http::Request& request) {
  std::string_view only;
  std::size_t count = 0;
  for (const auto& [name, value] : request.headers.all()) {
    if (same_name(name, "host")) {
      only = value;
      ++count;
    }
  }
  return count == 1 ? host_of(only) : std::string();
}

bool is_loopback_address(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  if (!parsed) {
    return false;
  }
  constexpr std::uint32_t kLoopbackNet = 127;
  return parsed->is_v4() ? parsed->v4_value() >> 24U == kLoopbackNet
                         : parsed->high() == 0 && parsed->low() == 1;
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || is_loopback_address(host);
}

bool is_address(std::string_view host) { return net::IpAddress::parse(host).has_value(); }

std::string client_of(std::string_view address) {
  const auto parsed = net::IpAddress::parse(address.substr(0, address.find('%')));
  if (!parsed) {
    return std::string(address);
  }
  return (parsed->is_v4() ? *parsed : net::IpAddress::from_halves(parsed->high(), 0)).to_string();
}

}  // namespace sixscope::api
