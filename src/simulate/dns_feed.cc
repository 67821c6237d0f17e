#include "simulate/dns_feed.h"

#include <set>
#include <string>
#include <string_view>

#include "simulate/traffic.h"

namespace sixscope::simulate {
namespace {

constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kClassIn = 1;

void append_name(ByteWriter& out, std::string_view name) {
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    out.u8(dot).text(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  out.u8(0);
}

void append_record_head(ByteWriter& out, std::string_view owner, std::uint16_t type,
                        std::uint32_t ttl_seconds) {
  append_name(out, owner);
  out.u16(type).u16(kClassIn).u32(ttl_seconds);
}

// Protocol Buffers wire format: base-128 varints, and fields of wire type 0 (varint), 2 (bytes) and
// 5 (fixed 32 bits, little-endian).
void append_varint(ByteWriter& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.u8((value & 0x7fU) | 0x80U);
    value >>= 7U;
  }
  out.u8(value);
}
void append_number(ByteWriter& out, std::uint32_t field, std::uint64_t value) {
  append_varint(out, field << 3U);
  append_varint(out, value);
}
void append_bytes(ByteWriter& out, std::uint32_t field, ByteView value) {
  append_varint(out, field << 3U | 2U);
  append_varint(out, value.size());
  out.bytes(value);
}
void append_fixed32(ByteWriter& out, std::uint32_t field, std::uint32_t value) {
  append_varint(out, field << 3U | 5U);
  out.u32(__builtin_bswap32(value));
}

}  // namespace

std::vector<ResolverAnswer> resolver_answers() {
  std::vector<ResolverAnswer> answers;
  for (std::size_t a = 0; a < applications().size(); ++a) {
    if (applications()[a].clue != ApplicationClue::dns) {
      continue;
    }
    for (const Delivery& delivery : applications()[a].deliveries) {
      if (delivery.weight > 0) {
        answers.push_back({a, delivery.cdn, net::Family::v4});
        answers.push_back({a, delivery.cdn, net::Family::v6});
      }
    }
  }
  return answers;
}

std::uint32_t server_count(const ResolverAnswer& answer) {
  const bool none = answer.family == net::Family::v6 && v4_only(answer.application, answer.cdn);
  return none ? 0 : kServersPerPool;
}

std::vector<std::byte> encode_dns_response(const ResolverAnswer& answer,
                                           std::uint32_t ttl_seconds) {
  constexpr std::uint16_t kResponseRecursive = 0x8180;
  const std::string_view host = asked_name(answer.application, answer.cdn);
  const std::string final_name = delivery_name(answer.application, answer.cdn);
  const bool six = answer.family == net::Family::v6;
  const std::uint16_t type = six ? kTypeAaaa : kTypeA;
  const std::uint32_t servers = server_count(answer);
  ByteWriter out;
  out.u16(0x5153).u16(kResponseRecursive).u16(1);
  out.u16(servers + (answer.cdn != 0 ? 1U : 0U)).u16(0).u16(0);
  append_name(out, host);
  out.u16(type).u16(kClassIn);
  if (answer.cdn != 0) {
    append_record_head(out, host, kTypeCname, ttl_seconds);
    ByteWriter target;
    append_name(target, final_name);
    out.u16(target.size()).bytes(target.view());
  }
  for (std::uint32_t i = 0; i < servers; ++i) {
    const auto address = server_address(answer.family, answer.application, answer.cdn, i);
    append_record_head(out, final_name, type, ttl_seconds);
    const ByteView bytes = address.bytes();
    out.u16(six ? 16 : 4).bytes(six ? bytes : bytes.last(4));
  }
  return out.take();
}

std::vector<std::byte> encode_dnstap(ByteView response, Instant at) {
  constexpr std::uint32_t kClientResponse = 6;
  constexpr std::uint32_t kInet = 1;
  constexpr std::uint32_t kUdp = 1;
  constexpr std::uint16_t kDnsPort = 53;
  const net::IpAddress client = net::IpAddress::v4(0x0a000001);
  const net::IpAddress resolver = net::IpAddress::v4(0xc0000235);
  const auto since = at.time_since_epoch().count();
  const auto seconds = static_cast<std::uint64_t>(since / 1000);
  const auto nanoseconds = static_cast<std::uint32_t>(since % 1000 * 1'000'000);
  ByteWriter message;
  append_number(message, 1, kClientResponse);
  append_number(message, 2, kInet);
  append_number(message, 3, kUdp);
  append_bytes(message, 4, ByteView(client.bytes()).last(4));
  append_bytes(message, 5, ByteView(resolver.bytes()).last(4));
  append_number(message, 6, 40000);
  append_number(message, 7, kDnsPort);
  append_number(message, 8, seconds);
  append_fixed32(message, 9, nanoseconds);
  append_number(message, 12, seconds);
  append_fixed32(message, 13, nanoseconds);
  append_bytes(message, 14, response);
  ByteWriter frame;
  append_bytes(frame, 1, std::as_bytes(std::span(std::string_view("sixscope-simulate"))));
  append_bytes(frame, 14, message.view());
  append_number(frame, 15, 1);
  return frame.take();
}

void append_control_frame(ByteWriter& out, FrameControl control) {
  constexpr std::string_view kContentType = "protobuf:dnstap.Dnstap";
  constexpr std::uint32_t kContentTypeField = 1;
  const bool typed = control == FrameControl::accept || control == FrameControl::start ||
                     control == FrameControl::ready;
  out.u32(0).u32(typed ? 12 + kContentType.size() : 4).u32(static_cast<std::uint32_t>(control));
  if (typed) {
    out.u32(kContentTypeField).u32(kContentType.size()).text(kContentType);
  }
}

void append_data_frame(ByteWriter& out, ByteView payload) {
  out.u32(payload.size()).bytes(payload);
}

}  // namespace sixscope::simulate
