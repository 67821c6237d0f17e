#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "model/flow.h"

namespace sixscope::flow {

/// The rate at which one sFlow data source really samples. An agent that cannot keep up drops
/// samples and so samples less often than it says; its sample pool still counts every packet.
///
/// The rate is growth of the pool by growth of the sample number, over 16 to 4,096 samples. It wins
/// over the configured rate where it differs by more than chance explains (three standard errors
/// of the mean skip) and is plausible; sums of a window are then those of the pool. A value.
class SflowRate {
 public:
  static constexpr std::uint32_t kSamplesMin = 16;
  static constexpr std::uint32_t kSamplesMax = 4096;
  /// Effective rates beyond this many times the configured one are not believed.
  static constexpr std::uint64_t kFactorMax = 1024;

  struct Answer {
    model::SamplingRate rate;
    bool from_pool = false;
  };

  /// Takes one sample in. `configured` is not 0.
  Answer observe(std::uint32_t sequence, std::uint32_t pool, std::uint32_t configured);

 private:
  std::uint32_t first_sequence_ = 0;
  std::uint32_t first_pool_ = 0;
  std::uint32_t middle_sequence_ = 0;
  std::uint32_t middle_pool_ = 0;
  std::uint32_t last_sequence_ = 0;
  std::uint32_t configured_ = 0;
};

/// Rates of the data sources of one agent; bounded.
class SflowRates {
 public:
  static constexpr std::size_t kSourcesMax = 4096;

  SflowRate::Answer observe(std::uint32_t source_type, std::uint32_t source_index,
                            std::uint32_t sequence, std::uint32_t pool, std::uint32_t configured) {
    const std::uint64_t key = std::uint64_t{source_type} << 32U | source_index;
    if (sources_.size() >= kSourcesMax && !sources_.contains(key)) {
      return {.rate = {.numerator = configured, .denominator = 1}};
    }
    return sources_[key].observe(sequence, pool, configured);
  }

 private:
  std::unordered_map<std::uint64_t, SflowRate> sources_;
};

}  // namespace sixscope::flow
