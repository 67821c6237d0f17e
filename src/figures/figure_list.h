#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/catalogue.h"
#include "indicators/cube.h"
#include "model/month.h"

namespace sixscope::figures {

/// One figure before it has its place in the cube. A national history has millions, so what they
/// share is kept once and pointed at.
struct Figure {
  const indicators::Quantity* quantity = nullptr;
  const indicators::Cube::Axes* axes = nullptr;
  const indicators::Place* place = nullptr;
  const std::string* row = nullptr;  ///< Of a form: what its key has beside the region; else empty.
  model::Month month;
  model::Day day;  ///< Of a cube of days.
  indicators::Amount amount;
};

/// Figures as they are read, in that order. Not thread safe.
class FigureList {
 public:
  [[nodiscard]] const indicators::Cube::Axes* keep(indicators::Cube::Axes axes);
  [[nodiscard]] const indicators::Place* keep(indicators::Place place);
  [[nodiscard]] const std::string* keep(std::string row);
  /// Everything that `figure` points at is kept here, or is the catalogue's.
  void add(const Figure& figure) { figures_.push_back(figure); }

  template <class Which>
  void drop_if(const Which& which) {
    std::erase_if(figures_, which);
  }
  /// A form may have a row of the country, or of a city, beside those of provinces: with all else
  /// in its key alike they are one thing told twice, and the province's counts. Quantities of which
  /// scopes have figures of their own (`own`, by identifier) are not added up, and each stays.
  void drop_what_is_told_twice(const std::set<std::string, std::less<>>& own);

  /// Every place that a figure is of.
  [[nodiscard]] std::set<indicators::Place> places() const;
  /// Adds all to a cube of months, or of days.
  void add_to(indicators::Cube& cube, indicators::Grain grain) const;

 private:
  std::set<indicators::Cube::Axes> axes_;
  std::set<indicators::Place> places_;
  std::set<std::string> rows_;
  std::vector<Figure> figures_;
};

}  // namespace sixscope::figures
