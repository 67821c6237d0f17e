#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/api.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "store/live_view.h"
#include "store/memory_volume_store.h"

namespace sixscope::console {

/// A plausible country for looking at pages: 31 provinces, 4 operators, 4 kinds of access, some
/// applications and CDNs, a daily curve, IPv6 growing. The same for the same instant, always.
class SampleCountry {
 public:
  /// Traffic of `width` that begins at `start`: one row per cell.
  [[nodiscard]] static std::vector<store::VolumeRow> rows(Instant start,
                                                          std::chrono::minutes width);
  /// Seven days up to `end`: hours, then five minutes for a day, then minutes for three hours.
  static void fill(store::VolumeStore& volumes, Instant end);
  /// What its resolvers answered up to `now`: one application lacks AAAA on many names.
  [[nodiscard]] static std::vector<api::NameAddresses> names(Instant now);
};

/// What a collector of that country would show: healthy exporters and one of each fault.
class SampleLive final : public store::LiveView {
 public:
  /// Minutes from `stored_until` on are not in the store. Borrows `clock`.
  SampleLive(const Clock& clock, Instant stored_until);

  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override;
  [[nodiscard]] store::LiveTotals totals() const override;
  [[nodiscard]] store::Unstored unstored() const override;
  [[nodiscard]] std::uint64_t turn() const override { return 0; }  // Nothing is ever sent.

 private:
  const Clock& clock_;
  const Instant stored_until_;
};

}  // namespace sixscope::console
