#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/byte_reader.h"
#include "wire/template.h"

namespace sixscope::flow {

/// What a decoder takes out of a record. Every slot has one place in the record at most, chosen
/// when the template is compiled, so the order of its fields is forgotten there.
enum class Slot : std::uint8_t {
  octets,
  packets,
  protocol,
  source_port,
  destination_port,
  tcp_flags,
  traffic_class,
  input,
  output,
  source_asn,
  destination_asn,
  start,
  end,
  direction,
  ip_version,
  selector,
  source_v4,
  destination_v4,
  source_v6,
  destination_v6,
  // From here on only records of plans that are not simple are asked.
  protocol_again,
  ip_version_again,
  source_v4_again,
  destination_v4_again,
  source_v6_again,
  destination_v6_again,
  source_port_again,
  destination_port_again,
  ether_type,
  responder_octets,
  responder_packets,
  post_octets,
  post_packets,
  reverse_octets,
  reverse_packets,
  reverse_start,
  reverse_end,
  reverse_tcp_flags,
  reverse_traffic_class,
  duration,
  boot_time,
  end_reason,
  flow_id,
  nat_event,
  firewall_event,
  interval,            ///< 34
  algorithm,           ///< 35 or 304
  random_interval,     ///< 50
  packet_interval,     ///< 305
  packet_space,        ///< 306
  time_interval,       ///< 307
  time_space,          ///< 308
  sample_size,         ///< 309
  sample_population,   ///< 310
  sample_probability,  ///< 311, a float
  frame,               ///< 104, 315: a sampled frame
  ip_section,          ///< 313: a sampled IP header
  frame_size,          ///< 312
  server_name,
  server_name_second,
  server_name_third,
  server_name_fourth,
  count,
};
/// A record may carry several names (HTTP host, SNI); the first that is not empty is used.
inline constexpr std::array<Slot, 4> kServerNameSlots = {
    Slot::server_name, Slot::server_name_second, Slot::server_name_third, Slot::server_name_fourth};
inline constexpr std::size_t kSlots = static_cast<std::size_t>(Slot::count);

/// A number in a record: the 8 bytes that end at `end`, masked to the field's width. A slot that is
/// not there has end and mask 0. Reading ends before the field's last byte and so may begin up to 8
/// bytes before the record, which set and message headers always cover: one load, no branch.
struct Load {
  std::int32_t end = 0;
  std::uint32_t width = 0;
  std::uint64_t mask = 0;
};
using Loads = std::array<Load, kSlots>;

/// Bytes that must be readable before the first byte of a record, for Load and address slots.
inline constexpr std::size_t kBytesBeforeRecord = 16;

/// How a time slot is written.
enum class TimeForm : std::uint8_t {
  none,
  uptime_ms,         ///< Since boot: 21, 22.
  seconds,           ///< Unix: 150, 151.
  milliseconds,      ///< Unix: 152, 153.
  ntp,               ///< NTP timestamp, 154 to 157.
  before_export_us,  ///< 158, 159: microseconds before the export time.
};

/// Which counters a template has, best first.
enum class CounterForm : std::uint8_t {
  none,
  delta,      ///< 1, 2
  initiator,  ///< 231, 298 with 232, 299 as the other direction.
  total,      ///< 85, 86
  post,       ///< 23, 24
  layer2,     ///< 352 (frame octets) or 419
};

/// A template turned into loads: decoding a record is following this list, whatever the order of
/// the fields was.
struct RecordPlan {
  Loads loads;
  /// Field of each slot for records of variable length, whose offsets differ; -1: not there.
  std::array<std::int16_t, kSlots> field_of;
  /// Slots whose place differs from record to record: those at or behind the first field of
  /// variable length.
  std::array<std::uint8_t, kSlots> moving{};
  std::size_t moving_count = 0;
  std::size_t record_size = 0;  ///< 0: variable.
  std::size_t shortest = 0;
  TimeForm start_form = TimeForm::none;
  TimeForm end_form = TimeForm::none;
  TimeForm reverse_start_form = TimeForm::none;
  TimeForm reverse_end_form = TimeForm::none;
  CounterForm octets_form = CounterForm::none;
  CounterForm packets_form = CounterForm::none;
  std::uint32_t duration_per_ms = 1;  ///< Units of `duration` in a millisecond.
  bool has_v4 = false;
  bool has_v6 = false;
  bool has_selector = false;
  bool has_record_rate = false;
  bool has_reverse = false;
  bool has_event = false;  ///< NAT or firewall event elements.
  bool has_frame = false;
  bool segment_routing = false;  ///< Elements of RFC 9487 are there.
  bool netflow5 = false;         ///< Not a template: the fixed format, judged more strictly.
  /// Bit i: name i follows six bytes of Cisco's application identifier.
  std::uint8_t names_behind_nbar = 0;
  /// One family, delta counters, both times, nothing rare: the fast loop serves it.
  bool simple = false;

  [[nodiscard]] bool has(Slot slot) const {
    return loads[static_cast<std::size_t>(slot)].width != 0;
  }
};

/// Compiles the fields of a data template.
[[nodiscard]] RecordPlan compile_plan(std::span<const wire::FieldSpecifier> fields);

/// Bounds of one field inside a record of variable length.
struct FieldBounds {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

/// Finds the fields of one record at the start of `bytes`. The record's size, or 0 if the bytes end
/// before it does. `bounds` has an entry per field afterwards.
[[nodiscard]] std::size_t locate_fields(std::span<const wire::FieldSpecifier> fields,
                                        ByteView bytes, std::vector<FieldBounds>& bounds);

/// Adapts `loads`, which began as the plan's, to one record of variable length.
void relocate(const RecordPlan& plan, std::span<const FieldBounds> bounds, Loads& loads);

/// The value of a slot in the record that starts at `record`; 0 where the template has none.
[[nodiscard]] inline std::uint64_t read_slot(const Loads& loads, Slot slot,
                                             const std::byte* record) {
  const Load& load = loads[static_cast<std::size_t>(slot)];
  return load_big_endian<std::uint64_t>(record + load.end - 8) & load.mask;
}

}  // namespace sixscope::flow
