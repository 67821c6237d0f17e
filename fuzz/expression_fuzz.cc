// An expression that is accepted has a text that is accepted again with the same names, and a value
// for any figures that is a number or nothing. An error points into the text, or right behind it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "indicators/expression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sixscope::indicators::Expression;
  using sixscope::indicators::Unit;
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(data[i]));
  }
  const auto made = Expression::parse(text);
  if (!made) {
    if (made.error().offset > text.size()) {
      std::abort();
    }
    return 0;
  }
  const auto again = Expression::parse(made->text());
  if (!again || again->selectors() != made->selectors() ||
      again->parameters() != made->parameters()) {
    std::abort();
  }
  for (const auto& selector : made->selectors()) {
    const auto alone = Expression::parse(selector.to_string());
    if (!alone || alone->selectors().size() != 1 || alone->selectors()[0] != selector) {
      std::abort();
    }
  }
  const auto unit_of = [](std::string_view name) -> std::optional<Unit> {
    return name.size() % 2 == 0 ? Unit("Gbit/s") : Unit("PB/day per Gbit/s");
  };
  if (const auto unit = made->unit(unit_of, unit_of); !unit && unit.error().offset > text.size()) {
    std::abort();
  }
  for (const double figure : {0.0, 1.0, -3.5e300}) {
    const std::vector<double> quantities(made->selectors().size(), figure);
    const std::vector<double> parameters(made->parameters().size(), figure);
    const auto value = made->evaluate(quantities, parameters);
    const auto repeated = again->evaluate(quantities, parameters);
    if (value.has_value() != repeated.has_value()) {
      std::abort();
    }
  }
  return 0;
}
