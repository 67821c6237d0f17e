#pragma once

#include <optional>
#include <vector>

#include "polling/reading_store.h"
#include "registry/sql_connection.h"

namespace sixscope::adapters {

/// Polls in the registry's database, whose tables `SqlObjectStore::open` has made.
class SqlReadingStore final : public polling::ReadingStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlReadingStore(registry::SqlDatabase& database) : database_(database) {}

  Result<void> record(polling::DeviceId device, Instant at, const polling::Polled& polled) override;
  [[nodiscard]] Result<std::vector<polling::Attempt>> attempts() const override;
  [[nodiscard]] Result<std::vector<polling::KeptReading>> readings(
      std::optional<polling::DeviceId> device) const override;
  [[nodiscard]] Result<std::vector<polling::KeptReading>> readings_by(
      model::Day until) const override;
  [[nodiscard]] Result<std::vector<polling::KeptGap>> gaps(polling::DeviceId device) const override;
  [[nodiscard]] Result<std::vector<polling::ReadingDay>> days(polling::DeviceId device,
                                                              model::Day from) const override;
  [[nodiscard]] Result<std::vector<polling::BusyDay>> last_busy_days(
      model::Day until) const override;
  Result<void> forget_days_before(model::Day day) override;

 private:
  registry::SqlDatabase& database_;
};

}  // namespace sixscope::adapters
