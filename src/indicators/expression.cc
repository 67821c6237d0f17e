#include "indicators/expression.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sixscope::indicators {
namespace {

constexpr std::size_t kLengthMax = 500;
constexpr std::size_t kNestedMax = 32;
constexpr std::size_t kSelectorsMax = 64;
constexpr std::string_view kPer = " per ";

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.'; }
bool is_value(char c) { return is_name(c) || (c >= 'A' && c <= 'Z') || c == '-'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

}  // namespace

Unit::Unit(std::string_view text) {
  int sign = 1;
  while (!text.empty()) {
    const std::size_t end = text.find(kPer);
    const std::string_view atom = text.substr(0, end);
    if (atom != "ratio") {
      add(std::string(atom), sign);
    }
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + kPer.size());
    sign = -1;
  }
}

void Unit::add(const std::string& atom, int exponent) {
  int& sum = atoms_[atom];
  sum += exponent;
  if (sum == 0) {
    atoms_.erase(atom);
  }
}

std::string Unit::to_string() const {
  std::array<std::string, 2> sides;
  for (const auto& [atom, exponent] : atoms_) {
    for (int i = 0; i < std::abs(exponent); ++i) {
      std::string& side = sides.at(exponent > 0 ? 0 : 1);
      side += (side.empty() ? "" : " × ") + atom;
    }
  }
  if (atoms_.empty()) {
    return "ratio";
  }
  return (sides[0].empty() ? "1" : sides[0]) +
         (sides[1].empty() ? "" : std::string(kPer) + sides[1]);
}

Unit Unit::times(const Unit& other, int sign) const {
  Unit product = *this;
  for (const auto& [atom, exponent] : other.atoms_) {
    product.add(atom, sign * exponent);
  }
  return product;
}

std::string Selector::to_string() const {
  std::string text = quantity;
  for (std::size_t i = 0; i < where.size(); ++i) {
    text += (i == 0 ? "{" : ",") + where[i].first + "=" + where[i].second;
  }
  return text + (where.empty() ? "" : "}");
}

/// Recursive descent over one text; the depth is bounded, and so is the stack.
class ExpressionParser {
 public:
  explicit ExpressionParser(std::string_view text) : text_(text) { made_.text_ = text; }

  Result<Expression> parse() {
    if (text_.size() > kLengthMax) {
      return fail_at(kLengthMax, Errc::out_of_range, "an expression has at most 500 bytes");
    }
    sum(0);
    blanks();
    if (!error_ && at_ != text_.size()) {
      wrong("an operator or the end is expected");
    }
    if (error_) {
      return tl::unexpected<Error>(*error_);
    }
    return std::move(made_);
  }

 private:
  using Step = Expression::Step;

  void wrong(std::string_view rule, Errc code = Errc::malformed) {
    if (!error_) {
      error_ = Error{.code = code, .rule = rule, .offset = at_, .detail = made_.text_};
    }
  }
  void blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }
  // Whether the next character that is no blank is one of these; then it is taken.
  char taken(std::string_view any) {
    blanks();
    const bool is_there = at_ < text_.size() && any.find(text_[at_]) != std::string_view::npos;
    return is_there ? text_[at_++] : '\0';
  }
  std::string word(bool (*belongs)(char)) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && belongs(text_[at_])) {
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  void emit(Step step, std::size_t offset, std::size_t index = 0, double number = 0) {
    made_.steps_.push_back({.step = step, .number = number, .index = index, .offset = offset});
  }

  void sum(std::size_t nested) {
    product(nested);
    while (!error_) {
      const char sign = taken("+-");
      const std::size_t offset = at_ - 1;
      if (sign == '\0') {
        return;
      }
      product(nested);
      emit(sign == '+' ? Step::add : Step::subtract, offset);
    }
  }

  void product(std::size_t nested) {
    factor(nested);
    while (!error_) {
      const char sign = taken("*/");
      const std::size_t offset = at_ - 1;
      if (sign == '\0') {
        return;
      }
      factor(nested);
      emit(sign == '*' ? Step::multiply : Step::divide, offset);
    }
  }

  void factor(std::size_t nested) {
    if (nested > kNestedMax) {
      return wrong("an expression is nested at most 32 deep", Errc::out_of_range);
    }
    blanks();
    const std::size_t offset = at_;
    if (taken("(") != '\0') {
      sum(nested + 1);
      if (!error_ && taken(")") == '\0') {
        wrong("')' is expected");
      }
    } else if (taken("-") != '\0') {
      factor(nested + 1);
      emit(Step::negate, offset);
    } else if (taken("$") != '\0') {
      parameter(offset);
    } else if (at_ < text_.size() && is_digit(text_[at_])) {
      number(offset);
    } else {
      quantity(offset);
    }
  }

  void number(std::size_t offset) {
    double value = 0;
    const char* const end = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data() + at_, end, value, std::chars_format::fixed);
    if (read.ec != std::errc()) {
      return wrong("a number is expected");
    }
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    emit(Step::number, offset, 0, value);
  }

  void parameter(std::size_t offset) {
    const std::string name = word(is_name);
    if (name.empty()) {
      return wrong("the name of a parameter is expected");
    }
    emit(Step::parameter, offset, place_of(made_.parameters_, name));
  }

  void quantity(std::size_t offset) {
    Selector selector;
    if (at_ < text_.size() && is_letter(text_[at_])) {
      selector.quantity = word(is_name);
    }
    if (selector.quantity.empty()) {
      return wrong("a number, '$', '(', '-' or the name of a quantity is expected");
    }
    if (taken("{") != '\0') {
      do {
        axis(selector);
      } while (!error_ && taken(",") != '\0');
      if (!error_ && taken("}") == '\0') {
        return wrong("',' or '}' is expected");
      }
    }
    std::ranges::sort(selector.where);
    if (made_.selectors_.size() >= kSelectorsMax) {
      return wrong("an expression names at most 64 quantities", Errc::out_of_range);
    }
    emit(Step::quantity, offset, place_of(made_.selectors_, selector));
  }

  void axis(Selector& selector) {
    blanks();
    std::string name = word(is_name);
    if (name.empty()) {
      return wrong("the name of an axis is expected");
    }
    if (std::ranges::find(selector.where, name, &std::pair<std::string, std::string>::first) !=
        selector.where.end()) {
      return wrong("an axis stands twice");
    }
    if (taken("=") == '\0') {
      return wrong("'=' is expected");
    }
    blanks();
    std::string value = word(is_value);
    if (value.empty()) {
      return wrong("a value is expected");
    }
    selector.where.emplace_back(std::move(name), std::move(value));
  }

  template <class T>
  static std::size_t place_of(std::vector<T>& all, const T& one) {
    const auto found = std::ranges::find(all, one);
    const auto place = static_cast<std::size_t>(found - all.begin());
    if (found == all.end()) {
      all.push_back(one);
    }
    return place;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Expression made_;
  std::optional<Error> error_;
};

Result<Expression> Expression::parse(std::string_view text) {
  return ExpressionParser(text).parse();
}

Result<Unit> Expression::unit(const UnitOf& quantity, const UnitOf& parameter) const {
  const auto wrong = [this](std::size_t offset, Errc code, std::string_view rule,
                            const std::string& what) {
    return tl::unexpected<Error>(
        Error{.code = code, .rule = rule, .offset = offset, .detail = text_ + ": " + what});
  };
  std::vector<Unit> stack;
  for (const Instruction& one : steps_) {
    if (one.step == Step::number) {
      stack.emplace_back();
    } else if (one.step == Step::parameter || one.step == Step::quantity) {
      const bool is_quantity = one.step == Step::quantity;
      const std::string& name =
          is_quantity ? selectors_[one.index].quantity : parameters_[one.index];
      auto unit = (is_quantity ? quantity : parameter)(name);
      if (!unit) {
        return wrong(one.offset, Errc::not_found,
                     is_quantity ? "no such quantity" : "no such parameter", name);
      }
      stack.push_back(*std::move(unit));
    } else if (one.step != Step::negate) {
      const Unit right = std::move(stack.back());
      stack.pop_back();
      Unit& left = stack.back();
      if (one.step == Step::multiply || one.step == Step::divide) {
        left = left.times(right, one.step == Step::multiply ? 1 : -1);
      } else if (left != right) {
        return wrong(one.offset, Errc::malformed, "two units cannot be added",
                     left.to_string() + " and " + right.to_string());
      }
    }
  }
  return std::move(stack.back());
}

std::optional<double> Expression::evaluate(std::span<const double> quantities,
                                           std::span<const double> parameters) const {
  // The depth is bounded by the length: no allocation.
  std::array<double, kLengthMax> stack;  // NOLINT(*-member-init): written before it is read.
  std::size_t height = 0;
  for (const Instruction& one : steps_) {
    switch (one.step) {
      case Step::number:
        stack[height++] = one.number;
        break;
      case Step::parameter:
        stack[height++] = parameters[one.index];
        break;
      case Step::quantity:
        stack[height++] = quantities[one.index];
        break;
      case Step::negate:
        stack[height - 1] = -stack[height - 1];
        break;
      case Step::add:
        --height;
        stack[height - 1] += stack[height];
        break;
      case Step::subtract:
        --height;
        stack[height - 1] -= stack[height];
        break;
      case Step::multiply:
        --height;
        stack[height - 1] *= stack[height];
        break;
      case Step::divide:
        --height;
        if (stack[height] == 0) {
          return std::nullopt;
        }
        stack[height - 1] /= stack[height];
        break;
    }
  }
  return stack[0];
}

}  // namespace sixscope::indicators
