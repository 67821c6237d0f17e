#pragma once

#include <string>
#include <vector>

#include "indicators/composite.h"
#include "indicators/definition.h"
#include "indicators/target.h"
#include "model/month.h"

namespace sixscope::indicators {

/// A paper that defines, asks or publishes: an entry of catalogue/papers.toml.
struct Paper {
  std::string id;  ///< Its key: "NAT263".
  Title title;
  Title issuer;
  std::string date;  ///< "2024-07-02", or as much of it as is known.
  Title read;        ///< Where it was read, and how much of it.
};

/// Figures that others published: an entry of catalogue/outside/series.toml with its rows. Never
/// mixed with ours.
struct OutsidePoint {
  model::Month month;
  double value = 0;
  std::string paper;
  std::string note;
};
struct OutsideSeries {
  std::string id;
  std::string indicator;
  Title title;
  std::string unit;
  Title source;
  std::vector<OutsidePoint> points;  ///< By month.
};

/// What catalogue/ says of indicators. Immutable; safe from any thread.
struct IndicatorCatalogue {
  Definitions definitions;
  std::vector<Paper> papers;
  std::vector<Target> targets;
  std::vector<OutsideSeries> outside;
  CompositeDefinition composite;
};

}  // namespace sixscope::indicators
