#include "api/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

#include "model/access.h"

namespace sixscope::api {
namespace {

constexpr std::string_view kRule = "filter: name = value and name in (value, value)";
/// Longest word that is compared with known ones; longer ones are no typing error.
constexpr std::size_t kNearestBytesMax = 32;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_.:/-").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80U;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The words an axis may take; empty where anything goes.
std::span<const std::string_view> fixed_values(store::Dimension dimension) {
  switch (dimension) {
    case store::Dimension::access:
      return model::kAccessNames;
    case store::Dimension::application_method:
    case store::Dimension::cdn_method:
      return model::kMethodNames;
    case store::Dimension::traffic_class:
      return model::kTrafficClassNames;
    case store::Dimension::coverage:
      return model::kCoverageNames;
    case store::Dimension::region:
    case store::Dimension::operator_:
    case store::Dimension::application:
    case store::Dimension::cdn:
    case store::Dimension::exporter:
      return {};
  }
  return {};
}

class FilterParser {
 public:
  explicit FilterParser(std::string_view text) : text_(text) {}

  Result<std::vector<store::Filter>> parse() {
    std::vector<store::Filter> filters;
    skip_space();
    if (at_end()) {
      return filters;
    }
    for (;;) {
      if (filters.size() == kFilterTermsMax) {
        return fail_because(fmt::format("at most {} terms", kFilterTermsMax), Errc::out_of_range,
                            kRule);
      }
      auto term = parse_term();
      if (!term) {
        return fail_like(term);
      }
      filters.push_back(std::move(*term));
      skip_space();
      if (at_end()) {
        return filters;
      }
      const std::size_t at = offset_;
      if (word() != "and") {
        return wrong(at, "terms are joined by `and`; for `or` use `name in (a, b)`");
      }
    }
  }

 private:
  [[nodiscard]] bool at_end() const { return offset_ >= text_.size(); }
  void skip_space() {
    while (!at_end() && is_space(text_[offset_])) {
      ++offset_;
    }
  }
  bool take(std::string_view symbol) {
    skip_space();
    if (!text_.substr(offset_).starts_with(symbol)) {
      return false;
    }
    offset_ += symbol.size();
    return true;
  }
  std::string_view word() {
    skip_space();
    const std::size_t begin = offset_;
    while (!at_end() && is_word(text_[offset_])) {
      ++offset_;
    }
    return text_.substr(begin, offset_ - begin);
  }

  // What stands at `at`, for a person; never more than a few characters.
  [[nodiscard]] std::string found(std::size_t at) const {
    if (at >= text_.size()) {
      return "the end";
    }
    std::size_t end = at;
    while (end < text_.size() && is_word(text_[end]) && end - at < kNearestBytesMax) {
      ++end;
    }
    return fmt::format("`{}`", text_.substr(at, std::max<std::size_t>(end - at, 1)));
  }
  [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string_view remedy) const {
    return tl::unexpected<Error>(
        Error{.code = Errc::malformed,
              .rule = kRule,
              .offset = at,
              .detail = fmt::format("at character {}, found {}: {}", at + 1, found(at), remedy)});
  }

  Result<store::Filter> parse_term() {
    skip_space();
    const std::size_t at = offset_;
    const std::string_view name = word();
    if (name.empty()) {
      return wrong(
          at, fmt::format("a dimension is expected: {}", fmt::join(store::kDimensionNames, ", ")));
    }
    const auto dimension = parse_dimension(name);
    if (!dimension) {
      return wrong(at, dimension.error().detail);
    }
    store::Filter filter{.dimension = *dimension, .values = {}, .negated = false};
    if (take("!=") || take("<>")) {
      filter.negated = true;
      return with_one(std::move(filter));
    }
    if (take("==") || take("=")) {
      return with_one(std::move(filter));
    }
    skip_space();
    const std::size_t operator_at = offset_;
    std::string_view keyword = word();
    if (keyword == "not") {
      filter.negated = true;
      keyword = word();
    }
    if (keyword != "in") {
      return wrong(operator_at, "one of `=`, `!=`, `in (…)`, `not in (…)` is expected");
    }
    return with_list(std::move(filter));
  }

  Result<store::Filter> with_one(store::Filter filter) {
    auto value = parse_value(filter.dimension);
    if (!value) {
      return fail_like(value);
    }
    filter.values.push_back(std::move(*value));
    return filter;
  }

  Result<store::Filter> with_list(store::Filter filter) {
    skip_space();
    if (!take("(")) {
      return wrong(offset_, "`in` is followed by a list in parentheses: in (a, b)");
    }
    for (;;) {
      if (filter.values.size() == kFilterValuesMax) {
        return fail_because(fmt::format("at most {} values in a list", kFilterValuesMax),
                            Errc::out_of_range, kRule);
      }
      auto value = parse_value(filter.dimension);
      if (!value) {
        return fail_like(value);
      }
      filter.values.push_back(std::move(*value));
      skip_space();
      if (take(")")) {
        return filter;
      }
      if (!take(",")) {
        return wrong(offset_, "`,` or `)` is expected in a list");
      }
    }
  }

  Result<std::string> parse_value(store::Dimension dimension) {
    skip_space();
    const std::size_t at = offset_;
    Result<std::string> value = !at_end() && text_[offset_] == '"'
                                    ? parse_quoted()
                                    : Result<std::string>(std::string(word()));
    if (!value) {
      return value;
    }
    if (value->empty()) {
      return wrong(at, "a value is expected: a word, or \"quoted text\"");
    }
    const auto known = fixed_values(dimension);
    if (!known.empty() && std::ranges::find(known, *value) == known.end()) {
      const auto meant = nearest(*value, {known.begin(), known.end()});
      return wrong(at, fmt::format("{} is one of {}{}", name_of(dimension), fmt::join(known, ", "),
                                   meant.empty() ? "" : fmt::format("; did you mean {}?", meant)));
    }
    const bool six_digits = value->size() == 6 && std::ranges::all_of(*value, [](char c) {
                              return c >= '0' && c <= '9';
                            });
    if (dimension == store::Dimension::region && !six_digits) {
      return wrong(at, "a region is a GB/T 2260 code of six digits, for instance 440000");
    }
    return value;
  }

  Result<std::string> parse_quoted() {
    const std::size_t begin = offset_++;
    std::string value;
    while (!at_end()) {
      const char c = text_[offset_++];
      if (c == '"') {
        return value;
      }
      if (c == '\\' && !at_end()) {
        value.push_back(text_[offset_++]);
      } else {
        value.push_back(c);
      }
    }
    return wrong(begin, "the quotation is not closed");
  }

  static std::string_view name_of(store::Dimension dimension) {
    return store::kDimensionNames[static_cast<std::size_t>(dimension)];
  }

  std::string_view text_;
  std::size_t offset_ = 0;
};

std::string format_value(const std::string& value) {
  if (!value.empty() && std::ranges::all_of(value, is_word)) {
    return value;
  }
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      quoted.push_back('\\');
    }
    quoted.push_back(c);
  }
  return quoted + '"';
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > kNearestBytesMax) {
    return {};
  }
  std::string_view best;
  std::size_t best_distance = 1 + word.size() / 3;  // More edits than that is another word.
  for (const std::string_view candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t replaced = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
      }
    }
    if (row.back() <= best_distance) {
      best_distance = row.back() == 0 ? 0 : row.back() - 1;
      best = candidate;
    }
  }
  return best;
}

Result<store::Dimension> parse_dimension(std::string_view name) {
  const auto found = std::ranges::find(store::kDimensionNames, name);
  if (found != store::kDimensionNames.end()) {
    return static_cast<store::Dimension>(found - store::kDimensionNames.begin());
  }
  const auto meant = nearest(name, {store::kDimensionNames.begin(), store::kDimensionNames.end()});
  return fail_because(fmt::format("no such dimension{}; there are {}",
                                  meant.empty() ? "" : fmt::format(", did you mean {}?", meant),
                                  fmt::join(store::kDimensionNames, ", ")),
                      Errc::malformed, "unknown dimension");
}

Result<std::vector<store::Filter>> parse_filter(std::string_view text) {
  if (text.size() > kFilterBytesMax) {
    return fail_because(fmt::format("at most {} bytes", kFilterBytesMax), Errc::out_of_range,
                        kRule);
  }
  return FilterParser(text).parse();
}

std::string format_filter(const std::vector<store::Filter>& filters) {
  std::string text;
  for (const store::Filter& filter : filters) {
    text += text.empty() ? "" : " and ";
    text += store::kDimensionNames[static_cast<std::size_t>(filter.dimension)];
    if (filter.values.size() == 1) {
      text += (filter.negated ? " != " : " = ") + format_value(filter.values.front());
      continue;
    }
    text += filter.negated ? " not in (" : " in (";
    for (std::size_t i = 0; i < filter.values.size(); ++i) {
      text += (i == 0 ? "" : ", ") + format_value(filter.values[i]);
    }
    text += ')';
  }
  return text;
}

}  // namespace sixscope::api
