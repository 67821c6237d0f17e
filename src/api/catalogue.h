#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/volume_store.h"

namespace sixscope::api {

/// A text in both languages of the console.
struct Label {
  std::string zh;
  std::string en;
};

/// A province or region of equal rank, and its tile in the map (no boundary geometry is used).
struct Region {
  std::string code;  ///< GB/T 2260, six digits.
  Label name;
  int tile_column = 0;
  int tile_row = 0;
  bool counted = true;   ///< One of the 31 that coverage is given of.
  std::string iso = {};  ///< ISO 3166-2, "CN-GD": where there is no room for a name.
};

/// How a figure of the traffic is made: an entry of catalogue/measures.
struct MethodNote {
  std::string id;  ///< "traffic.v6_share".
  std::string version;
  Label title;
  std::string unit;
  std::string formula;
  Label description;
  std::vector<std::string> gaps;
  std::string source;
};

/// A dated target value of an official paper for a measure of the traffic: an entry of
/// catalogue/targets that names one. The paper is part of
/// the key, as several papers set different values for the same year and indicator.
struct TargetValue {
  std::string id;
  std::string measure;     ///< "traffic.v6_share".
  std::string access;      ///< "mobile", "fixed", or empty for another object.
  std::string object;      ///< What is measured, for instance "metro_egress".
  std::string due;         ///< Date, "2025-12-31".
  std::string comparison;  ///< "at_least" or "more_than".
  double value = 0;        ///< Ratio.
  std::string paper;       ///< Short key of the paper.
  Label paper_title;
  Label source;       ///< Where it was read.
  std::string scope;  ///< "CN" or a region code.
};

/// Lines to paste into one vendor's configuration.
struct Remedy {
  std::string vendor;
  std::vector<std::string> lines;
};

/// What a diagnosis says and what to do: an entry of catalogue/advice. `{name}` in a text stands
/// for a figure of the exporter.
struct Advice {
  std::string code;
  std::string severity;  ///< "ok" (a remark), "warning", "fault" or "silent".
  Label title;
  Label detail;
  std::vector<Remedy> remedies;
};

/// A counter or gauge of the collector: an entry of catalogue/metrics.toml.
struct MetricNote {
  std::string name;
  std::string scope;  ///< "exporter" or "process".
  std::string kind;   ///< "counter" or "gauge".
  std::string unit;
  Label text;
};

/// The facts that answers quote. Loaded once, then only read.
struct Catalogue {
  std::array<std::map<std::string, Label, std::less<>>, store::kDimensions> labels;
  std::array<Label, store::kDimensions> dimension_titles;
  std::vector<Region> regions;
  std::vector<MethodNote> methods;
  std::vector<TargetValue> targets;
  std::map<std::string, Advice, std::less<>> advice;
  std::vector<MetricNote> metrics;
  std::string openapi;  ///< catalogue/api/openapi.json.

  /// The label of a value; nothing if the catalogue does not know it.
  [[nodiscard]] std::optional<Label> label(store::Dimension dimension,
                                           std::string_view value) const;
};

}  // namespace sixscope::api
