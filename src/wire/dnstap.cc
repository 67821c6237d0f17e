#include "wire/dnstap.h"

namespace sixscope::wire {
namespace {

// One field: varints and fixed numbers in `number`, length-delimited ones in `bytes`.
struct Field {
  std::uint32_t id = 0;
  std::uint64_t number = 0;
  ByteView bytes;
};

std::uint64_t little_endian(ByteView bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8U | std::to_integer<std::uint64_t>(bytes[i]);
  }
  return value;
}

// Base 128, least significant group first; at most ten bytes.
Result<std::uint64_t> read_varint(ByteReader& in) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    const std::uint64_t byte = in.u8();
    if (!in.ok()) {
      return fail_at(in.offset(), Errc::truncated, "protobuf: a number ends early");
    }
    value |= shift < 64 ? (byte & 0x7fU) << shift : 0;
    if ((byte & 0x80U) == 0) {
      return value;
    }
  }
  return fail_at(in.offset(), Errc::malformed, "protobuf: a number has more than ten bytes");
}

Result<Field> read_field(ByteReader& in) {
  const auto key = read_varint(in);
  if (!key) {
    return fail_like(key);
  }
  Field field;
  field.id = static_cast<std::uint32_t>(*key >> 3U);
  Result<std::uint64_t> number = std::uint64_t{0};
  switch (*key & 7U) {
    case 0:
      number = read_varint(in);
      break;
    case 1:
      field.number = little_endian(in.take(8));
      break;
    case 2:
      number = read_varint(in);
      if (number) {
        field.bytes = in.take(*number > in.remaining() ? in.remaining() + 1
                                                       : static_cast<std::size_t>(*number));
      }
      break;
    case 5:
      field.number = little_endian(in.take(4));
      break;
    default:
      return fail_at(in.offset(), Errc::malformed, "protobuf: a wire type we cannot skip");
  }
  if (!number) {
    return fail_like(number);
  }
  if (!in.ok()) {
    return fail_at(in.offset(), Errc::truncated, "protobuf: a field ends early");
  }
  field.number = (*key & 7U) == 0 ? *number : field.number;
  return field;
}

// Calls `take` with each field.
template <class Take>
Result<bool> each_field(ByteView bytes, Take take) {
  ByteReader in(bytes);
  for (int i = 0; in.remaining() > 0; ++i) {
    if (i == kDnstapFieldsMax) {
      return fail_at(in.offset(), Errc::out_of_range, "dnstap: too many fields");
    }
    const auto field = read_field(in);
    if (!field) {
      return fail_like(field);
    }
    take(*field);
  }
  return true;
}

std::optional<net::IpAddress> address(ByteView bytes) {
  if (bytes.size() == 4) {
    return net::IpAddress::v4(load_big_endian<std::uint32_t>(bytes.data()));
  }
  return bytes.size() == 16 ? std::optional(net::IpAddress::v6(bytes.data())) : std::nullopt;
}

// Absurd seconds would overflow: such a time is none.
std::optional<Instant> instant(std::optional<std::uint64_t> seconds, std::uint64_t nanoseconds) {
  constexpr std::uint64_t kSecondsMax = 0xffffffff;
  if (!seconds || *seconds > kSecondsMax || nanoseconds >= 1'000'000'000) {
    return std::nullopt;
  }
  return Instant(std::chrono::seconds(*seconds) +
                 std::chrono::milliseconds(nanoseconds / 1'000'000));
}

Result<DnstapMessage> read_message(ByteView bytes) {
  DnstapMessage message;
  std::uint64_t type = 0;
  std::optional<std::uint64_t> query_seconds;
  std::optional<std::uint64_t> response_seconds;
  std::uint64_t query_nanoseconds = 0;
  std::uint64_t response_nanoseconds = 0;
  const auto read = each_field(bytes, [&](const Field& field) {
    switch (field.id) {
      case 1:
        type = field.number;
        break;
      case 4:
        message.query_address = address(field.bytes);
        break;
      case 5:
        message.response_address = address(field.bytes);
        break;
      case 8:
        query_seconds = field.number;
        break;
      case 9:
        query_nanoseconds = field.number;
        break;
      case 10:
        message.query = field.bytes;
        break;
      case 12:
        response_seconds = field.number;
        break;
      case 13:
        response_nanoseconds = field.number;
        break;
      case 14:
        message.response = field.bytes;
        break;
      default:  // Ports, zones, policies.
        break;
    }
  });
  if (!read) {
    return fail_like(read);
  }
  if (type < 1 || type > 14) {
    return fail(Errc::malformed, "dnstap: no message type");
  }
  message.type = static_cast<DnstapType>(type);
  message.query_time = instant(query_seconds, query_nanoseconds);
  message.response_time = instant(response_seconds, response_nanoseconds);
  return message;
}

}  // namespace

Result<std::optional<DnstapMessage>> read_dnstap(ByteView frame) {
  constexpr std::uint64_t kMessage = 1;
  ByteView message;
  std::uint64_t type = 0;
  const auto read = each_field(frame, [&](const Field& field) {
    if (field.id == 14) {
      message = field.bytes;
    } else if (field.id == 15) {
      type = field.number;
    }
  });
  if (!read) {
    return fail_like(read);
  }
  if (type != kMessage || message.empty()) {
    return std::optional<DnstapMessage>();
  }
  auto decoded = read_message(message);
  if (!decoded) {
    return fail_like(decoded);
  }
  return std::optional(*decoded);
}

}  // namespace sixscope::wire
