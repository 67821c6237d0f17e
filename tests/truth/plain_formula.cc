#include "plain_formula.h"

#include <cctype>
#include <cstdlib>

namespace sixscope::tests {
namespace {

class Reading {
 public:
  Reading(std::string_view text, const FigureOf& figure) : text_(text), figure_(figure) {}

  Said all() {
    const auto value = sum();
    return {.is_complete = complete_, .value = complete_ ? value : std::nullopt};
  }

 private:
  using Number = std::optional<long double>;

  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    const bool is_there = next() == wanted;
    at_ += is_there ? 1 : 0;
    return is_there;
  }

  Number sum() {
    Number value = product();
    for (;;) {
      const bool minus = next() == '-';
      if (!take('+') && !take('-')) {
        return value;
      }
      const Number other = product();
      value = value && other ? Number(minus ? *value - *other : *value + *other) : std::nullopt;
    }
  }
  Number product() {
    Number value = factor();
    for (;;) {
      const bool divides = next() == '/';
      if (!take('*') && !take('/')) {
        return value;
      }
      const Number other = factor();
      if (!value || !other || (divides && *other == 0)) {
        value.reset();
      } else {
        value = divides ? *value / *other : *value * *other;
      }
    }
  }
  Number factor() {
    if (take('-')) {
      const Number value = factor();
      return value ? Number(-*value) : value;
    }
    if (take('(')) {
      const Number value = sum();
      take(')');
      return value;
    }
    const std::size_t begin = (next(), at_);
    if (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      char* end = nullptr;
      const std::string rest(text_.substr(begin));
      const long double value = std::strtold(rest.c_str(), &end);
      at_ += static_cast<std::size_t>(end - rest.c_str());
      return value;
    }
    while (at_ < text_.size() &&
           std::string_view(" +-*/()").find(text_[at_]) == std::string::npos) {
      at_ = text_[at_] == '{' ? text_.find('}', at_) : at_;
      ++at_;
    }
    const Number value = figure_(std::string(text_.substr(begin, at_ - begin)));
    complete_ = complete_ && value.has_value();
    return value;
  }

  std::string_view text_;
  const FigureOf& figure_;
  std::size_t at_ = 0;
  bool complete_ = true;
};

}  // namespace

Said compute(std::string_view formula, const FigureOf& figure) {
  return Reading(formula, figure).all();
}

}  // namespace sixscope::tests
