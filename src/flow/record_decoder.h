#pragma once

#include <cstdint>
#include <span>

#include "flow/flow_times.h"
#include "flow/rate_finder.h"
#include "flow/record_plan.h"
#include "flow/totals_table.h"
#include "model/flow.h"

namespace sixscope::flow {

/// What all records of one set share.
struct SetContext {
  ExportClock clock{};
  std::uint32_t exporter = 0;
  std::uint32_t observation_domain = 0;
  model::Adjustment adjustments = model::Adjustment::none;  ///< Of every flow of the set.
  model::SamplingRate rate{};  ///< Of every record that says nothing itself, if `rate_is_constant`.
  bool rate_is_constant = false;
  std::uint64_t sampling_rate_max = 0;
  RateFinder* rates = nullptr;
  TotalsTable* totals = nullptr;
};

/// Octets of the largest packet: an IPv6 header of 40 and 65,535 of payload, which is all that its
/// length field can say (RFC 8200 s.3); IPv4 ends at 65,535 (RFC 791 s.3.1). Jumbograms (RFC 2675)
/// are larger, but no exporter is known that meters links whose MTU is.
inline constexpr std::uint64_t kPacketOctetsMax = 65'575;
/// No flow lasts longer: active timeouts are minutes, a week in softflowd.
inline constexpr std::int64_t kFlowDurationMaxMs = 365LL * 24 * 3600 * 1000;

/// Octets of the smallest: an IPv4 header (RFC 791 s.3.1).
inline constexpr std::uint64_t kPacketOctetsMin = 20;

/// Whether so many packets can have had so many octets. Octets without packets cannot be; both
/// multiplied by a sampling rate stay true. For records that have both counters.
///
/// In v5 any bytes are a record, as no template has to match first, and its octets are defined as
/// those of layer 3: there the smallest packet bounds them too. Elsewhere exporters are known that
/// count payloads only.
[[nodiscard]] inline bool counters_are_plausible(bool netflow5, std::uint64_t octets,
                                                 std::uint64_t packets) {
  __extension__ using Wide = unsigned __int128;
  return octets <= Wide{packets} * kPacketOctetsMax &&
         (!netflow5 || octets >= Wide{packets} * kPacketOctetsMin);
}

/// What became of one record.
struct RecordOutcome {
  std::uint32_t flows = 0;  ///< Flows written: 0 for an event, 2 for a biflow.
  bool event = false;       ///< A NAT or firewall event without volume.
  bool bad_rate = false;    ///< Carried a sampling rate of 0 or an absurd one.
  bool bad_header = false;  ///< Carried a sampled packet that is none.
  /// Its counters or its duration cannot be true: no flow was written.
  bool implausible = false;
};

/// Decodes `count` records of a simple plan that lie one behind the other. `flows` has room for
/// all. Returns how many flows there are: implausible records make none.
[[nodiscard]] std::size_t decode_simple_records(const RecordPlan& plan, const std::byte* records,
                                                std::size_t count, const SetContext& context,
                                                model::Flow* flows);

/// How many of `count` records of NetFlow v5 cannot be true.
[[nodiscard]] std::size_t count_implausible(const RecordPlan& netflow5, const std::byte* records,
                                            std::size_t count);

/// Decodes any record into up to two flows. `loads` are the plan's, or the record's own where its
/// length varies. kBytesBeforeRecord bytes before `record` must be readable.
RecordOutcome decode_record(const RecordPlan& plan, const Loads& loads, const std::byte* record,
                            const SetContext& context, std::span<model::Flow, 2> flows);

}  // namespace sixscope::flow
