#include "flow/sequence.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace sixscope::flow {
namespace {

constexpr std::size_t kDigestWordsMax = 32;
constexpr std::uint64_t kMultiplier = 0x9e3779b97f4a7c15U;
// An uptime this much lower is a restart; less is the jitter of several export processors.
constexpr std::uint32_t kUptimeBackMs = 10'000;
// Datagrams after which older evidence of what an exporter counts weighs half.
constexpr std::uint32_t kFitsMax = 64;
// Datagrams in a row, none speaking against it, that no loss explains.
constexpr std::uint32_t kFitsSure = 3;

}  // namespace

std::uint64_t digest_of(const std::byte* bytes, std::size_t size) {
  std::uint64_t low = size * kMultiplier;
  std::uint64_t high = ~low;
  const auto mix = [](std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * kMultiplier;
    return state ^ (state >> 32U);
  };
  const auto word_at = [&](std::size_t offset) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + offset, std::min<std::size_t>(sizeof word, size - offset));
    return word;
  };
  if (size <= kDigestWordsMax * 8) {
    for (std::size_t at = 0; at < size; at += 8) {
      low = mix(low, word_at(at));
    }
    return low;
  }
  // Two chains, so that their multiplications overlap.
  const std::size_t step = (size - 8) / (kDigestWordsMax - 1);
  for (std::size_t i = 0; i < kDigestWordsMax; i += 2) {
    low = mix(low, word_at(i * step));
    high = mix(high, word_at(size - 8 - i * step));
  }
  return low ^ (high * kMultiplier);
}

bool SequenceTracker::seen(const DatagramMark& mark) const {
  return std::ranges::any_of(ring_, [&](const Seen& one) {
    return one.sequence == mark.sequence && one.digest == mark.digest &&
           one.export_seconds == mark.export_seconds;
  });
}

void SequenceTracker::remember(const DatagramMark& mark) {
  const Seen entry{mark.sequence, mark.export_seconds, mark.digest};
  if (ring_.size() < window_) {
    ring_.reserve(window_);
    ring_.push_back(entry);
    return;
  }
  ring_[next_] = entry;
  next_ = next_ + 1 == window_ ? 0 : next_ + 1;
}

bool SequenceTracker::restarted(const DatagramMark& mark, std::int32_t distance) const {
  if (mark.uptime_ms != 0 && newest_uptime_ > mark.uptime_ms &&
      newest_uptime_ - mark.uptime_ms > kUptimeBackMs && mark.export_seconds >= newest_export_) {
    return true;
  }
  if (distance > 0) {
    return static_cast<std::uint32_t>(distance) > kGapMax;
  }
  const auto late = static_cast<std::uint32_t>(-static_cast<std::int64_t>(distance));
  return late > kLateMax && mark.export_seconds >= newest_export_;
}

SequenceStep SequenceTracker::step() const {
  if (deviates() && deviant_) {
    return *deviant_;
  }
  const bool undecided = deviant_ && !deviant_->certain && fits_ == 0;
  return {.units = step_.units, .certain = step_.certain && !undecided};
}

// Which of the two opinions the way from the last datagram to this one speaks for. A first gap that
// the second opinion would explain is held back until the next datagrams tell which it was.
void SequenceTracker::compare(const DatagramMark& mark) {
  if (!deviant_ || !deviant_->certain || !step_.certain || deviant_->units == step_.units) {
    return;
  }
  const std::uint32_t moved = mark.sequence - last_;
  if (moved == step_.units) {
    ++fits_;
  } else if (moved == deviant_->units) {
    ++fits_deviant_;
    doubtful_ += fits_ == 0 && moved > step_.units ? moved - step_.units : 0;
    doubtful_ = fits_deviant_ < kFitsSure ? doubtful_ : 0;
  }
  if (fits_ + fits_deviant_ > kFitsMax) {
    fits_ /= 2;
    fits_deviant_ /= 2;
  }
}

SequenceVerdict SequenceTracker::judge(const DatagramMark& mark) {
  late_ = false;
  if (!started_) {
    return {};
  }
  const bool deviated = deviates();
  const std::array votes = {fits_, fits_deviant_};
  compare(mark);
  if (deviated != deviates()) {  // What was expected was reckoned with the other opinion.
    if (seen(mark)) {            // A repetition has no vote.
      fits_ = votes[0];
      fits_deviant_ = votes[1];
      return {.arrival = Arrival::duplicate};
    }
    const std::uint64_t missing = deviated ? std::exchange(doubtful_, 0) : 0;
    return {.arrival = missing == 0 ? Arrival::in_order : Arrival::gap, .missing = missing};
  }
  const auto distance = static_cast<std::int32_t>(mark.sequence - expected_);
  if (distance == 0 && certain_) {
    return {};
  }
  if (seen(mark)) {
    return {.arrival = Arrival::duplicate};
  }
  if (restarted(mark, distance)) {
    return {.arrival = Arrival::reset};
  }
  if (!certain_ && distance >= 0) {
    return {};
  }
  if (distance > 0) {
    return {.arrival = Arrival::gap, .missing = static_cast<std::uint32_t>(distance)};
  }
  late_ = true;
  return {.arrival = Arrival::reordered};
}

void SequenceTracker::advance(const DatagramMark& mark, SequenceStep step,
                              std::optional<SequenceStep> deviant) {
  remember(mark);
  last_ = mark.sequence;
  step_ = step;
  deviant_ = deviant;
  if (late_ && started_) {
    return;
  }
  started_ = true;
  const SequenceStep believed = this->step();
  expected_ = mark.sequence + believed.units;
  certain_ = believed.certain;
  newest_export_ = std::max(newest_export_, mark.export_seconds);
  newest_uptime_ = mark.uptime_ms;
}

}  // namespace sixscope::flow
