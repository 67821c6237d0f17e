#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "ledger/plan.h"
#include "ledger/quality.h"
#include "polling/reading_store.h"
#include "registry/object_store.h"

namespace sixscope::api {

/// What is kept of one device.
struct DeviceReadings {
  const polling::Attempt* attempt = nullptr;  ///< Null: never asked.
  std::vector<polling::KeptReading> readings = {};
  std::vector<polling::KeptGap> gaps = {};
  std::vector<polling::ReadingDay> days = {};
};

/// "never" for a device that was not asked.
[[nodiscard]] std::string_view state_name(const polling::Attempt* attempt);

/// One device of a list: who it is and how the last poll went. An empty address is left out: the
/// account does not see it, or there is none.
void write_device(JsonWriter& out, const registry::Object& device, const std::string& address,
                  const polling::Attempt* attempt);
/// The same with readings, gaps and days.
void write_readings(JsonWriter& out, const registry::Object& device, const std::string& address,
                    const DeviceReadings& readings);

/// What devices themselves say of their capacities, for the ledger's quality: of each device and
/// component the newest reading, on the day it was read. A percentage is none; ports are
/// those of port blocks.
[[nodiscard]] std::vector<ledger::Measurement> measurements_of(
    const std::vector<polling::KeptReading>& readings);

/// What devices themselves say that they carried last: sessions and subscribers.
[[nodiscard]] std::vector<ledger::Activity> activity_of(const std::vector<polling::BusyDay>& days);

}  // namespace sixscope::api
