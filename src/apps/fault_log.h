#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/catalogue.h"
#include "store/live_view.h"

namespace sixscope::apps {

/// Names in the log what the collector only counts: bad input, refusals and losses, by exporter and
/// reason. Used by one thread.
class FaultLog {
 public:
  using Time = std::chrono::steady_clock::time_point;
  /// Between two lines about the same exporter and reason; the span that kLinesMax holds for.
  static constexpr std::chrono::seconds kPause{60};
  static constexpr std::size_t kLinesMax = 20;

  /// `notes` has the words of each counter; `say` writes one line.
  FaultLog(const std::vector<api::MetricNote>& notes, std::function<void(const std::string&)> say);

  /// Says what has grown since it was last said. What finds no room among the lines of this minute
  /// waits for the next, whoever was silent longest first. Asks for exporters, which costs
  /// something where there are thousands, only if there is anything to say.
  void look(const store::LiveView& live, Time now);

 private:
  /// Address of the exporter, empty where there is none, and name of the counter.
  using Key = std::pair<std::string, std::string>;
  using Counts = std::map<Key, std::uint64_t>;
  /// Of one look: what has grown and may be said again.
  struct Due {
    std::optional<Time> last;
    Key key;
    std::uint64_t count = 0;
    std::uint64_t more = 0;
  };
  struct Said {
    std::uint64_t count = 0;
    std::optional<Time> at;
  };

  [[nodiscard]] Counts counts_of(const std::vector<store::ExporterStatus>& exporters,
                                 const store::LiveTotals& totals) const;
  /// Remembers what it finds; `waiting_` says afterwards whether something grew and is not due yet.
  [[nodiscard]] std::vector<Due> due_of(const Counts& counts, Time now);
  [[nodiscard]] std::string line(const Key& key, std::uint64_t more) const;

  std::map<std::string, api::MetricNote, std::less<>> notes_;  ///< Of counters of faults alone.
  std::function<void(const std::string&)> say_;
  std::map<Key, Said> said_;
  std::uint64_t total_ = 0;  ///< All faults at the last look.
  bool waiting_ = false;     ///< Something was not said yet, for want of time or lines.
  std::optional<Time> minute_;
  std::size_t lines_ = 0;  ///< In this minute.
  bool closed_ = false;    ///< "and more" was said in this minute.
};

}  // namespace sixscope::apps
