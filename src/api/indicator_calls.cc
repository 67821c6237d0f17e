#include "api/indicator_calls.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/indicator_question.h"
#include "api/indicator_render.h"
#include "api/ledger_render.h"
#include "api/render.h"

namespace sixscope::api {
namespace {

using indicators::Indicator;
using indicators::IndicatorCatalogue;

void write_method_of(JsonWriter& out, const figures::MethodEvaluation& one) {
  out.member("indicator", one.indicator().id)
      .member("code", one.indicator().code)
      .member("unit", one.indicator().unit)
      .key("method")
      .begin_object()
      .member("source", name_in(indicators::kSourceKindNames, one.method().source))
      .member("version", one.method().version)
      .end_object();
}

http::Response no_such_indicator(const http::Request& request) {
  return http::problem({.status = 404,
                        .detail = "no indicator '" + std::string(request.capture("name")) +
                                  "'; GET /api/v1/indicators lists them"});
}

Result<figures::Evaluation> evaluate(const AskedIndicators& asked, model::Month first,
                                     model::Month last, const IndicatorDependencies& dependencies) {
  return figures::evaluate(indicator_sources(dependencies), asked.question.which,
                           asked.question.source, first, last, asked.known,
                           dependencies.expectation, asked.scope, asked.question.grain());
}

// The round that asked for what a leaf lacks.
void write_round(JsonWriter& out, const figures::MethodEvaluation& one,
                 const figures::Period& period, const indicators::Leaf& leaf) {
  const figures::AskedRound* const round =
      leaf.fault == indicators::LeafFault::missing ? one.asked_by(period, leaf) : nullptr;
  out.key("round");
  if (round == nullptr) {
    out.null();
    return;
  }
  out.begin_object().member("id", round->id).member("due", model::to_string(round->due));
  out.end_object();
}

void mention(const indicators::Scope& scope, std::set<std::string>& regions,
             std::set<std::string>& operators) {
  regions.insert(scope.region);
  operators.insert(scope.operator_);
}

}  // namespace

http::Response get_indicators(const http::Request& request,
                              const IndicatorDependencies& dependencies) {
  if (const auto scope = dependencies.registry.scope_of(request); !scope) {
    return http::problem(scope.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Indicator& one : dependencies.catalogue->definitions.indicators) {
    write_definition(out, one, dependencies.catalogue->definitions);
  }
  out.end_array().key("papers").begin_array();
  for (const indicators::Paper& paper : dependencies.catalogue->papers) {
    write_paper(out, paper);
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response get_indicator(const http::Request& request,
                             const IndicatorDependencies& dependencies) {
  if (const auto scope = dependencies.registry.scope_of(request); !scope) {
    return http::problem(scope.error());
  }
  const IndicatorCatalogue& all = *dependencies.catalogue;
  const Indicator* const one = all.definitions.indicator(request.capture("name"));
  if (one == nullptr) {
    return no_such_indicator(request);
  }
  JsonWriter out;
  out.begin_object().key("data");
  write_definition(out, *one, all.definitions);
  std::set<std::string, std::less<>> quantities;
  for (const indicators::Method& method : one->methods) {
    figures::add_quantities(method, quantities);
  }
  out.key("quantities").begin_array();
  for (const std::string& id : quantities) {
    const indicators::Quantity* const quantity = all.definitions.quantity(id);
    out.begin_object().member("id", id).key("title");
    write(out, quantity->title);
    out.member("unit", quantity->unit_text)
        .member("over_time", name_in(indicators::kOverTimeNames, quantity->over_time))
        .member("source", name_in(indicators::kSourceKindNames, quantity->source));
    if (quantity->registry) {
      out.member("kind", quantity->registry->kind).member("field", quantity->registry->field);
    } else if (quantity->ledger) {
      out.member("kind", "nat44_device").member("field", quantity->ledger->measure);
    }
    out.end_object();
  }
  out.end_array().key("outside").begin_array();
  for (const indicators::OutsideSeries& series : all.outside) {
    if (series.indicator != one->id) {
      continue;
    }
    out.begin_object().member("id", series.id).key("title");
    write(out, series.title);
    out.key("source");
    write(out, series.source);
    out.key("points").begin_array();
    for (const indicators::OutsidePoint& point : series.points) {
      out.begin_object()
          .member("month", point.month.to_string())
          .member("value", point.value)
          .member("paper", point.paper)
          .member("note", point.note)
          .end_object();
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response get_indicator_values(const http::Request& request,
                                    const IndicatorDependencies& dependencies) {
  const auto asked = ask_indicators(request, dependencies);
  if (!asked) {
    return asked.error();
  }
  const IndicatorQuestion& question = asked->question;
  const auto evaluation = evaluate(*asked, question.first, question.last, dependencies);
  if (!evaluation) {
    return http::problem(evaluation.error());
  }
  std::set<std::string> regions;
  std::set<std::string> operators;
  std::size_t count = 0;
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const figures::MethodEvaluation& one : evaluation->methods) {
    for (const figures::Period& period : question.periods) {
      for (const auto& [scope, value] : one.values(period)) {
        if (!is_asked(question, scope, asked->scope)) {
          continue;
        }
        if (++count > dependencies.values_max) {
          return http::refused(
              {{"indicator", "more than " + std::to_string(dependencies.values_max) +
                                 " values; ask for fewer indicators, months or regions"}});
        }
        out.begin_object();
        write_method_of(out, one);
        write_period(out, period, question.period);
        out.member("region", scope.region).member("operator", scope.operator_);
        write_value(out, value);
        out.end_object();
        mention(scope, regions, operators);
      }
    }
  }
  out.end_array().member("as_of_commit", asked->known.value());
  write_labels(out, *dependencies.registry.kinds, regions, operators);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_indicator_leaves(const http::Request& request,
                                    const IndicatorDependencies& dependencies) {
  auto asked = ask_indicators(request, dependencies);
  if (!asked) {
    return asked.error();
  }
  IndicatorQuestion& question = asked->question;
  const Indicator* const which =
      dependencies.catalogue->definitions.indicator(request.capture("name"));
  if (which == nullptr) {
    return no_such_indicator(request);
  }
  question.which = {which};
  const auto evaluation = evaluate(*asked, question.first, question.last, dependencies);
  if (!evaluation) {
    return http::problem(evaluation.error());
  }
  std::set<std::string> regions;
  std::set<std::string> operators;
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const figures::MethodEvaluation& one : evaluation->methods) {
    for (const figures::Period& period : question.periods) {
      for (const indicators::Leaf& leaf : one.leaves(period)) {
        const indicators::Place& place = evaluation->cube->places()[leaf.place];
        const indicators::Scope scope{.region = place.region, .operator_ = place.operator_};
        question.by_region = true;
        question.by_operator = true;
        if (!is_asked(question, scope, asked->scope)) {
          continue;
        }
        out.begin_object();
        write_method_of(out, one);
        write_period(out, period, question.period);
        out.member("region", place.region).member("operator", place.operator_);
        // What is missing has no figure; nought over one would read as one.
        const bool is_missing = leaf.fault == indicators::LeafFault::missing;
        out.key("numerator");
        is_missing ? out.null() : out.value(leaf.numerator);
        out.key("denominator");
        is_missing ? out.null() : out.value(leaf.denominator);
        out.key("month");
        const auto month = one.month(leaf);
        month ? out.value(month->to_string()) : out.null();
        out.key("fault");
        leaf.fault ? out.value(name_in(indicators::kLeafFaultNames, *leaf.fault)) : out.null();
        write_round(out, one, period, leaf);
        out.key("figures").begin_array();
        for (const auto& [id, amount] : one.figures(period, leaf.place)) {
          out.begin_object().member("quantity", id).key("value");
          amount ? out.value(amount->value) : out.null();
          out.end_object();
        }
        out.end_array().end_object();
        mention(scope, regions, operators);
      }
    }
  }
  out.end_array().member("as_of_commit", asked->known.value());
  write_labels(out, *dependencies.registry.kinds, regions, operators);
  out.end_object();
  return json_response(std::move(out));
}

void add_indicator_calls(http::Router& router, const IndicatorDependencies& dependencies) {
  using Call = http::Response (*)(const http::Request&, const IndicatorDependencies&);
  struct Entry {
    const char* pattern;
    Call call;
    std::vector<std::string> parameters;
  };
  const auto shared = std::make_shared<const IndicatorDependencies>(dependencies);
  const std::vector<std::string> spans = {"months", "month",    "period",       "within",
                                          "by",     "operator", "as_of_commit", "source"};
  std::vector<std::string> with_names = spans;
  with_names.emplace_back("indicator");
  for (Entry& entry : std::vector<Entry>{
           {"/api/v1/indicators", get_indicators, {}},
           {"/api/v1/indicators/values", get_indicator_values, with_names},
           {"/api/v1/indicators/targets",
            get_target_board,
            {"month", "within", "operator", "as_of_commit", "source"}},
           {"/api/v1/indicators/composite",
            get_indicator_composite,
            {"months", "month", "period", "within", "by", "operator", "as_of_commit"}},
           {"/api/v1/indicators/{name}", get_indicator, {}},
           {"/api/v1/indicators/{name}/leaves", get_indicator_leaves, spans}}) {
    router.add({.method = http::Method::get,
                .pattern = entry.pattern,
                .parameters = std::move(entry.parameters),
                .handler = [shared, call = entry.call](
                               const http::Request& request) { return call(request, *shared); },
                .faults_of_values =
                    [shared](const http::Request& request) {
                      http::Faults faults;
                      gather(faults,
                             parse_indicator_question(request, shared->registry.clock.now(),
                                                      *shared->catalogue, *shared->registry.kinds));
                      return faults;
                    }});
  }
}

}  // namespace sixscope::api
