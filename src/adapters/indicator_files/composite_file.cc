#include "adapters/indicator_files/composite_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace sixscope::adapters {
namespace {

using indicators::CompositeDefinition;
using indicators::CompositeDimension;
using indicators::CompositePart;
using indicators::Title;

/// How far the weights may be from 1: a sum of decimal fractions in binary.
constexpr double kWeightsOff = 1e-9;

CompositePart read_part(TomlEntry& one, const indicators::Definitions& definitions) {
  CompositePart part;
  part.indicator = one.text("indicator", true);
  part.source = one.one_of<indicators::SourceKind>("source", indicators::kSourceKindNames);
  part.version = one.text("version", true);
  part.least = one.number("least", true).value_or(0);
  part.most = one.number("most", true).value_or(1);
  part.weight = one.number("weight").value_or(1);
  const indicators::Indicator* const known = definitions.indicator(part.indicator);
  if (known == nullptr || known->id != part.indicator) {
    one.fault("indicator", "no indicator has the id '" + part.indicator + "'");
  } else if (std::ranges::none_of(known->methods, [&](const indicators::Method& method) {
               return method.source == part.source && method.version == part.version;
             })) {
    one.fault("version",
              fmt::format("indicator '{}' has no {} method '{}'", part.indicator,
                          indicators::kSourceKindNames.at(static_cast<std::size_t>(part.source)),
                          part.version));
  } else if (known->direction == "none" ||
             (known->direction == "down") != (part.most < part.least)) {
    one.fault("most", "indicator '" + part.indicator + "' has the direction '" + known->direction +
                          "': 'most' is its better end, 'least' its worse one");
  }
  if (part.least == part.most) {
    one.fault("most", "'least' and 'most' are one: a scale has two ends");
  }
  if (!(part.weight > 0)) {
    one.fault("weight", "'weight' has to be above 0");
  }
  one.finish();
  return part;
}

}  // namespace

CompositeDefinition read_composite(TomlEntry& entry, const indicators::Definitions& definitions) {
  CompositeDefinition all;
  all.title = entry.words<Title>("title", true);
  all.description = entry.words<Title>("description", true);
  const std::string least = entry.text("rank_complete_min", true);
  if (const auto* const parameter = definitions.parameter(least);
      parameter == nullptr || parameter->unit_text != "ratio" ||
      !(parameter->value >= 0 && parameter->value <= 1)) {
    entry.fault("rank_complete_min",
                "no parameter '" + least + "' in parameters.toml that is a ratio from 0 to 1");
  } else {
    all.rank_complete_min = parameter->value;
  }
  double weights = 0;
  std::set<std::string> dimensions;
  std::set<std::string> parts;
  for (const toml::table* const table : entry.tables("dimension")) {
    TomlEntry one(*table, entry.file(), entry.faults());
    CompositeDimension dimension;
    dimension.id = one.text("id", true);
    dimension.title = one.words<Title>("title", true);
    dimension.parameter = one.text("weight", true);
    if (!dimensions.insert(dimension.id).second) {
      one.fault("id", "dimension '" + dimension.id + "' stands twice");
    }
    if (const auto* const parameter = definitions.parameter(dimension.parameter);
        parameter == nullptr || parameter->unit_text != "ratio" || !(parameter->value > 0)) {
      one.fault("weight", "no parameter '" + dimension.parameter +
                              "' in parameters.toml that is a ratio above 0");
    } else {
      dimension.weight = parameter->value;
    }
    weights += dimension.weight;
    for (const toml::table* const inner : one.tables("part")) {
      TomlEntry part(*inner, one.file(), one.faults());
      dimension.parts.push_back(read_part(part, definitions));
      if (!parts.insert(dimension.parts.back().indicator).second) {
        part.fault("indicator",
                   "indicator '" + dimension.parts.back().indicator + "' counts twice");
      }
    }
    if (dimension.parts.empty()) {
      one.fault("a dimension has at least one [[dimension.part]]");
    }
    one.finish();
    all.dimensions.push_back(std::move(dimension));
  }
  if (std::abs(weights - 1) > kWeightsOff) {
    entry.fault(
        fmt::format("the weights of the dimensions are {} together and have to be 1", weights));
  }
  return all;
}

}  // namespace sixscope::adapters
