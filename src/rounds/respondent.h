#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/kind.h"
#include "registry/scope.h"
#include "registry/value.h"
#include "rounds/round.h"

namespace sixscope::rounds {

inline constexpr std::size_t kRespondentsMax = 5000;  ///< Of one round.
/// The whole country among region codes.
inline constexpr std::string_view kCountry = "000000";

/// Who must answer: a region's branch of an operator, a region, or an enterprise. What is empty
/// bounds nothing.
struct Respondent {
  /// GB/T 2260; stands for all below it. `kCountry` stands for the country's own figure alone: rows
  /// of provinces are the provinces'.
  std::string region;
  std::string operator_;
  std::string enterprise;  ///< What the form's `enterprise_field` holds.

  /// "440000/china_mobile": what is not empty, joined.
  [[nodiscard]] std::string name() const;
  friend auto operator<=>(const Respondent&, const Respondent&) = default;
};

/// The fields of a form by what they say of a row; null: it has none.
struct FormShape {
  const registry::Kind* kind = nullptr;
  std::string month;   ///< The key field of type month.
  std::string region;  ///< Empty: none, like the next two.
  std::string operator_;
  std::string enterprise;  ///< The first key field that is a reference.
};
/// `malformed` for a kind that is no form, or has no month in its key.
[[nodiscard]] Result<FormShape> shape_of(const registry::Kind& kind);

/// Whether a row of the form is that respondent's to hand in, whatever its month.
[[nodiscard]] bool is_row_of(const FormShape& shape, const registry::Document& row,
                             const Respondent& respondent);
/// Whether a row is a figure of the whole country.
[[nodiscard]] bool is_of_country(const FormShape& shape, const registry::Document& row);
/// Whether a row speaks of the period.
[[nodiscard]] bool is_row_in(const FormShape& shape, const registry::Document& row,
                             const Period& period);

/// What an installation expects answers of.
struct Answerers {
  std::vector<std::string> regions;      ///< Provinces and units like them, by code.
  std::vector<std::string> operators;    ///< Each answers in each of the regions.
  std::vector<std::string> enterprises;  ///< Where the form has no list of its own.
};
/// Who must answer a form by its rules, in the order of `answerers`. `listed`: keys of the objects
/// that its enterprise field refers to. Empty where nobody is known.
[[nodiscard]] std::vector<Respondent> respondents_of(const FormShape& shape,
                                                     const Answerers& answerers,
                                                     const std::vector<std::string>& listed);

/// Reads names as `Respondent::name` writes them, in order. `malformed` for a name that is none of
/// the form's, that stands twice or holds a row that another holds too.
[[nodiscard]] Result<std::vector<Respondent>> parse_respondents(
    const FormShape& shape, const registry::Kinds& kinds, const std::vector<std::string>& names);

/// Whether an account sees what a respondent does.
[[nodiscard]] bool sees(const registry::Scope& scope, const Respondent& respondent);

}  // namespace sixscope::rounds
