#include "wire/dns.h"

#include <algorithm>
#include <utility>

namespace sixscope::wire {

namespace {

constexpr std::uint16_t kInternet = 1;
constexpr std::size_t kHeaderSize = 12;
constexpr std::size_t kLabelMax = 63;
constexpr std::string_view kCutName = "RFC 1035 s.4.1.4: a name runs past the message";

/// Reads the name at `at` and moves `at` behind it. Pointers must point back (RFC 1035 s.4.1.4: to
/// a prior occurrence), and there are at most kDnsPointersMax.
Result<HostName> read_name(ByteView message, std::size_t& at) {
  HostName name;
  std::size_t cursor = at;
  std::size_t lowest = at;  // A pointer must lead below all that was read so far.
  int pointers = 0;
  for (;;) {
    if (cursor >= message.size()) {
      return fail_at(message.size(), Errc::truncated, kCutName);
    }
    const auto length = std::to_integer<std::uint8_t>(message[cursor]);
    if (length >= 0xc0) {
      if (cursor + 2 > message.size()) {
        return fail_at(message.size(), Errc::truncated, kCutName);
      }
      const std::size_t target = load_big_endian<std::uint16_t>(message.data() + cursor) & 0x3fffU;
      if (pointers == 0) {
        at = cursor + 2;
      }
      if (target >= lowest || ++pointers > kDnsPointersMax) {
        return fail_at(cursor, Errc::malformed, "RFC 1035 s.4.1.4: a pointer must point back");
      }
      lowest = target;
      cursor = target;
      continue;
    }
    if (length > kLabelMax) {
      return fail_at(cursor, Errc::malformed, "RFC 1035 s.4.1.4: label types 01 and 10 are unused");
    }
    ++cursor;
    if (length == 0) {
      if (pointers == 0) {
        at = cursor;
      }
      return name;
    }
    if (cursor + length > message.size()) {
      return fail_at(message.size(), Errc::truncated, kCutName);
    }
    if (!name.append_label(message.subspan(cursor, length))) {
      return fail_at(cursor, Errc::malformed, "RFC 1123 s.2.1: not a host name");
    }
    cursor += length;
  }
}

/// SVCB and HTTPS data (RFC 9460 s.2.2).
Result<bool> read_service(ByteView message, std::size_t at, std::size_t end, DnsRecord& record) {
  constexpr std::uint16_t kEch = 5;
  if (at + 2 > end) {
    return fail_at(at, Errc::malformed, "RFC 9460 s.2.2: the data is cut");
  }
  record.priority = load_big_endian<std::uint16_t>(message.data() + at);
  at += 2;
  auto target = read_name(message.first(end), at);
  if (!target) {
    return fail_like(target);
  }
  record.target = *target;
  for (int i = 0; i < kDnsServiceParametersMax && at + 4 <= end; ++i) {
    record.has_ech = record.has_ech || load_big_endian<std::uint16_t>(message.data() + at) == kEch;
    at += 4 + std::size_t{load_big_endian<std::uint16_t>(message.data() + at + 2)};
  }
  return true;
}

/// Reads the data of `record`, which lies from `at` to `end` in `message`.
Result<bool> read_data(ByteView message, std::size_t at, std::size_t end, DnsRecord& record) {
  const std::size_t size = end - at;
  switch (record.type) {
    case DnsType::a:
      if (size != 4) {
        return fail_at(at, Errc::malformed, "RFC 1035 s.3.4.1: A data has 4 bytes");
      }
      record.address = net::IpAddress::v4(load_big_endian<std::uint32_t>(message.data() + at));
      return true;
    case DnsType::aaaa:
      if (size != 16) {
        return fail_at(at, Errc::malformed, "RFC 3596 s.2.2: AAAA data has 16 bytes");
      }
      record.address = net::IpAddress::v6(message.data() + at);
      return true;
    case DnsType::cname: {
      auto target = read_name(message.first(end), at);
      if (!target) {
        return fail_like(target);
      }
      record.target = *target;
      return true;
    }
    case DnsType::svcb:
    case DnsType::https:
      return read_service(message, at, end, record);
  }
  return true;
}

/// Writes the labels of `name`; false if one is empty, or it is too long.
bool append_name(ByteWriter& out, std::string_view name) {
  if (name.size() > HostName::kTextMax) {
    return false;
  }
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    if (dot == 0 || dot > kLabelMax) {
      return false;
    }
    out.u8(dot).text(name.substr(0, dot));
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  out.u8(0);
  return true;
}

bool append_record(ByteWriter& out, const DnsAnswerSpec& answer, std::string_view question) {
  constexpr std::uint16_t kPointerToQuestion = 0xc00c;
  if (answer.name == question) {
    out.u16(kPointerToQuestion);
  } else if (!append_name(out, answer.name)) {
    return false;
  }
  out.u16(static_cast<std::uint16_t>(answer.type)).u16(kInternet).u32(answer.ttl);
  const std::size_t length_at = out.size();
  out.u16(0);
  bool written = true;
  if (answer.type == DnsType::a) {
    out.u32(answer.address.v4_value());
  } else if (answer.type == DnsType::aaaa) {
    out.bytes(answer.address.bytes());
  } else {
    written = append_name(out, answer.target);
  }
  out.set_u16(length_at, static_cast<std::uint16_t>(out.size() - length_at - 2));
  return written;
}

}  // namespace

Result<DnsMessage> DnsMessage::read(ByteView bytes) {
  ByteReader in(bytes);
  DnsMessage message(bytes);
  DnsHeader& header = message.header_;
  header.id = in.u16();
  const std::uint16_t flags = in.u16();
  header.questions = in.u16();
  header.answers = in.u16();
  if (bytes.size() < kHeaderSize) {
    return fail_at(bytes.size(), Errc::truncated, "RFC 1035 s.4.1.1: the header has 12 bytes");
  }
  header.response = (flags & 0x8000U) != 0;
  header.opcode = static_cast<std::uint8_t>(flags >> 11U & 0xfU);
  header.truncated = (flags & 0x0200U) != 0;
  header.rcode = static_cast<std::uint8_t>(flags & 0xfU);
  if (header.opcode != 0 || header.questions > 1) {
    return fail_at(2, Errc::malformed, "RFC 1035 s.4.1.1, RFC 9619: a QUERY with one question");
  }
  message.at_ = kHeaderSize;
  if (header.questions == 1) {
    auto name = read_name(bytes, message.at_);
    if (!name) {
      return fail_like(name);
    }
    if (message.at_ + 4 > bytes.size()) {
      return fail_at(bytes.size(), Errc::truncated, "RFC 1035 s.4.1.2: the question is cut");
    }
    message.question_ = {.name = *name,
                         .type = load_big_endian<std::uint16_t>(bytes.data() + message.at_)};
    message.at_ += 4;
  }
  message.left_ = std::min<std::uint32_t>(header.answers, kDnsAnswersMax);
  return message;
}

Result<std::optional<DnsRecord>> DnsMessage::next_answer() {
  constexpr std::size_t kFixed = 10;
  if (left_ == 0) {
    return std::optional<DnsRecord>{};
  }
  --left_;
  const std::uint32_t left = std::exchange(left_, 0);  // Nothing follows an error.
  auto name = read_name(bytes_, at_);
  if (!name) {
    return fail_like(name);
  }
  if (at_ + kFixed > bytes_.size()) {
    return fail_at(bytes_.size(), Errc::truncated, "RFC 1035 s.4.1.3: a record is cut");
  }
  DnsRecord record;
  record.name = *name;
  record.type = static_cast<DnsType>(load_big_endian<std::uint16_t>(bytes_.data() + at_));
  const auto dns_class = load_big_endian<std::uint16_t>(bytes_.data() + at_ + 2);
  record.ttl = load_big_endian<std::uint32_t>(bytes_.data() + at_ + 4);
  if (record.ttl > 0x7fffffffU) {
    record.ttl = 0;
  }
  const std::size_t data = at_ + kFixed;
  const std::size_t end = data + load_big_endian<std::uint16_t>(bytes_.data() + at_ + 8);
  if (end > bytes_.size()) {
    return fail_at(bytes_.size(), Errc::truncated, "RFC 1035 s.4.1.3: a record's data is cut");
  }
  if (dns_class == kInternet) {
    if (const auto read = read_data(bytes_, data, end, record); !read) {
      return fail_like(read);
    }
  }
  at_ = end;
  left_ = left;
  return std::optional(record);
}

Result<bool> append_dns_message(ByteWriter& out, std::uint16_t id, bool response,
                                std::string_view name, DnsType type,
                                std::span<const DnsAnswerSpec> answers) {
  constexpr std::uint16_t kRecursiveQuery = 0x0100;
  constexpr std::uint16_t kRecursiveResponse = 0x8180;
  out.u16(id).u16(response ? kRecursiveResponse : kRecursiveQuery);
  out.u16(1).u16(answers.size()).u32(0);
  if (!append_name(out, name)) {
    return fail_because(std::string(name), Errc::malformed, "RFC 1035 s.2.3.4: labels of 1 to 63");
  }
  out.u16(static_cast<std::uint16_t>(type)).u16(kInternet);
  for (const DnsAnswerSpec& answer : answers) {
    if (!append_record(out, answer, name)) {
      return fail_because(std::string(answer.name), Errc::malformed,
                          "RFC 1035 s.2.3.4: labels of 1 to 63");
    }
  }
  return true;
}

}  // namespace sixscope::wire
