#include "figures/figure_list.h"

#include <tuple>
#include <utility>

namespace sixscope::figures {
namespace {

bool is_province(std::string_view region) {
  return region.ends_with("0000") && region != indicators::kNation;
}

/// Quantity, row and region: the same of two figures, they tell one thing.
using Told = std::tuple<const indicators::Quantity*, const std::string*, std::string>;

// Of a row that is of no province: what the provinces' rows would have to tell for it to be one too
// many; a city's is its province's, the country's any province's.
Told told_above(const Figure& figure) {
  const std::string& region = figure.place->region;
  return {figure.quantity, figure.row,
          region == indicators::kNation ? region : region.substr(0, 2) + "0000"};
}

}  // namespace

const indicators::Cube::Axes* FigureList::keep(indicators::Cube::Axes axes) {
  return &*axes_.insert(std::move(axes)).first;
}
const indicators::Place* FigureList::keep(indicators::Place place) {
  return &*places_.insert(std::move(place)).first;
}
const std::string* FigureList::keep(std::string row) {
  return &*rows_.insert(std::move(row)).first;
}

void FigureList::drop_what_is_told_twice(const std::set<std::string, std::less<>>& own) {
  const auto may_be = [&](const Figure& figure) {
    return !figure.row->empty() && !is_province(figure.place->region) &&
           !own.contains(figure.quantity->id);
  };
  std::set<Told> asked;  // Few: most forms have rows of provinces alone.
  for (const Figure& figure : figures_) {
    if (may_be(figure)) {
      asked.insert(told_above(figure));
    }
  }
  std::set<Told> told;
  for (const Figure& figure : figures_) {
    if (asked.empty() || figure.row->empty() || !is_province(figure.place->region)) {
      continue;
    }
    for (Told one : {Told(figure.quantity, figure.row, figure.place->region),
                     Told(figure.quantity, figure.row, indicators::kNation)}) {
      if (asked.contains(one)) {
        told.insert(std::move(one));
      }
    }
  }
  if (!told.empty()) {
    std::erase_if(figures_, [&](const Figure& figure) {
      return may_be(figure) && told.contains(told_above(figure));
    });
  }
}

std::set<indicators::Place> FigureList::places() const {
  std::set<const indicators::Place*> used;
  for (const Figure& figure : figures_) {
    used.insert(figure.place);
  }
  std::set<indicators::Place> all;
  for (const indicators::Place* const place : used) {
    all.insert(*place);
  }
  return all;
}

void FigureList::add_to(indicators::Cube& cube, indicators::Grain grain) const {
  for (const Figure& figure : figures_) {
    if (grain == indicators::Grain::day) {
      cube.add(figure.quantity->id, *figure.axes, figure.day, *figure.place, figure.amount);
    } else {
      cube.add(figure.quantity->id, *figure.axes, figure.month, *figure.place, figure.amount);
    }
  }
}

}  // namespace sixscope::figures
