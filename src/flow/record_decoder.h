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

/// What became of one record.
struct RecordOutcome {
  std::uint32_t flows = 0;  ///< Flows written: 0 for an event, 2 for a biflow.
  bool event = false;       ///< A NAT or firewall event without volume.
  bool bad_rate = false;    ///< Carried a sampling rate of 0 or an absurd one.
  bool bad_header = false;  ///< Carried a sampled packet that is none.
};

/// Decodes a record of a simple plan (see RecordPlan) into `flow`.
void decode_simple_record(const RecordPlan& plan, const std::byte* record,
                          const SetContext& context, model::Flow& flow);

/// Decodes `count` records of a simple plan that lie one behind the other. `flows` has room for
/// all.
void decode_simple_records(const RecordPlan& plan, const std::byte* records, std::size_t count,
                           const SetContext& context, model::Flow* flows);

/// Decodes any record into up to two flows. `loads` are the plan's, or the record's own where its
/// length varies. kBytesBeforeRecord bytes before `record` must be readable.
RecordOutcome decode_record(const RecordPlan& plan, const Loads& loads, const std::byte* record,
                            const SetContext& context, std::span<model::Flow, 2> flows);

}  // namespace sixscope::flow
