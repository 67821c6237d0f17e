#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "store/volume_store.h"

namespace sixscope::store {

/// A VolumeStore in memory, for tests, the demo and trials: what the others must agree with.
/// Keeps minutes only and adds up on reading. Safe from any thread.
class MemoryVolumeStore final : public VolumeStore {
 public:
  /// Past `cells_max` cells the oldest minutes are dropped, as retention would.
  explicit MemoryVolumeStore(std::size_t cells_max = 2'000'000) : cells_max_(cells_max) {}

  Result<void> append(const VolumeBatch& batch) override;
  Result<void> append(const LedgerBatch& batch) override;
  [[nodiscard]] Result<std::vector<VolumeCell>> read_with(
      const VolumeQuery& query, const VolumeBatch* unsettled) const override;
  [[nodiscard]] Result<std::vector<LedgerRow>> read_ledger(Instant begin,
                                                           Instant end) const override;
  [[nodiscard]] Result<std::vector<std::string>> values(Dimension dimension, Instant begin,
                                                        Instant end, std::string_view part,
                                                        std::size_t most) const override;
  [[nodiscard]] Result<std::optional<Instant>> newest() const override;

  /// While false every call answers `unavailable` and changes nothing: a store that is away.
  void set_available(bool available);

 private:
  using Key = std::array<std::string, kDimensions>;
  using Minute = std::map<Key, model::Volume>;
  struct State {
    std::set<std::string, std::less<>> batches;
    std::map<Instant, Minute> minutes;
    std::size_t cells = 0;
    std::map<std::pair<Instant, std::string>, std::map<std::string, std::uint64_t>> ledger;
    bool available = true;
  };

  const std::size_t cells_max_;
  Guarded<State> state_;
};

}  // namespace sixscope::store
