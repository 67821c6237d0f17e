#include "flow/sflow_rate.h"

#include <numeric>

namespace sixscope::flow {

SflowRate::Answer SflowRate::observe(std::uint32_t sequence, std::uint32_t pool,
                                     std::uint32_t configured) {
  const Answer plain{.rate = {.numerator = configured, .denominator = 1}, .from_pool = false};
  // Late samples, restarts and new settings begin a new window. Both numbers wrap at 2^32.
  const bool back = static_cast<std::int32_t>(sequence - last_sequence_) <= 0;
  if (configured != configured_ || back) {
    first_sequence_ = middle_sequence_ = last_sequence_ = sequence;
    first_pool_ = middle_pool_ = pool;
    configured_ = configured;
    return plain;
  }
  last_sequence_ = sequence;
  const std::uint32_t samples = sequence - first_sequence_;
  const std::uint32_t packets = pool - first_pool_;
  if (sequence - middle_sequence_ >= kSamplesMax / 2) {
    // The window moves on by half, so that an answer never rests on few samples.
    first_sequence_ = middle_sequence_;
    first_pool_ = middle_pool_;
    middle_sequence_ = sequence;
    middle_pool_ = pool;
  }
  if (samples < kSamplesMin) {
    return plain;
  }
  const double ratio =
      static_cast<double>(packets) / static_cast<double>(samples) / static_cast<double>(configured);
  const double off = ratio - 1;
  const bool by_chance = off * off * static_cast<double>(samples) <= 9;
  if (by_chance || ratio < 0.5 || ratio > static_cast<double>(kFactorMax) || packets < samples) {
    return plain;
  }
  const std::uint32_t divisor = std::gcd(packets, samples);
  return {.rate = {.numerator = packets / divisor, .denominator = samples / divisor},
          .from_pool = true};
}

}  // namespace sixscope::flow
