#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::flow {

/// Everything an options or data record may say about packet sampling; 0: not said.
struct SamplingFacts {
  std::optional<std::uint64_t> interval;         ///< 34
  std::optional<std::uint64_t> interval_kind;    ///< 35: what is done at that interval.
  std::optional<std::uint64_t> random_interval;  ///< 50
  std::optional<std::uint64_t> algorithm;        ///< 304: PSAMP selector algorithm
  std::optional<std::uint64_t> packet_interval;  ///< 305
  std::optional<std::uint64_t> packet_space;     ///< 306
  std::optional<std::uint64_t> time_interval;    ///< 307
  std::optional<std::uint64_t> time_space;       ///< 308
  std::optional<std::uint64_t> size;             ///< 309
  std::optional<std::uint64_t> population;       ///< 310
  std::optional<double> probability;             ///< 311

  [[nodiscard]] bool any() const {
    return interval || random_interval || packet_interval || time_interval || size || probability ||
           algorithm;
  }
};

/// A rate that stands for "sampled, nobody knows how".
inline constexpr model::SamplingRate kUnknownRate{.numerator = 1, .denominator = 0};

/// The rate that `facts` announce, reduced to lowest terms; nothing if they announce none (the
/// selector filters, or no figure is there). Rates of 0, below 1 or above `rate_max` are given as
/// kUnknownRate: the caller counts them.
///
///   34, 50            interval; 34 of 0 with 35 of 0: not sampled
///   305, 306          (interval + space) / interval; 305 alone, as several vendors send: interval
///   307, 308          the same in time
///   309, 310          population / size
///   311               1 / probability, as the simplest fraction within its precision
[[nodiscard]] std::optional<model::SamplingRate> announced_rate(const SamplingFacts& facts,
                                                                std::uint64_t rate_max);

/// What one announcement applies to. Unset members apply to all.
struct SamplingScope {
  std::optional<std::uint64_t> selector;  ///< 302 or 48.
  std::uint32_t interface = 0;            ///< ifIndex; 0: any.
  model::Direction direction = model::Direction::unknown;
  net::Family family = net::Family::none;
  friend bool operator==(const SamplingScope&, const SamplingScope&) = default;
};

/// What a flow says of itself when its rate is looked up.
struct SamplingQuery {
  std::optional<std::uint64_t> selector;
  std::uint32_t input = 0;
  std::uint32_t output = 0;
  model::Direction direction = model::Direction::unknown;
  net::Family family = net::Family::none;
};

/// Sampling rates one exporter announced for one observation domain. A value; bounded.
class SamplingTable {
 public:
  /// Announcements kept; beyond it new scopes are refused, known ones still change.
  static constexpr std::size_t kAnnouncementsMax = 4096;

  struct Announcement {
    SamplingScope scope;
    model::SamplingRate rate;
  };

  /// Forgets all announcements.
  void clear() {
    announcements_.clear();
    uniform_ = true;
    ++version_;
  }
  /// Sets the rate of a scope. False if the table is full.
  bool announce(const SamplingScope& scope, model::SamplingRate rate);

  /// The rate of a flow; nothing if neither table nor flow speak of sampling. kUnknownRate if they
  /// do, but do not tell this flow's rate.
  ///
  /// The announcement of the flow's selector wins, then those of its interface, direction and
  /// family, the most specific first. A flow that names no selector takes a selector's rate only
  /// where all announced rates agree.
  [[nodiscard]] std::optional<model::SamplingRate> find(const SamplingQuery& query) const;

  [[nodiscard]] bool empty() const { return announcements_.empty(); }
  /// Whether samplers are announced that say their family (element 60), and all that have a rate
  /// are for `family`.
  [[nodiscard]] bool only(net::Family family) const;
  /// Whether every flow that names no selector has the same rate.
  [[nodiscard]] bool uniform() const { return uniform_; }
  /// Changes whenever an answer may change.
  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] const std::vector<Announcement>& announcements() const { return announcements_; }

 private:
  std::vector<Announcement> announcements_;
  std::uint32_t version_ = 1;
  bool uniform_ = true;
};

}  // namespace sixscope::flow
