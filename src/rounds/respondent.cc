#include "rounds/respondent.h"

#include <algorithm>
#include <optional>

namespace sixscope::rounds {
namespace {

using registry::FieldType;
using registry::Kind;
using registry::Kinds;

std::string_view text_in(const registry::Document& row, const std::string& field) {
  const auto* const text = std::get_if<std::string>(&registry::value_of(row, field));
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  for (;;) {  // Ends: each round takes a part away.
    const auto slash = name.find('/');
    parts.emplace_back(name.substr(0, slash));
    if (slash == std::string_view::npos) {
      return parts;
    }
    name.remove_prefix(slash + 1);
  }
}

bool is_code(const Kinds& kinds, const char* list, std::string_view text) {
  const registry::CodeList* const codes = kinds.list(list);
  return codes != nullptr && std::ranges::find(*codes, text, &registry::Code::code) != codes->end();
}

// A region first, then an operator; of an enterprise's form anything else is the enterprise.
std::optional<Respondent> parse_one(const FormShape& shape, const Kinds& kinds,
                                    std::string_view name) {
  Respondent one;
  if (shape.kind->form->answers == "enterprise" && !shape.enterprise.empty()) {
    one.enterprise = name;
    return name.empty() ? std::nullopt : std::optional(one);
  }
  for (const std::string& part : parts_of(name)) {
    if (one.region.empty() && one.operator_.empty() && !shape.region.empty() &&
        is_code(kinds, "region", part)) {
      one.region = part;
    } else if (one.operator_.empty() && !shape.operator_.empty() &&
               is_code(kinds, "operator", part)) {
      one.operator_ = part;
    } else {
      return std::nullopt;
    }
  }
  return one;
}

// Whether what is of `region` is that of `above` to hand in.
bool answers(std::string_view above, std::string_view region) {
  return above == kCountry ? region == kCountry : registry::lies_in(region, above);
}

// Whether one row could be of both.
bool overlap(const Respondent& a, const Respondent& b) {
  const auto meet = [](const std::string& one, const std::string& other) {
    return one.empty() || other.empty() || one == other;
  };
  return meet(a.operator_, b.operator_) && meet(a.enterprise, b.enterprise) &&
         (a.region.empty() || b.region.empty() || answers(a.region, b.region) ||
          answers(b.region, a.region));
}

}  // namespace

std::string Respondent::name() const {
  std::string name;
  for (const std::string* const part : {&region, &operator_, &enterprise}) {
    name += (name.empty() || part->empty() ? "" : "/") + *part;
  }
  return name;
}

Result<FormShape> shape_of(const Kind& kind) {
  FormShape shape{.kind = &kind, .month = {}, .region = {}, .operator_ = {}, .enterprise = {}};
  shape.region = kind.region_field;
  shape.operator_ = kind.owner_field;
  for (const std::string& name : kind.key) {
    const registry::Field* const field = kind.field(name);
    if (field != nullptr && field->type == FieldType::month && shape.month.empty()) {
      shape.month = name;
    }
    if (field != nullptr && field->type == FieldType::reference && shape.enterprise.empty()) {
      shape.enterprise = name;
    }
  }
  if (!kind.form || shape.month.empty()) {
    return fail_because(kind.id + ": take one of catalogue/forms", Errc::malformed,
                        "a round asks for a form with a month in its key");
  }
  return shape;
}

bool is_row_of(const FormShape& shape, const registry::Document& row,
               const Respondent& respondent) {
  const auto fits = [&](const std::string& wanted, const std::string& field) {
    return wanted.empty() || (!field.empty() && text_in(row, field) == wanted);
  };
  return fits(respondent.operator_, shape.operator_) &&
         fits(respondent.enterprise, shape.enterprise) &&
         (respondent.region.empty() ||
          (!shape.region.empty() && answers(respondent.region, text_in(row, shape.region))));
}

bool is_of_country(const FormShape& shape, const registry::Document& row) {
  return !shape.region.empty() && text_in(row, shape.region) == kCountry;
}

bool is_row_in(const FormShape& shape, const registry::Document& row, const Period& period) {
  const auto month = model::Month::parse(text_in(row, shape.month));
  return month && *month >= period.first && *month <= period.last;
}

std::vector<Respondent> respondents_of(const FormShape& shape, const Answerers& answerers,
                                       const std::vector<std::string>& listed) {
  const std::string_view answers = shape.kind->form->answers;
  std::vector<Respondent> all;
  if (answers == "enterprise" && !shape.enterprise.empty()) {
    for (const std::string& one : listed.empty() ? answerers.enterprises : listed) {
      all.push_back({.region = {}, .operator_ = {}, .enterprise = one});
    }
    return all;
  }
  const bool by_operator = answers == "operator" && !shape.operator_.empty();
  std::vector<std::string> regions = answerers.regions;
  if (shape.kind->form->country && std::ranges::find(regions, kCountry) == regions.end()) {
    regions.emplace_back(kCountry);
  }
  for (const std::string& region : regions) {
    if (!by_operator) {
      all.push_back({.region = region, .operator_ = {}, .enterprise = {}});
      continue;
    }
    for (const std::string& one : answerers.operators) {
      all.push_back({.region = region, .operator_ = one, .enterprise = {}});
    }
  }
  return all;
}

Result<std::vector<Respondent>> parse_respondents(const FormShape& shape, const Kinds& kinds,
                                                  const std::vector<std::string>& names) {
  if (names.size() > kRespondentsMax) {
    return fail_because("at most " + std::to_string(kRespondentsMax), Errc::malformed,
                        "a round has too many respondents");
  }
  std::vector<Respondent> all;
  for (const std::string& name : names) {
    const auto one = parse_one(shape, kinds, name);
    if (!one) {
      return fail_because("'" + name +
                              "': 440000/china_mobile, 440000 or the name of an enterprise "
                              "is taken, as the form has them",
                          Errc::malformed, "no such respondent of the form");
    }
    for (const Respondent& other : all) {
      if (overlap(*one, other)) {
        return fail_because(one->name() + " and " + other.name(), Errc::malformed,
                            "two respondents would hand in the same row");
      }
    }
    all.push_back(*one);
  }
  return all;
}

bool sees(const registry::Scope& scope, const Respondent& respondent) {
  if (scope.all) {
    return true;
  }
  if (respondent.region.empty() && respondent.operator_.empty()) {
    return std::ranges::find(scope.owners, respondent.enterprise) != scope.owners.end();
  }
  // Rows of a region's form may be several organisations': one of them does not see all of it.
  return (scope.owners.empty() || !respondent.operator_.empty()) &&
         registry::may_see(scope, respondent.region, respondent.operator_);
}

}  // namespace sixscope::rounds
