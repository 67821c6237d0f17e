#include "indicators/cube.h"

#include <algorithm>

namespace sixscope::indicators {

Cube::Cube(model::Month first, std::size_t months, std::vector<Place> places)
    : first_(first), months_(months), places_(std::move(places)) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    place_of_.emplace(places_[i], i);
  }
}

void Cube::add(const std::string& quantity, const Axes& axes, model::Month month,
               const Place& place, const Amount& amount) {
  const std::int32_t at = month - first_;
  const auto where = place_of_.find(place);
  if (at < 0 || static_cast<std::size_t>(at) >= months_ || where == place_of_.end()) {
    return;
  }
  std::vector<Series>& all = series_[quantity];
  auto found = std::ranges::find(all, axes, &Series::axes);
  if (found == all.end()) {
    const std::size_t size = months_ * places_.size();
    all.push_back({.axes = axes, .amounts = std::vector<Amount>(size), .there = {}});
    found = all.end() - 1;
    found->there.assign(size, 0);
  }
  const std::size_t cell = static_cast<std::size_t>(at) * places_.size() + where->second;
  found->amounts[cell].value += amount.value;
  found->amounts[cell].variance += amount.variance;
  found->amounts[cell].samples += amount.samples;
  found->there[cell] = 1;
}

bool Cube::means(const Selector& selector, const Axes& axes) {
  return std::ranges::includes(axes, selector.where);  // Both are sorted.
}

std::vector<std::uint8_t> Cube::has(const Selector& selector, Span span) const {
  const std::size_t width = places_.size();
  std::vector<std::uint8_t> any(width);
  const auto all = series_.find(selector.quantity);
  for (std::size_t i = 0; all != series_.end() && i < all->second.size(); ++i) {
    const Series& series = all->second[i];
    if (!means(selector, series.axes)) {
      continue;
    }
    for (std::size_t cell = span.first * width; cell < (span.last + 1) * width; ++cell) {
      any[cell % width] |= series.there[cell];
    }
  }
  return any;
}

std::vector<std::optional<Amount>> Cube::read(const Selector& selector, OverTime over_time,
                                              Span span) const {
  auto [first, last] = span;
  const std::size_t width = places_.size();
  std::vector<std::optional<Amount>> read(width);
  const auto all = series_.find(selector.quantity);
  if (all == series_.end()) {
    return read;
  }
  if (over_time == OverTime::last) {
    first = last;
  }
  std::vector<std::uint8_t> months(width);  // In which the place has a figure.
  for (std::size_t month = first; month <= last; ++month) {
    std::vector<std::uint8_t> there(width);
    for (const Series& series : all->second) {
      if (!means(selector, series.axes)) {
        continue;
      }
      for (std::size_t place = 0; place < width; ++place) {
        const std::size_t cell = month * width + place;
        if (series.there[cell] == 0) {
          continue;
        }
        Amount& sum = read[place] ? *read[place] : read[place].emplace();
        sum.value += series.amounts[cell].value;
        sum.variance += series.amounts[cell].variance;
        sum.samples += series.amounts[cell].samples;
        there[place] = 1;
      }
    }
    for (std::size_t place = 0; place < width; ++place) {
      months[place] = static_cast<std::uint8_t>(months[place] + there[place]);
    }
  }
  const std::size_t needed = last - first + 1;
  const auto count = static_cast<double>(needed);
  for (std::size_t place = 0; place < width; ++place) {
    if (months[place] != needed) {
      read[place].reset();
    } else if (over_time == OverTime::mean) {
      read[place]->value /= count;
      read[place]->variance /= count * count;
    }
  }
  return read;
}

}  // namespace sixscope::indicators
