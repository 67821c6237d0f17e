// The composite index: of a region's parts or its operators, with ranks and what dimensions add.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/indicator_calls.h"
#include "api/indicator_question.h"
#include "api/indicator_render.h"
#include "api/ledger_render.h"
#include "api/render.h"
#include "indicators/composite.h"
#include "registry/scope.h"

namespace sixscope::api {
namespace {

using figures::MethodEvaluation;
using figures::Period;
using figures::PeriodKind;
using indicators::CompositeDefinition;
using indicators::CompositeDimension;
using indicators::CompositePart;
using indicators::Scope;
using indicators::Value;

/// How far back the period of an indicator may begin that is formed once a year.
constexpr std::int32_t kLooksBack = 23;

// The longer of the period asked for and the one in which the indicator is formed.
PeriodKind kind_of(const indicators::Indicator& indicator, PeriodKind asked) {
  return std::max(figures::period_kind(indicator), asked);
}

// A unit's figures and index in one period.
struct Row {
  Scope scope;
  std::vector<Value> values;  // By part.
  indicators::CompositeScore score;
  std::optional<std::size_t> rank;
  std::optional<std::size_t> rank_whole;
};

// The parts of an index, ready to be asked for any period.
class CompositeFigures {
 public:
  CompositeFigures(const CompositeDefinition& definition, const figures::Evaluation& evaluation,
                   PeriodKind asked)
      : definition_(definition) {
    for (const CompositeDimension& dimension : definition.dimensions) {
      for (const CompositePart& part : dimension.parts) {
        const auto found =
            std::ranges::find_if(evaluation.methods, [&](const MethodEvaluation& one) {
              return one.indicator().id == part.indicator && one.method().source == part.source &&
                     one.method().version == part.version;
            });
        // The catalogue was checked: there is one.
        parts_.push_back({&*found, kind_of(found->indicator(), asked)});
      }
    }
  }

  struct Part {
    const MethodEvaluation* method;
    PeriodKind kind;
  };
  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }

  // Those that have a value of some part at the end of a month.
  [[nodiscard]] std::set<Scope> scopes(model::Month last) {
    std::set<Scope> all;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      for (const auto& [scope, value] : values(i, last)) {
        all.insert(scope);
      }
    }
    return all;
  }

  [[nodiscard]] Row row(const Scope& scope, model::Month last) {
    Row row{.scope = scope, .values = {}, .score = {}, .rank = {}, .rank_whole = {}};
    std::vector<std::optional<double>> figures;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto& all = values(i, last);
      const auto found = all.find(scope);
      Value value;
      value.gap = indicators::Gap::no_observations;
      row.values.push_back(found == all.end() ? value : found->second);
      figures.push_back(row.values.back().value);
    }
    row.score = indicators::composite_score(definition_, figures);
    return row;
  }

 private:
  // Kept: months of one half year ask for the same one.
  const std::map<Scope, Value>& values(std::size_t part, model::Month last) {
    const Period period = figures::newest_over(last, parts_[part].kind);
    const auto [at, is_new] = known_.try_emplace({part, period.last});
    if (is_new) {
      at->second = parts_[part].method->values(period);
    }
    return at->second;
  }

  const CompositeDefinition& definition_;
  std::vector<Part> parts_;
  std::map<std::pair<std::size_t, model::Month>, std::map<Scope, Value>> known_;
};

// Which units are set side by side: a region's parts (of the nation its provinces, of a province
// its cities) or, `by_operator`, its operators.
class Peers {
 public:
  Peers(const IndicatorQuestion& question, const figures::Expectation& expectation)
      : region_(question.within.empty() ? indicators::kNation : question.within.front()),
        operator_(question.operators.empty() ? "" : question.operators.front()),
        by_operator_(question.by_operator),
        expectation_(expectation) {}

  [[nodiscard]] Scope whole() const {
    return {.region = region_, .operator_ = by_operator_ ? "" : operator_};
  }

  [[nodiscard]] std::vector<Scope> of(const std::set<Scope>& there) const {
    std::set<Scope> all;
    if (by_operator_) {
      for (const std::string& one : expectation_.operators) {
        all.insert({region_, one});
      }
    } else if (region_ == indicators::kNation) {
      for (const std::string& one : expectation_.provinces) {
        all.insert({one, operator_});
      }
    }
    for (const Scope& scope : there) {
      if (by_operator_ ? scope.region == region_ && !scope.operator_.empty()
                       : scope.operator_ == operator_ && is_part(scope.region)) {
        all.insert(scope);
      }
    }
    return {all.begin(), all.end()};
  }

 private:
  [[nodiscard]] bool is_part(const std::string& region) const {
    if (region == region_ || region == indicators::kNation) {
      return false;
    }
    return region_ == indicators::kNation
               ? region.ends_with("0000")
               : region.ends_with("00") && registry::lies_in(region, region_);
  }

  std::string region_;
  std::string operator_;
  bool by_operator_;
  const figures::Expectation& expectation_;
};

// Once over all that have enough of it, once over those that have all of it.
void rank(std::vector<Row>& rows, double complete_min) {
  std::vector<std::optional<double>> all;
  std::vector<std::optional<double>> whole;
  for (const Row& row : rows) {
    all.push_back(row.score.has(complete_min) ? row.score.index.value : std::nullopt);
    whole.push_back(row.score.is_whole() ? row.score.index.value : std::nullopt);
  }
  const auto ranks = indicators::ranks(all);
  const auto whole_ranks = indicators::ranks(whole);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].rank = ranks[i];
    rows[i].rank_whole = whole_ranks[i];
  }
}

template <class Number>
void write_optional(JsonWriter& out, std::string_view name, const std::optional<Number>& value) {
  out.key(name);
  value ? out.value(*value) : out.null();
}

void write_part(JsonWriter& out, const CompositePart& part, const CompositeFigures::Part& how,
                const Value& value, const std::optional<double>& score, model::Month last) {
  out.begin_object()
      .member("indicator", part.indicator)
      .member("period", figures::newest_over(last, how.kind).name(how.kind));
  write_optional(out, "score", score);
  write_value(out, value);
  out.end_object();
}

void write_row(JsonWriter& out, const Row& row, const CompositeDefinition& definition,
               const CompositeFigures& figures, const Period& period, PeriodKind kind) {
  out.begin_object().key("period").begin_object();
  out.member("name", period.name(kind))
      .member("first", period.first.to_string())
      .member("last", period.last.to_string())
      .end_object();
  out.member("region", row.scope.region).member("operator", row.scope.operator_);
  write_optional(out, "index", row.score.index.value);
  out.member("complete", row.score.complete).member("is_whole", row.score.is_whole());
  write_optional(out, "rank", row.rank);
  write_optional(out, "rank_whole", row.rank_whole);
  out.key("dimensions").begin_array();
  std::size_t at = 0;
  for (std::size_t i = 0; i < definition.dimensions.size(); ++i) {
    const CompositeDimension& dimension = definition.dimensions[i];
    const indicators::DimensionScore& score = row.score.dimensions[i];
    out.begin_object().member("dimension", dimension.id);
    write_optional(out, "score", score.index.value);
    out.member("complete", score.index.weight).member("contribution", score.contribution);
    out.key("parts").begin_array();
    for (std::size_t j = 0; j < dimension.parts.size(); ++j, ++at) {
      write_part(out, dimension.parts[j], figures.parts()[at], row.values[at], score.scores[j],
                 period.last);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

void write_composite(JsonWriter& out, const CompositeDefinition& definition,
                     const indicators::Definitions& definitions) {
  out.key("composite").begin_object().key("title");
  write(out, definition.title);
  out.key("description");
  write(out, definition.description);
  out.member("rank_complete_min", definition.rank_complete_min).key("dimensions").begin_array();
  for (const CompositeDimension& dimension : definition.dimensions) {
    out.begin_object().member("id", dimension.id).key("title");
    write(out, dimension.title);
    out.member("weight", dimension.weight).member("parameter", dimension.parameter);
    out.key("parts").begin_array();
    for (const CompositePart& part : dimension.parts) {
      const indicators::Indicator& indicator = *definitions.indicator(part.indicator);
      out.begin_object()
          .member("indicator", indicator.id)
          .member("code", indicator.code)
          .key("title");
      write(out, indicator.title);
      out.member("unit", indicator.unit).key("method").begin_object();
      out.member("source", name_in(indicators::kSourceKindNames, part.source))
          .member("version", part.version)
          .end_object();
      out.member("least", part.least)
          .member("most", part.most)
          .member("weight", part.weight)
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
}

}  // namespace

http::Response get_indicator_composite(const http::Request& request,
                                       const IndicatorDependencies& dependencies) {
  const auto asked = ask_indicators(request, dependencies);
  if (!asked) {
    return asked.error();
  }
  IndicatorQuestion question = asked->question;
  const indicators::IndicatorCatalogue& all = *dependencies.catalogue;
  if (question.within.size() > 1 || question.operators.size() > 1) {
    return http::refused({{question.within.size() > 1 ? "within" : "operator",
                           "one at most: units are set side by side within one"}});
  }
  if (question.period == PeriodKind::day) {
    return http::refused({{"period",
                           "the index is formed of months; there are month, quarter, "
                           "half_year, year"}});
  }
  question.which.clear();
  for (const CompositeDimension& dimension : all.composite.dimensions) {
    for (const CompositePart& part : dimension.parts) {
      question.which.push_back(all.definitions.indicator(part.indicator));
    }
  }
  const auto evaluation = figures::evaluate(
      indicator_sources(dependencies), question.which, std::nullopt, question.first - kLooksBack,
      question.last, asked->known, dependencies.expectation, asked->scope);
  if (!evaluation) {
    return http::problem(evaluation.error());
  }
  CompositeFigures figures(all.composite, *evaluation, question.period);
  const Peers peers(question, dependencies.expectation);
  question.by_region = true;
  std::set<std::string> regions;
  std::set<std::string> operators;
  std::size_t count = 0;
  JsonWriter out;
  out.begin_object();
  write_composite(out, all.composite, all.definitions);
  out.key("data").begin_array();
  for (const Period& period : question.periods) {
    std::vector<Row> rows;
    for (const Scope& scope : peers.of(figures.scopes(period.last))) {
      if (is_asked(question, scope, asked->scope)) {
        rows.push_back(figures.row(scope, period.last));
      }
    }
    // Who sees a part only is not told that it is first of all.
    if (asked->scope.all) {
      rank(rows, all.composite.rank_complete_min);
    }
    if (is_asked(question, peers.whole(), asked->scope)) {
      rows.insert(rows.begin(), figures.row(peers.whole(), period.last));
    }
    count += rows.size() * all.composite.part_count();
    if (count > dependencies.values_max) {
      return http::refused({{"months", "more than " + std::to_string(dependencies.values_max) +
                                           " values; ask for fewer months"}});
    }
    for (const Row& row : rows) {
      write_row(out, row, all.composite, figures, period, question.period);
      regions.insert(row.scope.region);
      operators.insert(row.scope.operator_);
    }
  }
  out.end_array().member("as_of_commit", asked->known.value());
  write_labels(out, *dependencies.registry.kinds, regions, operators);
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
