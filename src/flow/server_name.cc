#include "flow/server_name.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "net/ip_address.h"
#include "wire/quic.h"
#include "wire/tls.h"

namespace sixscope::flow {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
/// Bytes of a request in which Host is looked for.
constexpr std::size_t kRequestMax = 8192;
/// Bytes of a hello that are kept until the rest of it comes.
constexpr std::size_t kHelloBytesMax = 8192;

bool equals_ignoring_case(ByteView bytes, std::string_view lower) {
  return std::equal(bytes.begin(), bytes.end(), lower.begin(), lower.end(),
                    [](std::byte b, char c) {
                      const auto octet = std::to_integer<char>(b);
                      return (octet >= 'A' && octet <= 'Z' ? octet - 'A' + 'a' : octet) == c;
                    });
}

bool begins_like_request(ByteView payload) {
  constexpr std::array<std::string_view, 9> kMethods = {
      "get ", "post ", "head ", "put ", "delete ", "options ", "patch ", "connect ", "trace "};
  return std::any_of(kMethods.begin(), kMethods.end(), [&](std::string_view method) {
    return payload.size() >= method.size() &&
           equals_ignoring_case(payload.first(method.size()), method);
  });
}

/// The name in a Host field's value, without spaces and port; an address is no name.
Result<wire::HostName> name_of(ByteView value) {
  const auto is_space = [](std::byte b) { return b == std::byte{' '} || b == std::byte{'\t'}; };
  while (!value.empty() && is_space(value.front())) {
    value = value.subspan(1);
  }
  const auto end = std::find_if(value.begin(), value.end(),
                                [&](std::byte b) { return b == std::byte{':'} || is_space(b); });
  const auto name =
      wire::HostName::from_text(value.first(static_cast<std::size_t>(end - value.begin())));
  if (!name) {
    return fail_like(name);
  }
  if (name->empty() || name->view().front() == '[' || net::IpAddress::parse(name->view())) {
    return fail(Errc::not_found, "RFC 9112 s.3.2: Host names an address, or nothing");
  }
  return *name;
}

Result<wire::HostName> name_of(const Result<wire::ClientHello>& hello) {
  if (!hello) {
    return fail_like(hello);
  }
  if (hello->server_name.empty()) {
    return fail(Errc::not_found, "RFC 6066 s.3: the hello names no server");
  }
  return hello->server_name;
}

}  // namespace

Result<wire::HostName> http_host(ByteView payload) {
  constexpr std::string_view kHost = "host:";
  if (!begins_like_request(payload)) {
    return fail(Errc::not_found, "RFC 9112 s.3: not a request");
  }
  payload = payload.first(std::min(payload.size(), kRequestMax));
  for (;;) {  // Ends: each turn takes a line.
    const auto newline = std::find(payload.begin(), payload.end(), std::byte{'\n'});
    if (newline == payload.end()) {
      return fail(Errc::truncated, "RFC 9112 s.2.1: the fields go on");
    }
    auto line = payload.first(static_cast<std::size_t>(newline - payload.begin()));
    payload = payload.subspan(line.size() + 1);
    if (!line.empty() && line.back() == std::byte{'\r'}) {
      line = line.first(line.size() - 1);
    }
    if (line.empty()) {
      return fail(Errc::not_found, "RFC 9112 s.3.2: no Host field");
    }
    if (line.size() > kHost.size() && equals_ignoring_case(line.first(kHost.size()), kHost)) {
      return name_of(line.subspan(kHost.size()));
    }
  }
}

Result<wire::HostName> ServerNameSearch::add(std::uint8_t protocol, std::uint32_t tcp_sequence,
                                             ByteView payload) {
  if (protocol == kTcp) {
    return add_segment(tcp_sequence, payload);
  }
  return protocol == kUdp ? name_of(quic_.add(payload))
                          : fail(Errc::not_found, "neither TCP nor UDP");
}

void ServerNameSearch::clear() {
  begun_.clear();
  quic_.clear();
}

Result<wire::HostName> ServerNameSearch::add_segment(std::uint32_t sequence, ByteView payload) {
  if (!begun_.empty() && sequence != next_) {
    return fail(Errc::truncated, "out of order or repeated: the one that follows is awaited");
  }
  next_ = sequence + static_cast<std::uint32_t>(payload.size());
  if (!begun_.empty()) {
    begun_.insert(begun_.end(), payload.begin(), payload.end());
    payload = begun_;
  }
  auto name = wire::looks_like_client_hello(payload) ? name_of(wire::read_tls_client_hello(payload))
                                                     : http_host(payload);
  if (name || name.error().code != Errc::truncated) {
    return name;
  }
  if (payload.size() > kHelloBytesMax) {
    return fail(Errc::out_of_range, "the hello is longer than kHelloBytesMax");
  }
  if (begun_.empty()) {
    begun_.assign(payload.begin(), payload.end());
  }
  return name;
}

}  // namespace sixscope::flow
