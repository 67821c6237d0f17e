#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "indicators/definition.h"
#include "indicators/expression.h"
#include "model/month.h"

namespace sixscope::indicators {

/// The nation among region codes.
inline constexpr const char* kNation = "100000";

/// Who and where a figure is of: a leaf without its month.
struct Place {
  std::string region;     ///< Six digits; `kNation`: the whole country.
  std::string operator_;  ///< Identifier; empty: nobody's in particular.
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A figure with the doubt that sampling left in it.
struct Amount {
  double value = 0;
  double variance = 0;
  double samples = 0;
};

/// How long the steps are in which a cube has figures.
enum class Grain : std::uint8_t { month, day };

/// A period as steps of a cube, inclusive.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Figures of quantities by month (or day) and place, dense: what indicators are computed from.
/// Built once, then read from any thread.
class Cube {
 public:
  using Axes = std::vector<std::pair<std::string, std::string>>;  ///< By axis.

  /// Consecutive months; places in the order in which sums are formed.
  Cube(model::Month first, std::size_t months, std::vector<Place> places);
  /// Consecutive days.
  Cube(model::Day first, std::size_t days, std::vector<Place> places);

  /// How many months, or days.
  [[nodiscard]] std::size_t steps() const { return steps_; }
  /// All of them; it has at least one.
  [[nodiscard]] Span whole() const { return {.first = 0, .last = steps_ - 1}; }
  /// Which of them that is; nothing if it is none, as a month is of a cube of days.
  [[nodiscard]] std::optional<std::size_t> step(model::Month month) const;
  [[nodiscard]] std::optional<std::size_t> step(model::Day day) const;
  /// The month that the first step is, or lies in.
  [[nodiscard]] model::Month first() const;
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }
  /// Where a place is among them; nothing if it is none of them.
  [[nodiscard]] std::optional<std::size_t> find(const Place& place) const;

  /// Adds to what is there. Months, days and places outside are left out.
  void add(const std::string& quantity, const Axes& axes, model::Month month, const Place& place,
           const Amount& amount) {
    add(quantity, axes, step(month), place, amount);
  }
  void add(const std::string& quantity, const Axes& axes, model::Day day, const Place& place,
           const Amount& amount) {
    add(quantity, axes, step(day), place, amount);
  }

  /// A quantity as a selector means it, over some steps: nothing where one that is needed is
  /// missing. By place. What is `latest` is a question of all that a method reads: see `Reading`.
  [[nodiscard]] std::vector<std::optional<Amount>> read(const Selector& selector,
                                                        OverTime over_time, Span span) const;

  /// By place, whether there is any figure of it in any of some steps.
  [[nodiscard]] std::vector<std::uint8_t> has(const Selector& selector, Span span) const;

 private:
  struct Series {
    Axes axes;
    std::vector<Amount> amounts;  // By step, then place.
    std::vector<std::uint8_t> there;
  };
  Cube(Grain grain, std::int64_t first, std::size_t steps, std::vector<Place> places);
  void add(const std::string& quantity, const Axes& axes, std::optional<std::size_t> step,
           const Place& place, const Amount& amount);
  [[nodiscard]] static bool means(const Selector& selector, const Axes& axes);
  [[nodiscard]] std::optional<std::size_t> step(Grain grain, std::int64_t number) const;

  Grain grain_;
  std::int64_t first_;  // Months or days since 1970 began.
  std::size_t steps_;
  std::vector<Place> places_;
  std::map<Place, std::size_t> place_of_;
  std::map<std::string, std::vector<Series>, std::less<>> series_;
};

}  // namespace sixscope::indicators
