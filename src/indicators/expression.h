#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sixscope::indicators {

/// A unit as a product of atoms: "PB/day" is one, "PB/day per Gbit/s" a quotient of two, "ratio"
/// and
/// "" none. Atoms are compared by name: nothing is converted without somebody writing it down.
class Unit {
 public:
  Unit() = default;
  explicit Unit(std::string_view text);

  [[nodiscard]] bool is_plain() const { return atoms_.empty(); }
  /// "Gbit/s", "PB/day per Gbit/s", "ratio".
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] Unit times(const Unit& other, int sign = 1) const;
  friend bool operator==(const Unit&, const Unit&) = default;

 private:
  void add(const std::string& atom, int exponent);

  std::map<std::string, int> atoms_;  // Exponents; none is zero.
};

/// Which figures of a quantity are meant: those whose axes hold these values; of axes not named
/// all, together.
struct Selector {
  std::string quantity;
  std::vector<std::pair<std::string, std::string>> where;  ///< Axis and value, by axis.

  /// "traffic{family=v6,tech=lte}".
  [[nodiscard]] std::string to_string() const;
  friend auto operator<=>(const Selector&, const Selector&) = default;
};

/// Arithmetic over quantities: numerator or denominator of an indicator (docs/adr/0009).
///
///     sum      := product (("+" | "-") product)*
///     product  := factor (("*" | "/") factor)*
///     factor   := number | "$" parameter | quantity selector? | "(" sum ")" | "-" factor
///     selector := "{" axis "=" value ("," axis "=" value)* "}"
///
/// Names are lower-case ASCII letters, digits, "_" and "."; a value may have capitals and "-" too.
/// A value; immutable, safe from any thread.
class Expression {
 public:
  /// `malformed` with what was expected, the place as offset in bytes; `out_of_range` past 500
  /// bytes, 32 nested brackets or 64 selectors.
  [[nodiscard]] static Result<Expression> parse(std::string_view text);

  /// Each once, in order of appearance.
  [[nodiscard]] const std::vector<Selector>& selectors() const { return selectors_; }
  [[nodiscard]] const std::vector<std::string>& parameters() const { return parameters_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  using UnitOf = std::function<std::optional<Unit>(std::string_view name)>;
  /// The unit of the whole. `not_found` for a name that has none, `malformed` where two units are
  /// added that differ; the offset says where.
  [[nodiscard]] Result<Unit> unit(const UnitOf& quantity, const UnitOf& parameter) const;

  /// The value, from those of `selectors()` and `parameters()`. Nothing where it divides by zero.
  [[nodiscard]] std::optional<double> evaluate(std::span<const double> quantities,
                                               std::span<const double> parameters) const;

 private:
  friend class ExpressionParser;
  enum class Step : std::uint8_t {
    number,
    parameter,
    quantity,
    add,
    subtract,
    multiply,
    divide,
    negate
  };
  struct Instruction {
    Step step{};
    double number = 0;
    std::size_t index = 0;
    std::size_t offset = 0;  // In the text.
  };

  std::string text_;
  std::vector<Instruction> steps_;  // In reverse Polish order.
  std::vector<Selector> selectors_;
  std::vector<std::string> parameters_;
};

}  // namespace sixscope::indicators
