#include "flow/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sixscope::flow {
namespace {

using model::SamplingRate;

// Selector algorithms from here on filter, they do not sample (RFC 5477 s.8.2.1).
constexpr std::uint64_t kFirstFilterAlgorithm = 5;
// A double has about 16 digits; a fraction this near to 1/p is what the exporter was told.
constexpr double kProbabilityPrecision = 1e-7;  // A float32 has 7 digits.
constexpr std::uint64_t kDenominatorMax = 1'000'000;
constexpr int kFractionStepsMax = 32;

SamplingRate reduced(std::uint64_t numerator, std::uint64_t denominator) {
  const std::uint64_t divisor = std::gcd(numerator, denominator);
  return divisor == 0
             ? kUnknownRate
             : SamplingRate{.numerator = numerator / divisor, .denominator = denominator / divisor};
}

// The simplest fraction near `value`, by continued fractions.
SamplingRate simplest_fraction(double value) {
  double rest = value;
  std::uint64_t numerator_before = 1;
  std::uint64_t denominator_before = 0;
  auto numerator = static_cast<std::uint64_t>(std::floor(rest));
  std::uint64_t denominator = 1;
  for (int step = 0; step < kFractionStepsMax; ++step) {
    const double now = static_cast<double>(numerator) / static_cast<double>(denominator);
    const double fraction = rest - std::floor(rest);
    if (std::abs(now - value) <= value * kProbabilityPrecision || fraction <= 0) {
      break;
    }
    rest = 1 / fraction;
    if (rest > static_cast<double>(kDenominatorMax)) {
      break;
    }
    const auto whole = static_cast<std::uint64_t>(std::floor(rest));
    const std::uint64_t numerator_next = whole * numerator + numerator_before;
    const std::uint64_t denominator_next = whole * denominator + denominator_before;
    if (denominator_next > kDenominatorMax) {
      break;
    }
    numerator_before = numerator;
    denominator_before = denominator;
    numerator = numerator_next;
    denominator = denominator_next;
  }
  return reduced(numerator, denominator);
}

std::optional<SamplingRate> raw_rate(const SamplingFacts& facts, std::uint64_t rate_max) {
  constexpr std::uint64_t kSumMax = ~std::uint64_t{0} / 2;
  if (facts.probability) {
    const double p = *facts.probability;
    const bool sane = p > 0 && p <= 1 && 1 / p <= static_cast<double>(rate_max);
    return sane ? simplest_fraction(1 / p) : kUnknownRate;
  }
  if (facts.size && facts.population) {
    return reduced(*facts.population, *facts.size);
  }
  if (facts.packet_interval) {
    if (!facts.packet_space) {
      return SamplingRate{.numerator = *facts.packet_interval, .denominator = 1};
    }
    if (*facts.packet_interval > kSumMax || *facts.packet_space > kSumMax) {
      return kUnknownRate;
    }
    return reduced(*facts.packet_interval + *facts.packet_space, *facts.packet_interval);
  }
  if (facts.time_interval && facts.time_space) {
    if (*facts.time_interval > kSumMax || *facts.time_space > kSumMax) {
      return kUnknownRate;
    }
    return reduced(*facts.time_interval + *facts.time_space, *facts.time_interval);
  }
  if (facts.random_interval) {
    return SamplingRate{.numerator = *facts.random_interval, .denominator = 1};
  }
  if (facts.interval == 0 && facts.interval_kind == 0) {
    // Elements 34 and 35 know deterministic (1) and random (2) sampling (RFC 3954 s.8, RFC 5102
    // s.5.11); none is 0. Probes without a sampler (ipfixcol2's sample
    // exports) fill the pair with zeroes: nothing is done, at no interval. An interval of 0 alone,
    // or with a kind of sampling, is a rate that cannot be.
    return SamplingRate{};
  }
  if (facts.interval) {
    return SamplingRate{.numerator = *facts.interval, .denominator = 1};
  }
  if (facts.algorithm && *facts.algorithm != 0 && *facts.algorithm < kFirstFilterAlgorithm) {
    return kUnknownRate;  // Samples, but keeps the figure to itself.
  }
  return std::nullopt;
}

bool applies(const SamplingScope& scope, const SamplingQuery& query) {
  if (scope.direction != model::Direction::unknown && scope.direction != query.direction) {
    return false;
  }
  if (scope.family != net::Family::none && scope.family != query.family) {
    return false;
  }
  if (scope.interface == 0) {
    return true;
  }
  const bool egress = query.direction == model::Direction::egress;
  return scope.interface == (egress ? query.output : query.input);
}

int specificity(const SamplingScope& scope) {
  return (scope.interface != 0 ? 4 : 0) + (scope.direction != model::Direction::unknown ? 2 : 0) +
         (scope.family != net::Family::none ? 1 : 0);
}

}  // namespace

std::optional<SamplingRate> announced_rate(const SamplingFacts& facts, std::uint64_t rate_max) {
  const auto rate = raw_rate(facts, rate_max);
  if (!rate || !rate->known()) {
    return rate;
  }
  const bool sane =
      rate->numerator >= rate->denominator && rate->numerator / rate->denominator <= rate_max;
  return sane ? *rate : kUnknownRate;
}

bool SamplingTable::announce(const SamplingScope& scope, SamplingRate rate) {
  const auto known = std::ranges::find(announcements_, scope, &Announcement::scope);
  if (known != announcements_.end()) {
    if (known->rate == rate) {
      return true;
    }
    known->rate = rate;
  } else if (announcements_.size() >= kAnnouncementsMax) {
    return false;
  } else {
    announcements_.push_back({scope, rate});
  }
  ++version_;
  uniform_ = std::ranges::all_of(announcements_, [this](const Announcement& one) {
    return one.rate == announcements_.front().rate && specificity(one.scope) == 0;
  });
  return true;
}

bool SamplingTable::only(net::Family family) const {
  const auto is_of = [family](const Announcement& one) { return one.scope.family == family; };
  return std::ranges::any_of(announcements_, is_of) &&
         std::ranges::all_of(announcements_, [&](const Announcement& one) {
           return is_of(one) || (one.scope.family != net::Family::none && !one.rate.known());
         });
}

std::optional<SamplingRate> SamplingTable::find(const SamplingQuery& query) const {
  const Announcement* best = nullptr;
  int best_score = -1;
  bool rates_agree = true;
  for (const Announcement& one : announcements_) {
    rates_agree = rates_agree && one.rate == announcements_.front().rate;
    const bool by_selector = one.scope.selector.has_value();
    if ((by_selector && one.scope.selector != query.selector) || !applies(one.scope, query)) {
      continue;
    }
    const int score = specificity(one.scope) + (by_selector ? 8 : 0);
    if (score > best_score) {
      best = &one;
      best_score = score;
    }
  }
  if (best != nullptr) {
    return best->rate;
  }
  if (announcements_.empty()) {
    // Sampler 0 is no sampler; any other one tells that its rate exists.
    const bool named = query.selector.value_or(0) != 0;
    return named ? std::optional(kUnknownRate) : std::nullopt;
  }
  return !query.selector && rates_agree ? announcements_.front().rate : kUnknownRate;
}

}  // namespace sixscope::flow
