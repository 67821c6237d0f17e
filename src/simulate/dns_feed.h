#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/byte_writer.h"
#include "base/clock.h"
#include "net/ip_address.h"

namespace sixscope::simulate {

/// One answer of the country's resolver: a host, the network that delivers it, one family.
struct ResolverAnswer {
  std::size_t application = 0;
  std::size_t cdn = 0;
  net::Family family = net::Family::v4;
};

/// All answers that a collector needs to know every application with clue `dns`, once each.
[[nodiscard]] std::vector<ResolverAnswer> resolver_answers();

/// Addresses in an answer: those of the server pool, or none (NODATA) where it has no IPv6.
[[nodiscard]] std::uint32_t server_count(const ResolverAnswer& answer);

/// The DNS response message of an answer (RFC 1035): the question, the CNAME to the delivery
/// network if there is one, and `server_count` addresses, with a TTL of `ttl_seconds`.
[[nodiscard]] std::vector<std::byte> encode_dns_response(const ResolverAnswer& answer,
                                                         std::uint32_t ttl_seconds);

/// The message as a dnstap payload (CLIENT_RESPONSE of dnstap.proto), asked at `at`.
[[nodiscard]] std::vector<std::byte> encode_dnstap(ByteView response, Instant at);

/// Frame streams (the fstrm library's protocol): control frames around length-prefixed payloads.
enum class FrameControl : std::uint32_t { accept = 1, start = 2, stop = 3, ready = 4, finish = 5 };
/// Writes a control frame; READY, ACCEPT and START name the content type of dnstap.
void append_control_frame(ByteWriter& out, FrameControl control);
/// Writes a data frame.
void append_data_frame(ByteWriter& out, ByteView payload);

}  // namespace sixscope::simulate
