#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/decimal.h"
#include "model/month.h"
#include "polling/poller.h"
#include "polling/readings.h"

namespace sixscope::polling {

/// Identifier of the device among the registry's objects.
using DeviceId = std::uint64_t;

/// How the last poll of a device went.
struct Attempt {
  DeviceId device = 0;
  PollState state = PollState::never;
  Words words = {};
  Instant last_try = {};
  std::optional<Instant> last_ok = {};  ///< Nothing: it never answered with a profile.
  std::string profile = {};             ///< Of the last poll that had one.
  std::string sys_object_id = {};
  std::string sys_descr = {};
};

/// The newest reading of a quantity: it stays, with its time, while newer polls fail.
struct KeptReading {
  DeviceId device = 0;
  Instant at = {};
  Reading reading = {};
};

/// Why the last answer had no figure for a quantity.
struct KeptGap {
  Instant at = {};
  Gap gap = {};
};

/// A quantity on one day in China. Of a counter: what it rose by between polls.
struct ReadingDay {
  Quantity quantity = Quantity::sessions;
  model::Day day = {};
  model::Decimal least = {};
  model::Decimal most = {};
  model::Decimal sum = {};
  std::uint64_t polls = 0;
};

/// The last day on which a device was busy: the most of the quantity was over zero.
struct BusyDay {
  DeviceId device = 0;
  Quantity quantity = Quantity::sessions;
  model::Day day = {};
};

/// A figure above this is none of a device: it is kept as a gap.
inline constexpr std::int64_t kReadingMost = 1'000'000'000'000;

/// Where polls are kept. Safe from any thread. Who may see a device is the caller's to settle.
class ReadingStore {
 public:
  virtual ~ReadingStore() = default;

  /// One poll, in one transaction; after `kill -9` all of it or nothing is there. A poll that
  /// failed changes the attempt alone: no reading, no day. Where the sysObjectID is another than
  /// before, another device stands there: what the one before read is dropped, but for its days.
  virtual Result<void> record(DeviceId device, Instant at, const Polled& polled) = 0;

  /// Of every device that was tried, by device.
  [[nodiscard]] virtual Result<std::vector<Attempt>> attempts() const = 0;
  /// The newest readings of one device, or of all; by device and quantity.
  [[nodiscard]] virtual Result<std::vector<KeptReading>> readings(
      std::optional<DeviceId> device) const = 0;
  /// What stood at the end of `until`, of all devices: the newest reading where it is not later,
  /// else the most of the last day by then that has one and is of the same sysObjectID as the
  /// device's last; such a reading has no object and no ranges.
  [[nodiscard]] virtual Result<std::vector<KeptReading>> readings_by(model::Day until) const = 0;
  [[nodiscard]] virtual Result<std::vector<KeptGap>> gaps(DeviceId device) const = 0;
  /// Newest day first, from `from` on.
  [[nodiscard]] virtual Result<std::vector<ReadingDay>> days(DeviceId device,
                                                             model::Day from) const = 0;
  /// Of every device and each of sessions and active subscribers the last busy day by `until`,
  /// where there is one, of whatever stood there that day. By device.
  [[nodiscard]] virtual Result<std::vector<BusyDay>> last_busy_days(model::Day until) const = 0;
  /// Drops the days before.
  virtual Result<void> forget_days_before(model::Day day) = 0;
};

/// "192.0.2.0-192.0.2.31,198.51.100.1-198.51.100.1" and back, for keeping; `malformed` otherwise.
[[nodiscard]] std::string to_string(const std::vector<AddressRange>& ranges);
[[nodiscard]] Result<std::vector<AddressRange>> parse_ranges(std::string_view text);

}  // namespace sixscope::polling
