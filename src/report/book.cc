#include "report/book.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace sixscope::report {
namespace {

using indicators::Indicator;
using indicators::Scope;
using indicators::SourceKind;
using indicators::Value;

std::string_view source_name(SourceKind source) {
  return indicators::kSourceKindNames.at(static_cast<std::size_t>(source));
}

// Provinces lie right below the nation, cities below a province; what lies deeper is no part.
bool is_part(std::string_view code, std::string_view of) {
  if (code.size() != 6 || code == of) {
    return false;
  }
  return of == indicators::kNation ? code.ends_with("0000")
                                   : code.ends_with("00") && registry::lies_in(code, of);
}

std::string title_in(const registry::Kinds& kinds, std::string_view list, std::string_view code,
                     registry::Language language) {
  if (const registry::CodeList* const codes = kinds.list(list)) {
    const auto found = std::ranges::find(*codes, code, &registry::Code::code);
    if (found != codes->end() && !found->title.in(language).empty()) {
      return found->title.in(language);
    }
  }
  return std::string(code);
}

}  // namespace

Result<Book> Book::open(const figures::Sources& sources, const std::vector<const Indicator*>& which,
                        const Question& question, std::int32_t months_back,
                        const figures::Expectation& expectation, const registry::Scope& account) {
  Book book(sources, question);
  auto evaluation =
      figures::evaluate(sources, which, std::nullopt, question.period.first - months_back,
                        question.period.last, question.known, expectation, account);
  if (!evaluation) {
    return fail_like(evaluation);
  }
  book.evaluation_ = std::move(*evaluation);
  book.find_parts(expectation, account);
  return book;
}

void Book::find_parts(const figures::Expectation& expectation, const registry::Scope& account) {
  std::set<std::string> provinces(expectation.provinces.begin(), expectation.provinces.end());
  std::set<std::string> parts;
  std::set<std::string> operators(expectation.operators.begin(), expectation.operators.end());
  for (const figures::MethodEvaluation& method : evaluation_.methods) {
    for (const indicators::Place& place : method.expected()) {
      if (is_part(place.region, indicators::kNation)) {
        provinces.insert(place.region);
      }
      if (is_part(place.region, question_.scope.region)) {
        parts.insert(place.region);
      }
      if (!place.operator_.empty()) {
        operators.insert(place.operator_);
      }
    }
  }
  if (question_.scope.region == indicators::kNation) {
    parts = provinces;
  }
  const auto unseen = [&](const std::string& region) {
    return !registry::may_see(account, region, question_.scope.operator_);
  };
  std::erase_if(parts, unseen);
  provinces_.assign(provinces.begin(), provinces.end());
  parts_.assign(parts.begin(), parts.end());
  operators_.assign(operators.begin(), operators.end());
}

figures::Period Book::before(std::int32_t back) const {
  const std::int32_t months = back * figures::months_of(question_.kind);
  return {question_.period.first - months, question_.period.last - months};
}

figures::Period Book::year_before() const {
  constexpr std::int32_t kYear = 12;
  return {question_.period.first - kYear, question_.period.last - kYear};
}

SourceKind Book::usual_source(const Indicator& indicator) {
  for (const SourceKind source :
       {SourceKind::submitted, SourceKind::measured, SourceKind::imported}) {
    if (std::ranges::find(indicator.methods, source, &indicators::Method::source) !=
        indicator.methods.end()) {
      return source;
    }
  }
  return SourceKind::submitted;
}

const figures::MethodEvaluation* Book::evaluation(const Indicator& indicator, SourceKind source,
                                                  const figures::Period& period) const {
  for (const figures::MethodEvaluation& method : evaluation_.methods) {
    if (&method.indicator() == &indicator && method.method().source == source &&
        indicators::is_valid(method.method(), period.first, period.last)) {
      return &method;
    }
  }
  return nullptr;
}

const indicators::Method* Book::method(const Indicator& indicator, SourceKind source,
                                       const figures::Period& period) const {
  const figures::MethodEvaluation* const found = evaluation(indicator, source, period);
  return found == nullptr ? nullptr : &found->method();
}

bool Book::comparable(const Indicator& indicator, SourceKind source, const figures::Period& one,
                      const figures::Period& other) const {
  const figures::MethodEvaluation* const first = evaluation(indicator, source, one);
  return first != nullptr && first == evaluation(indicator, source, other);
}

const std::map<Scope, Value>& Book::values(const Indicator& indicator, SourceKind source,
                                           const figures::Period& period) {
  const ValueKey key{indicator.id, source, period.first, period.last};
  const auto known = values_.find(key);
  if (known != values_.end()) {
    return known->second;
  }
  const figures::MethodEvaluation* const method = evaluation(indicator, source, period);
  return values_[key] = method == nullptr ? std::map<Scope, Value>() : method->values(period);
}

Value Book::value(const Indicator& indicator, SourceKind source, const figures::Period& period,
                  const Scope& scope) {
  const std::map<Scope, Value>& all = values(indicator, source, period);
  const auto found = all.find(scope);
  Value value;
  if (found != all.end()) {
    value = found->second;
  } else {
    value.gap = indicators::Gap::no_observations;
  }
  const indicators::Method* const how = method(indicator, source, period);
  UsedValue used{.indicator = indicator.id,
                 .source = std::string(source_name(source)),
                 .version = how == nullptr ? "" : how->version,
                 .period = name(period),
                 .region = scope.region,
                 .operator_ = scope.operator_,
                 .numerator = value.numerator,
                 .denominator = value.denominator,
                 .value = value.value,
                 .gap = value.gap ? std::string(to_string(*value.gap)) : "",
                 .present = value.present,
                 .expected = value.expected,
                 .months = value.months ? value.months->to_string() : ""};
  used_.try_emplace({used.indicator, used.source, used.period, used.region, used.operator_},
                    std::move(used));
  return value;
}

std::vector<std::string> Book::peers() const {
  if (question_.scope.region == indicators::kNation || !question_.scope.region.ends_with("0000")) {
    return {};
  }
  return provinces_;
}

std::optional<double> Book::outside_point(const indicators::OutsideSeries& series,
                                          const figures::Period& period) {
  const auto found =
      std::ranges::find(series.points, period.last, &indicators::OutsidePoint::month);
  return found == series.points.end() ? std::nullopt : std::optional(found->value);
}

bool Book::covers(const indicators::Place& place) const {
  const Scope& scope = question_.scope;
  return (scope.region == indicators::kNation || registry::lies_in(place.region, scope.region)) &&
         (scope.operator_.empty() || scope.operator_ == place.operator_);
}

std::string Book::unit_of_sums(const Indicator& indicator, SourceKind source) const {
  const indicators::Method* const how = method(indicator, source, question_.period);
  std::string unit;
  for (const indicators::Expression* const side :
       {how == nullptr ? nullptr : &how->numerator,
        how != nullptr && how->denominator ? &*how->denominator : nullptr}) {
    for (std::size_t i = 0; side != nullptr && i < side->selectors().size(); ++i) {
      const indicators::Quantity* const quantity =
          catalogue_->definitions.quantity(side->selectors()[i].quantity);
      if (quantity == nullptr || !(unit.empty() || unit == quantity->unit_text)) {
        return {};
      }
      unit = quantity->unit_text;
    }
  }
  return unit;
}

std::string Book::region_name(std::string_view code, registry::Language language) const {
  if (code == indicators::kNation) {
    return language == registry::Language::zh ? "全国" : "the nation";
  }
  std::string title = title_in(*kinds_, "region", code, language);
  constexpr std::size_t kProvinceDigits = 2;
  if (title != code || code.size() <= kProvinceDigits) {
    return title;
  }
  // No name of its own, as the only city of a municipality: its province and the code.
  const std::string province = std::string(code.substr(0, kProvinceDigits)) + "0000";
  const std::string above = title_in(*kinds_, "region", province, language);
  return above == province ? title : fmt::format("{} {}", above, code);
}

std::string Book::operator_name(std::string_view id, registry::Language language) const {
  return title_in(*kinds_, "operator", id, language);
}

std::vector<UsedValue> Book::used() const {
  std::vector<UsedValue> all;
  all.reserve(used_.size());
  for (const auto& [key, one] : used_) {
    all.push_back(one);
  }
  return all;
}

}  // namespace sixscope::report
