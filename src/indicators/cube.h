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

/// A period as places in a cube's months, inclusive.
struct Span {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// Figures of quantities by month and place, dense: what indicators are computed from. Built once,
/// then read from any thread.
class Cube {
 public:
  using Axes = std::vector<std::pair<std::string, std::string>>;  ///< By axis.

  /// Consecutive months; places in the order in which sums are formed.
  Cube(model::Month first, std::size_t months, std::vector<Place> places);

  [[nodiscard]] model::Month first() const { return first_; }
  [[nodiscard]] std::size_t months() const { return months_; }
  /// All its months; it has at least one.
  [[nodiscard]] Span whole() const { return {.first = 0, .last = months_ - 1}; }
  [[nodiscard]] const std::vector<Place>& places() const { return places_; }

  /// Adds to what is there. Months and places outside are left out.
  void add(const std::string& quantity, const Axes& axes, model::Month month, const Place& place,
           const Amount& amount);

  /// A quantity as a selector means it, over some months: nothing where one that is needed is
  /// missing. By place. What is `latest` is a question of all that a method reads: see `Reading`.
  [[nodiscard]] std::vector<std::optional<Amount>> read(const Selector& selector,
                                                        OverTime over_time, Span span) const;

  /// By place, whether there is any figure of it in any of some months.
  [[nodiscard]] std::vector<std::uint8_t> has(const Selector& selector, Span span) const;

 private:
  struct Series {
    Axes axes;
    std::vector<Amount> amounts;  // By month, then place.
    std::vector<std::uint8_t> there;
  };
  [[nodiscard]] static bool means(const Selector& selector, const Axes& axes);

  model::Month first_;
  std::size_t months_;
  std::vector<Place> places_;
  std::map<Place, std::size_t> place_of_;
  std::map<std::string, std::vector<Series>, std::less<>> series_;
};

}  // namespace sixscope::indicators
