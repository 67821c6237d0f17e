// Cursors as text: the fields in network order, then base64url without padding (RFC 4648 s.5).
#include <array>
#include <cstddef>

#include "api/question.h"
#include "base/byte_reader.h"
#include "base/byte_writer.h"

namespace sixscope::api {
namespace {

constexpr std::string_view kRule = "cursor: not one of ours";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kVersion = 2;
constexpr std::size_t kCursorBytesMax = 8192;

std::string encode(ByteView bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    const std::uint64_t group = big_endian(bytes.data() + i, count) << (8 * (3 - count));
    for (std::size_t digit = 0; digit <= count; ++digit) {
      text.push_back(kAlphabet[group >> (18 - 6 * digit) & 63U]);
    }
  }
  return text;
}

Result<std::vector<std::byte>> decode(std::string_view text) {
  ByteWriter out;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::string_view group = text.substr(i, 4);
    std::uint64_t value = 0;
    for (const char c : group) {
      const auto digit = kAlphabet.find(c);
      if (digit == std::string_view::npos) {
        return fail_at(i, Errc::malformed, kRule);
      }
      value = value << 6U | digit;
    }
    if (group.size() == 1) {
      return fail_at(i, Errc::truncated, kRule);
    }
    out.uint(value << (6 * (4 - group.size())) >> (8 * (4 - group.size())), group.size() - 1);
  }
  return out.take();
}

}  // namespace

std::uint64_t fingerprint_of(std::string_view question) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a: cursors outlive a restart.
  for (const char c : question) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

std::string encode_cursor(const Cursor& cursor) {
  ByteWriter out;
  const auto instant = [&](Instant at) {
    out.u64(static_cast<std::uint64_t>(at.time_since_epoch().count()));
  };
  out.u8(kVersion).u64(cursor.question);
  instant(cursor.begin);
  instant(cursor.end);
  out.u32(cursor.earlier).u64(cursor.number).u8(cursor.missing ? 1 : 0);
  instant(cursor.start);
  out.u8(cursor.dimensions.size());
  for (const std::string& value : cursor.dimensions) {
    out.u16(value.size()).text(value);
  }
  return encode(out.view());
}

Result<Cursor> decode_cursor(std::string_view text) {
  if (text.size() > kCursorBytesMax) {
    return fail(Errc::out_of_range, kRule);
  }
  const auto bytes = decode(text);
  if (!bytes) {
    return fail_like(bytes);
  }
  ByteReader in(*bytes);
  const auto instant = [&] {
    return Instant(std::chrono::milliseconds(static_cast<std::int64_t>(in.u64())));
  };
  if (in.u8() != kVersion) {
    return fail(Errc::malformed, kRule);
  }
  Cursor cursor;
  cursor.question = in.u64();
  cursor.begin = instant();
  cursor.end = instant();
  cursor.earlier = in.u32();
  cursor.number = in.u64();
  cursor.missing = in.u8() != 0;
  cursor.start = instant();
  const std::size_t count = in.u8();
  for (std::size_t i = 0; i < count && in.ok() && i < store::kDimensions; ++i) {
    const ByteView value = in.take(in.u16());
    std::string& text_of = cursor.dimensions.emplace_back();
    for (const std::byte byte : value) {
      text_of.push_back(static_cast<char>(byte));
    }
  }
  if (!in.ok() || in.remaining() != 0 || cursor.dimensions.size() != count) {
    return fail_at(in.offset(), Errc::malformed, kRule);
  }
  return cursor;
}

}  // namespace sixscope::api
