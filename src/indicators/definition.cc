#include "indicators/definition.h"

#include <algorithm>

namespace sixscope::indicators {
namespace {

template <class T>
const T* find(const std::vector<T>& all, std::string_view id) {
  const auto found = std::ranges::find(all, id, &T::id);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::vector<const Expression*> Method::sides() const {
  std::vector<const Expression*> all = {&numerator};
  for (const std::optional<Expression>* const side : {&denominator, &population}) {
    if (*side) {
      all.push_back(&**side);
    }
  }
  return all;
}

const Quantity* Definitions::quantity(std::string_view id) const { return find(quantities, id); }

const Parameter* Definitions::parameter(std::string_view id) const { return find(parameters, id); }

const Indicator* Definitions::indicator(std::string_view name) const {
  if (const Indicator* const one = find(indicators, name)) {
    return one;
  }
  const auto found = std::ranges::find(indicators, name, &Indicator::code);
  return found == indicators.end() ? nullptr : &*found;
}

bool is_daily(const Method& method, const Definitions& definitions) {
  const auto is_rolled_up = [&](const Expression* expression) {
    return std::ranges::all_of(expression->selectors(), [&](const Selector& selector) {
      const Quantity* const quantity = definitions.quantity(selector.quantity);
      return quantity != nullptr && quantity->traffic.has_value();
    });
  };
  return !method.numerator.selectors().empty() && std::ranges::all_of(method.sides(), is_rolled_up);
}

}  // namespace sixscope::indicators
