#include "decode/export_guess.h"

#include <chrono>

#include "wire/sflow.h"

namespace sixscope::decode {
namespace {

using flow::ExportProtocol;

constexpr std::size_t kNetflow5Head = 24;
constexpr std::size_t kNetflow5Record = 48;
constexpr std::size_t kNetflow9Head = 20;
constexpr std::size_t kIpfixHead = 16;

std::uint16_t u16_at(ByteView bytes, std::size_t at) {
  return load_big_endian<std::uint16_t>(bytes.data() + at);
}

/// Whether a set or flowset with an id of `options` or `templates`, or of data, fits at `at`.
bool has_set(ByteView payload, std::size_t at, std::uint16_t templates, std::uint16_t options) {
  constexpr std::uint16_t kFirstDataSet = 256;
  constexpr std::size_t kSetHead = 4;
  if (payload.size() < at + kSetHead) {
    return payload.size() == at;
  }
  const std::uint16_t id = u16_at(payload, at);
  const std::size_t length = u16_at(payload, at + 2);
  return (id == templates || id == options || id >= kFirstDataSet) && length >= kSetHead &&
         at + length <= payload.size();
}

bool is_netflow5(ByteView payload) {
  constexpr std::size_t kRecordsMax = 30;
  if (payload.size() < kNetflow5Head) {
    return false;
  }
  const std::size_t count = u16_at(payload, 2);
  return count >= 1 && count <= kRecordsMax &&
         payload.size() >= kNetflow5Head + count * kNetflow5Record;
}

}  // namespace

ExportProtocol version_of(ByteView payload) {
  if (payload.size() < 4) {
    return ExportProtocol::unknown;
  }
  if (load_big_endian<std::uint32_t>(payload.data()) == 5) {
    return ExportProtocol::sflow5;
  }
  switch (u16_at(payload, 0)) {
    case 5:
      return ExportProtocol::netflow5;
    case 9:
      return ExportProtocol::netflow9;
    case 10:
      return ExportProtocol::ipfix;
    default:
      return ExportProtocol::unknown;
  }
}

bool looks_like_export(ByteView payload) {
  switch (version_of(payload)) {
    case ExportProtocol::netflow5:
      return is_netflow5(payload);
    case ExportProtocol::netflow9:
      return payload.size() >= kNetflow9Head && has_set(payload, kNetflow9Head, 0, 1);
    case ExportProtocol::ipfix:
      return payload.size() >= kIpfixHead && u16_at(payload, 2) == payload.size() &&
             has_set(payload, kIpfixHead, 2, 3);
    case ExportProtocol::sflow5:
      return wire::looks_like_sflow(payload);
    default:
      return false;
  }
}

std::optional<Instant> export_time(ByteView payload) {
  const ExportProtocol protocol = version_of(payload);
  const bool netflow = protocol == ExportProtocol::netflow5 || protocol == ExportProtocol::netflow9;
  const std::size_t at = netflow ? 8 : 4;
  if ((!netflow && protocol != ExportProtocol::ipfix) || payload.size() < at + 4) {
    return std::nullopt;
  }
  return Instant(std::chrono::seconds(load_big_endian<std::uint32_t>(payload.data() + at)));
}

}  // namespace sixscope::decode
