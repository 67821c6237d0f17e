#include "decode/field_value.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <string_view>

#include "wire/element.h"

namespace sixscope::decode {
namespace {

using flow::FieldValue;
using wire::ElementType;

std::string hexadecimal(ByteView bytes, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += fmt::format("{}{:02x}", i == 0 ? "" : separator, std::to_integer<unsigned>(bytes[i]));
  }
  return text;
}

/// Text as exporters pad it: up to the first zero byte.
std::string text_of(ByteView bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    if (byte == std::byte{0}) {
      break;
    }
    text.push_back(std::to_integer<char>(byte));
  }
  return text;
}

/// An NTP timestamp (RFC 7011 s.6.1.9): seconds since 1900 and a binary fraction.
Instant instant_of_ntp(ByteView bytes) {
  constexpr std::int64_t kFrom1900To1970 = 2'208'988'800;
  const auto seconds = static_cast<std::int64_t>(big_endian(bytes.data(), 4)) - kFrom1900To1970;
  const auto fraction = static_cast<std::int64_t>(big_endian(bytes.data() + 4, 4) * 1000 >> 32U);
  return Instant(std::chrono::milliseconds(seconds * 1000 + fraction));
}

/// Writes a time if `bytes` have the size that its type asks for.
bool write_time(ElementType type, ByteView bytes, JsonWriter& out) {
  constexpr std::uint64_t kYear9999 = 253'402'300'799'999;
  if (type == ElementType::seconds && bytes.size() == 4) {
    const auto seconds = static_cast<std::int64_t>(big_endian(bytes.data(), 4));
    out.value(time_text(Instant(std::chrono::seconds(seconds))));
    return true;
  }
  if (bytes.size() != 8) {
    return false;
  }
  const std::uint64_t value = big_endian(bytes.data(), 8);
  if (type == ElementType::milliseconds && value <= kYear9999) {
    out.value(time_text(Instant(std::chrono::milliseconds(static_cast<std::int64_t>(value)))));
    return true;
  }
  if (type == ElementType::microseconds || type == ElementType::nanoseconds) {
    out.value(time_text(instant_of_ntp(bytes)));
    return true;
  }
  return false;
}

bool write_number(ElementType type, ByteView bytes, JsonWriter& out) {
  if (bytes.empty() || bytes.size() > 8) {
    return false;
  }
  const std::uint64_t value = big_endian(bytes.data(), bytes.size());
  if (type == ElementType::signed_integer) {
    const auto unused = static_cast<unsigned>(64 - 8 * bytes.size());
    out.value(static_cast<std::int64_t>(value << unused) >> unused);
  } else if (type == ElementType::floating && bytes.size() == 4) {
    out.value(static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(value))));
  } else if (type == ElementType::floating && bytes.size() == 8) {
    out.value(std::bit_cast<double>(value));
  } else {
    out.value(value);
  }
  return true;
}

/// Writes `bytes` as `type` says; false if they do not fit it.
bool write_typed(ElementType type, ByteView bytes, JsonWriter& out) {
  switch (type) {
    case ElementType::unsigned_integer:
    case ElementType::signed_integer:
    case ElementType::floating:
      return write_number(type, bytes, out);
    case ElementType::boolean:  // RFC 7011 s.6.1.5: 1 true, 2 false.
      if (bytes.size() == 1 && (bytes[0] == std::byte{1} || bytes[0] == std::byte{2})) {
        out.value(bytes[0] == std::byte{1});
        return true;
      }
      return false;
    case ElementType::string:
      out.value(text_of(bytes));
      return true;
    case ElementType::mac_address:
      out.value(hexadecimal(bytes, ":"));
      return true;
    case ElementType::ipv4_address:
      if (bytes.size() != 4) {
        return false;
      }
      out.value(net::IpAddress::v4(load_big_endian<std::uint32_t>(bytes.data())).to_string());
      return true;
    case ElementType::ipv6_address:
      if (bytes.size() != 16) {
        return false;
      }
      out.value(net::IpAddress::v6(bytes.data()).to_string());
      return true;
    case ElementType::seconds:
    case ElementType::milliseconds:
    case ElementType::microseconds:
    case ElementType::nanoseconds:
      return write_time(type, bytes, out);
    case ElementType::octets:
    case ElementType::list:
      return false;
  }
  return false;
}

}  // namespace

std::string field_name(const FieldValue& field) {
  if (field.name.empty()) {
    return fmt::format("{}:{}", field.enterprise, field.element);
  }
  std::string name(field.name);
  if (field.reverse) {
    if (name[0] >= 'a' && name[0] <= 'z') {
      name[0] = static_cast<char>(name[0] - 'a' + 'A');
    }
    name.insert(0, "reverse");
  }
  return name;
}

void write_field(const FieldValue& field, JsonWriter& out) {
  const wire::Element* known = wire::find_element(field.enterprise, field.element);
  if (known != nullptr && known->name == field.name && write_typed(known->type, field.bytes, out)) {
    return;
  }
  // What is named outside the registry (scopes of version 9, sFlow counters) is a number.
  const bool named_elsewhere =
      !field.name.empty() && (known == nullptr || known->name != field.name);
  if (named_elsewhere && write_number(ElementType::unsigned_integer, field.bytes, out)) {
    return;
  }
  out.value(hexadecimal(field.bytes, ""));
}

std::string time_text(Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)),
                     (at - seconds).count());
}

}  // namespace sixscope::decode
