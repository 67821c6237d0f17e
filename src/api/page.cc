#include "api/page.h"

#include <algorithm>
#include <bit>
#include <compare>
#include <numeric>
#include <tuple>

namespace sixscope::api {
namespace {

// The place of one cell in the order, cheap to compare many times.
struct Place {
  bool missing = false;  ///< Gaps last, whichever way the order goes.
  std::uint64_t number = 0;
  Instant start;
  const std::vector<std::string>* dimensions = nullptr;
};

Place place_of(const Cell& cell, const Order& order, indicators::ShareRules rules) {
  Place place{.missing = false, .number = 0, .start = cell.start, .dimensions = &cell.dimensions};
  switch (order.key) {
    case OrderKey::start:
      break;
    case OrderKey::bytes:
      place.number = cell.bytes();
      break;
    case OrderKey::v4_bytes:
      place.number = cell.volume.v4.bytes;
      break;
    case OrderKey::v6_bytes:
      place.number = cell.volume.v6.bytes;
      break;
    case OrderKey::share: {
      const auto share = cell.share(rules);
      place.missing = !share;
      // Doubles of one sign order as their bits do.
      place.number = share ? std::bit_cast<std::uint64_t>(share->value.value()) : 0;
      break;
    }
  }
  return place;
}

bool before(const Place& a, const Place& b, const Order& order) {
  if (a.missing != b.missing) {
    return b.missing;
  }
  if (a.number != b.number) {
    return (a.number < b.number) != order.descending;
  }
  if (a.start != b.start) {
    const bool reversed = order.key == OrderKey::start && order.descending;
    return (a.start < b.start) != reversed;
  }
  return *a.dimensions < *b.dimensions;
}

}  // namespace

Page cut_page(std::vector<Cell> cells, const TrafficQuestion& question,
              indicators::ShareRules rules) {
  std::vector<Place> places;
  places.reserve(cells.size());
  for (const Cell& cell : cells) {
    places.push_back(place_of(cell, question.order, rules));
  }
  std::vector<std::size_t> sorted(cells.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  const auto less = [&](std::size_t a, std::size_t b) {
    return before(places[a], places[b], question.order);
  };
  std::ranges::sort(sorted, less);
  auto first = sorted.begin();
  if (question.cursor) {
    const Place last{.missing = question.cursor->missing,
                     .number = question.cursor->number,
                     .start = question.cursor->start,
                     .dimensions = &question.cursor->dimensions};
    first = std::ranges::upper_bound(
        sorted, last, [&](const Place& a, const Place& b) { return before(a, b, question.order); },
        [&](std::size_t i) { return places[i]; });
  }
  Page page;
  const auto left = static_cast<std::size_t>(sorted.end() - first);
  const std::size_t count = std::min(left, question.limit);
  if (count > 0 && count < left) {
    const Place& last = places[*(first + static_cast<std::ptrdiff_t>(count) - 1)];
    page.next = Cursor{.question = question.fingerprint,
                       .begin = question.query.begin,
                       .end = question.query.end,
                       .earlier = question.earlier,
                       .number = last.number,
                       .missing = last.missing,
                       .start = last.start,
                       .dimensions = *last.dimensions};
  }
  for (std::size_t i = 0; i < count; ++i) {
    page.cells.push_back(std::move(cells[*(first + static_cast<std::ptrdiff_t>(i))]));
  }
  return page;
}

}  // namespace sixscope::api
