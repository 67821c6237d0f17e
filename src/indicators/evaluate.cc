#include "indicators/evaluate.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "indicators/reading.h"

namespace sixscope::indicators {
namespace {

constexpr double kStep = 1e-4;  // Of a numerical derivative, as a part of the quantity.

/// One side of a method, with the figures that it needs by place.
class Side {
 public:
  Side(const Expression& expression, const Definitions& definitions, const Reading& reading)
      : expression_(expression) {
    for (const Selector& selector : expression.selectors()) {
      figures_.push_back(reading.read(selector));
    }
    for (const std::string& name : expression.parameters()) {
      const Parameter* const parameter = definitions.parameter(name);
      parameters_.push_back(parameter == nullptr ? 0 : parameter->value);
    }
    values_.resize(figures_.size());
  }

  /// Whether every figure that it needs is there.
  bool take(std::size_t place) {
    place_ = place;
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      if (!figures_[i][place]) {
        return false;
      }
      values_[i] = figures_[i][place]->value;
    }
    return true;
  }
  [[nodiscard]] std::optional<double> value() const {
    return expression_.evaluate(values_, parameters_);
  }
  /// By how much it rises with a quantity; 0 where it does not have it.
  double slope(const Selector& selector) {
    const auto& all = expression_.selectors();
    const auto found = std::ranges::find(all, selector);
    if (found == all.end()) {
      return 0;
    }
    double& value = values_[static_cast<std::size_t>(found - all.begin())];
    const double was = value;
    const double step = kStep * std::max(1.0, std::abs(was));
    value = was + step;
    const auto above = this->value();
    value = was - step;
    const auto below = this->value();
    value = was;
    return above && below ? (*above - *below) / (2 * step) : 0;
  }
  [[nodiscard]] const Amount& amount(std::size_t i) const { return *figures_[i][place_]; }
  [[nodiscard]] const Expression& expression() const { return expression_; }
  [[nodiscard]] const auto& figures() const { return figures_; }

 private:
  const Expression& expression_;
  std::vector<std::vector<std::optional<Amount>>> figures_;  // By selector, then place.
  std::vector<double> parameters_;
  std::vector<double> values_;
  std::size_t place_ = 0;
};

// What sampling left in doubt of a leaf (delta method; quantities are independent).
void carry_variance(Leaf& leaf, Side& numerator, Side* denominator) {
  const auto add = [&](const Selector& selector, const Amount& amount) {
    leaf.samples += amount.samples;
    if (amount.variance <= 0) {
      return;
    }
    const double up = numerator.slope(selector);
    const double down = denominator == nullptr ? 0 : denominator->slope(selector);
    leaf.variance += up * up * amount.variance;
    leaf.covariance += up * down * amount.variance;
    leaf.denominator_variance += down * down * amount.variance;
  };
  const auto& above = numerator.expression().selectors();
  for (std::size_t i = 0; i < above.size(); ++i) {
    add(above[i], numerator.amount(i));
  }
  if (denominator == nullptr) {
    return;
  }
  const auto& below = denominator->expression().selectors();
  for (std::size_t i = 0; i < below.size(); ++i) {
    if (std::ranges::find(above, below[i]) == above.end()) {
      add(below[i], denominator->amount(i));
    }
  }
}

Gap gap_of(LeafFault fault) {
  return fault == LeafFault::missing            ? Gap::no_observations
         : fault == LeafFault::zero_denominator ? Gap::zero_denominator
                                                : Gap::data_error;
}

// Sums over the leaves of one scope.
class Total {
 public:
  Total(const Method& method, model::Month first, std::span<const double> weights)
      : method_(method), first_(first), weights_(weights) {}

  void add(const Leaf& leaf) {
    ++value_.expected;
    if (leaf.fault) {
      gap_ = gap_ == Gap::no_observations ? gap_of(*leaf.fault) : gap_;
      const double weight = leaf.place < weights_.size() ? weights_[leaf.place] : 0;
      missing_weight_ += weight;
      is_weighed_ &= weight > 0;
      return;
    }
    ++value_.present;
    note_month(leaf);
    const bool is_mean = method_.aggregation == Aggregation::mean_of_ratios;
    value_.numerator += is_mean ? leaf.numerator / leaf.denominator : leaf.numerator;
    value_.denominator += is_mean ? 1 : leaf.denominator;
    value_.samples += leaf.samples;
    variance_ += leaf.variance;
    covariance_ += leaf.covariance;
    denominator_variance_ += leaf.denominator_variance;
    if (method_.interval == IntervalKind::stratified) {
      strata_.push_back(
          {.population = leaf.population, .successes = leaf.numerator, .trials = leaf.denominator});
    }
  }

  Value made() {
    if (value_.present == 0) {
      value_.gap = gap_;
      return value_;
    }
    const bool is_share = method_.denominator.has_value();
    value_.value = is_share ? value_.numerator / value_.denominator : value_.numerator;
    const bool counts_tests =
        method_.interval == IntervalKind::wilson || method_.interval == IntervalKind::stratified;
    if (counts_tests) {
      value_.samples = value_.denominator;
    }
    if (method_.interval != IntervalKind::none && value_.samples > 0 &&
        value_.samples < method_.samples_min) {
      value_.value.reset();
      value_.gap = Gap::too_few_samples;
      return value_;
    }
    doubt(is_share);
    // Of a change there are no bounds: nobody knows how much somebody may have grown.
    if (!value_.is_whole() && is_share && is_weighed_ && method_.is_part &&
        method_.aggregation == Aggregation::sum_over_sum) {
      const double all = value_.denominator + missing_weight_;
      value_.possible = Interval{.low = value_.numerator / all,
                                 .high = (value_.numerator + missing_weight_) / all};
    }
    return value_;
  }

 private:
  void doubt(bool is_share) {
    const double share = *value_.value;
    if (method_.interval == IntervalKind::wilson) {
      value_.interval = wilson(share, value_.denominator);
    } else if (method_.interval == IntervalKind::stratified) {
      if (const auto all = stratified(strata_)) {
        value_.value = all->share;
        value_.interval = all->interval;
      }
    } else if (method_.interval == IntervalKind::sampled) {
      const double variance =
          is_share ? (variance_ - 2 * share * covariance_ + share * share * denominator_variance_) /
                         (value_.denominator * value_.denominator)
                   : variance_;
      const bool lies_within = is_share && share >= 0 && share <= 1;
      const double half = kZ95 * std::sqrt(std::max(0.0, variance));
      value_.interval = lies_within ? sampled_share(share, variance, value_.samples)
                                    : Interval{.low = share - half, .high = share + half};
    }
  }

  void note_month(const Leaf& leaf) {
    if (leaf.month) {
      const model::Month month = first_ + static_cast<std::int32_t>(*leaf.month);
      const MonthsRead before = value_.months.value_or(MonthsRead{month, month});
      value_.months = MonthsRead{std::min(before.first, month), std::max(before.last, month)};
    }
  }

  const Method& method_;
  const model::Month first_;  // Of the cube.
  const std::span<const double> weights_;
  Value value_;
  Gap gap_ = Gap::no_observations;  // Why there is nothing, if there is nothing.
  double missing_weight_ = 0;
  bool is_weighed_ = true;
  double variance_ = 0;
  double covariance_ = 0;
  double denominator_variance_ = 0;
  std::vector<Stratum> strata_;
};

std::vector<std::string> regions_above(const std::string& region) {
  std::set<std::string> all = {region, kNation};
  if (region != kNation && region.size() == 6) {
    all.insert(region.substr(0, 2) + "0000");
    all.insert(region.substr(0, 4) + "00");
  }
  return {all.begin(), all.end()};
}

}  // namespace

bool lies_in(const Place& place, const Scope& scope) {
  if (!scope.operator_.empty() && place.operator_ != scope.operator_) {
    return false;
  }
  if (scope.region == kNation || place.region == scope.region) {
    return true;
  }
  std::string_view prefix = scope.region;
  while (prefix.ends_with("00") && prefix.size() > 2) {
    prefix.remove_suffix(2);
  }
  return place.region.starts_with(prefix) && place.region != kNation;
}

std::vector<std::uint8_t> places_with_figures(const Method& method, const Cube& cube, Span span) {
  std::vector<std::uint8_t> any(cube.places().size());
  for (const Expression* const side : method.sides()) {
    for (const Selector& selector : side->selectors()) {
      const auto there = cube.has(selector, span);
      std::ranges::transform(any, there, any.begin(), [](auto a, auto b) { return a | b; });
    }
  }
  return any;
}

std::vector<Leaf> leaves_of(const Method& method, const Definitions& definitions, const Cube& cube,
                            Span span, std::span<const Place> expected) {
  const Reading reading(method, definitions, cube, span);
  Side numerator(method.numerator, definitions, reading);
  std::optional<Side> denominator;
  if (method.denominator) {
    denominator.emplace(*method.denominator, definitions, reading);
  }
  std::optional<Side> population;
  if (method.population) {
    population.emplace(*method.population, definitions, reading);
  }
  std::vector<std::uint8_t> is_expected(cube.places().size(), expected.empty() ? 1 : 0);
  if (expected.empty()) {
    is_expected = places_with_figures(method, cube, cube.whole());
  }
  for (const Place& place : expected) {
    if (const auto found = cube.find(place)) {
      is_expected[*found] = 1;
    }
  }
  std::vector<Leaf> leaves;
  for (std::size_t place = 0; place < cube.places().size(); ++place) {
    if (is_expected[place] == 0) {
      continue;
    }
    Leaf leaf;
    leaf.place = place;
    leaf.month = span.first == span.last ? std::nullopt : reading.month(place);
    const bool is_there = numerator.take(place) && (!denominator || denominator->take(place)) &&
                          (!population || population->take(place));
    const auto up = is_there ? numerator.value() : std::nullopt;
    const auto down = is_there && denominator ? denominator->value() : std::optional(1.0);
    if (!is_there || !up || !down) {
      leaf.fault = is_there ? LeafFault::zero_denominator : LeafFault::missing;
    } else if ((*up < 0 && method.is_part) || *down < 0) {
      leaf.fault = LeafFault::negative;
    } else if (*down == 0) {
      leaf.fault = LeafFault::zero_denominator;
    } else if (denominator && method.is_part && *up > *down) {
      leaf.fault = LeafFault::above_whole;
    }
    leaf.numerator = up.value_or(0);
    leaf.denominator = down.value_or(0);
    leaf.population = is_there && population ? population->value().value_or(0) : 0;
    if (!leaf.fault && population && leaf.population <= 0) {
      leaf.fault = LeafFault::zero_denominator;  // Tests of nobody: the stratum has no weight.
    }
    if (!leaf.fault) {
      carry_variance(leaf, numerator, denominator ? &*denominator : nullptr);
    }
    leaves.push_back(leaf);
  }
  return leaves;
}

Value value_of(const Method& method, const Cube& cube, std::span<const Leaf> leaves,
               const Scope& scope, std::span<const double> weights) {
  Total total(method, cube.first(), weights);
  const bool is_own = method.aggregation == Aggregation::none;
  for (const Leaf& leaf : leaves) {
    const Place& place = cube.places()[leaf.place];
    const bool is_meant = is_own
                              ? place.region == scope.region && place.operator_ == scope.operator_
                              : lies_in(place, scope);
    if (is_meant) {
      total.add(leaf);
    }
  }
  return total.made();
}

std::map<Scope, Value> values_of(const Method& method, const Cube& cube,
                                 std::span<const Leaf> leaves, std::span<const double> weights) {
  std::map<Scope, Total> totals;
  for (const Leaf& leaf : leaves) {
    const Place& place = cube.places()[leaf.place];
    if (method.aggregation == Aggregation::none) {
      totals.try_emplace({place.region, place.operator_}, method, cube.first(), weights)
          .first->second.add(leaf);
      continue;
    }
    for (const std::string& region : regions_above(place.region)) {
      totals.try_emplace({region, {}}, method, cube.first(), weights).first->second.add(leaf);
      if (!place.operator_.empty()) {
        totals.try_emplace({region, place.operator_}, method, cube.first(), weights)
            .first->second.add(leaf);
      }
    }
  }
  std::map<Scope, Value> values;
  for (auto& [scope, total] : totals) {
    values.emplace(scope, total.made());
  }
  return values;
}

std::vector<double> largest_denominators(const Method& method, const Definitions& definitions,
                                         const Cube& cube, std::span<const Place> expected) {
  std::vector<double> largest(cube.places().size());
  if (!method.denominator) {
    return largest;
  }
  for (std::size_t step = 0; step < cube.steps(); ++step) {
    for (const Leaf& leaf : leaves_of(method, definitions, cube, {step, step}, expected)) {
      if (!leaf.fault) {
        largest[leaf.place] = std::max(largest[leaf.place], leaf.denominator);
      }
    }
  }
  return largest;
}

bool is_valid(const Method& method, model::Month first, model::Month last) {
  return (!method.valid_from || *method.valid_from <= first) &&
         (!method.valid_to || last <= *method.valid_to);
}

}  // namespace sixscope::indicators
