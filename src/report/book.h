#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/result.h"
#include "figures/evaluation.h"
#include "indicators/evaluate.h"
#include "indicators/target.h"
#include "registry/kind.h"

namespace sixscope::report {

/// What a report is asked of: a period and a scope, as known at a commit.
struct Question {
  figures::PeriodKind kind = figures::PeriodKind::month;
  figures::Period period;
  indicators::Scope scope;
  std::optional<registry::CommitNumber> known = {};
};

/// A value that went into a report, as it was then: what publishing freezes, and what a later check
/// computes anew.
struct UsedValue {
  std::string indicator;
  std::string source;
  std::string version;  ///< Of the method; empty: none holds for the period.
  std::string period;
  std::string region;
  std::string operator_;
  double numerator = 0;
  double denominator = 0;
  std::optional<double> value;
  std::string gap;  ///< Why there is none; empty where there is one.
  std::size_t present = 0;
  std::size_t expected = 0;
  /// "2025-05" or "2025-04..2025-05": what a figure that is handed in once a period was read of.
  std::string months = {};
  friend bool operator==(const UsedValue&, const UsedValue&) = default;
};

/// The values that one report reads, each evaluated once, and a list of all that were read. For one
/// thread.
class Book {
 public:
  /// Evaluates what the indicators need over `months_back` months before the period and the period
  /// itself. What is borrowed by `sources` outlives it.
  [[nodiscard]] static Result<Book> open(const figures::Sources& sources,
                                         const std::vector<const indicators::Indicator*>& which,
                                         const Question& question, std::int32_t months_back,
                                         const figures::Expectation& expectation,
                                         const registry::Scope& account);

  [[nodiscard]] const Question& question() const { return question_; }
  [[nodiscard]] const indicators::IndicatorCatalogue& catalogue() const { return *catalogue_; }
  [[nodiscard]] const registry::Kinds& kinds() const { return *kinds_; }
  /// The period `back` periods before the question's.
  [[nodiscard]] figures::Period before(std::int32_t back) const;
  [[nodiscard]] figures::Period year_before() const;
  [[nodiscard]] std::string name(const figures::Period& period) const {
    return period.name(question_.kind);
  }

  /// The source that a text means if it names none: what is submitted, or measured, or published by
  /// others, the first of which the indicator has a method.
  [[nodiscard]] static indicators::SourceKind usual_source(const indicators::Indicator& indicator);

  /// Of a period and a scope; with gap `no_observations` where nothing is there.
  [[nodiscard]] indicators::Value value(const indicators::Indicator& indicator,
                                        indicators::SourceKind source,
                                        const figures::Period& period,
                                        const indicators::Scope& scope);
  /// Version of the method that holds for a period; null where none does.
  [[nodiscard]] const indicators::Method* method(const indicators::Indicator& indicator,
                                                 indicators::SourceKind source,
                                                 const figures::Period& period) const;
  [[nodiscard]] const figures::MethodEvaluation* evaluation(const indicators::Indicator& indicator,
                                                            indicators::SourceKind source,
                                                            const figures::Period& period) const;
  /// Whether two periods are computed by one version: otherwise they are not to be compared.
  [[nodiscard]] bool comparable(const indicators::Indicator& indicator,
                                indicators::SourceKind source, const figures::Period& one,
                                const figures::Period& other) const;

  /// Regions right below the question's, whether they have a value or not: provinces of the nation,
  /// cities of a province that have any figure. In order of codes.
  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }
  /// Operators that are expected or have a figure.
  [[nodiscard]] const std::vector<std::string>& operators() const { return operators_; }
  /// Every region of the question's level under the same parent: whom it is ranked among.
  [[nodiscard]] std::vector<std::string> peers() const;

  /// What others published of a period's last month; nothing where they did not.
  [[nodiscard]] static std::optional<double> outside_point(const indicators::OutsideSeries& series,
                                                           const figures::Period& period);
  /// Whether the question is of the nation and of all operators: what outside series are of.
  [[nodiscard]] bool is_whole_nation() const {
    return question_.scope.region == indicators::kNation && question_.scope.operator_.empty();
  }
  /// Whether a leaf there is a part of the question's scope.
  [[nodiscard]] bool covers(const indicators::Place& place) const;
  /// The unit of an indicator's numerator and denominator, as the catalogue writes it; empty where
  /// they have none or different ones.
  [[nodiscard]] std::string unit_of_sums(const indicators::Indicator& indicator,
                                         indicators::SourceKind source) const;

  /// Name of a region or an operator in a language; the code itself where it has none.
  [[nodiscard]] std::string region_name(std::string_view code, registry::Language language) const;
  [[nodiscard]] std::string operator_name(std::string_view id, registry::Language language) const;

  /// All values that were read, in order of indicator, source, period and scope.
  [[nodiscard]] std::vector<UsedValue> used() const;

 private:
  using ValueKey = std::tuple<std::string, indicators::SourceKind, model::Month, model::Month>;
  using UsedKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;

  Book(const figures::Sources& sources, Question question)
      : catalogue_(&sources.catalogue), kinds_(&sources.kinds), question_(std::move(question)) {}
  void find_parts(const figures::Expectation& expectation, const registry::Scope& account);
  const std::map<indicators::Scope, indicators::Value>& values(
      const indicators::Indicator& indicator, indicators::SourceKind source,
      const figures::Period& period);

  const indicators::IndicatorCatalogue* catalogue_;
  const registry::Kinds* kinds_;
  Question question_;
  figures::Evaluation evaluation_;
  std::vector<std::string> provinces_;
  std::vector<std::string> parts_;
  std::vector<std::string> operators_;
  std::map<ValueKey, std::map<indicators::Scope, indicators::Value>> values_;
  std::map<UsedKey, UsedValue> used_;
};

}  // namespace sixscope::report
