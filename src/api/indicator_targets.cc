// The target board: every dated target with where things stand.
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
#include "registry/scope.h"

namespace sixscope::api {
namespace {

using indicators::Scope;
using indicators::Target;
using indicators::Value;

/// Months that a forecast looks back.
constexpr std::int32_t kForecastLooksBack = 12;
/// Months before the one asked for in which a target may have been due to be judged then.
constexpr std::int32_t kBoardLooksBack = 36;
/// Provinces that an answer names as those that hold the nation back.
constexpr std::size_t kContributorsShown = 5;

void write_optional(JsonWriter& out, std::string_view name, const std::optional<double>& value) {
  out.key(name);
  value ? out.value(*value) : out.null();
}

bool is_of_pilots(const Target& target) { return target.scope == indicators::kPilot; }

// All that one target's entry is made of. `pilots`: the pilot regions, whose figures alone are in
// the evaluation of a target that is theirs.
class TargetEntry {
 public:
  TargetEntry(const Target& target, Scope scope, const figures::MethodEvaluation& method,
              model::Month month, model::Month first, const std::vector<std::string>& pilots)
      : target_(target),
        method_(method),
        month_(month),
        first_(first),
        scope_(std::move(scope)),
        pilots_(pilots),
        kind_(figures::period_kind(method.indicator())),
        period_(figures::newest_over(month, kind_)) {
    values_ = method.values(period_);
    if (const auto found = values_.find(scope_); found != values_.end()) {
      value_ = found->second;
    } else {
      value_.gap = indicators::Gap::no_observations;
    }
  }

  void write(JsonWriter& out) const {
    out.member("region", is_of_pilots(target_) ? indicators::kPilot : scope_.region)
        .member("operator", scope_.operator_);
    out.key("method").begin_object();
    out.member("source", name_in(indicators::kSourceKindNames, method_.method().source))
        .member("version", method_.method().version)
        .end_object();
    write_period(out, period_, kind_);
    write_value(out, value_);
    write_optional(out, "distance", indicators::gap_to(value_, target_));
    out.member("verdict", verdict(value_));
    write_why(out);
    write_optional(out, "pace_needed", indicators::pace_needed(value_, target_, month_));
    write_at_due(out);
    write_forecast(out);
    write_contributors(out);
  }

 private:
  // What a person has to do before there can be a figure; null where nothing stands in the way.
  void write_why(JsonWriter& out) const {
    out.key("why");
    if (!is_of_pilots(target_) || !pilots_.empty()) {
      out.null();
      return;
    }
    api::write(out,
               indicators::Title{.zh = "未设试点地区：所见文件未公布名单，由平台运营单位在设置 "
                                       "indicators.pilot_regions 中填写",
                                 .en = "no pilot region is set: no paper that could be read names "
                                       "them; the operator of the platform fills in the setting "
                                       "indicators.pilot_regions"});
  }

  // Of the nation its provinces, of a province its cities, of the pilot regions each of them.
  [[nodiscard]] bool is_part(const std::string& region) const {
    if (is_of_pilots(target_)) {
      return std::ranges::find(pilots_, region) != pilots_.end();
    }
    if (region == scope_.region) {
      return false;
    }
    return scope_.region == indicators::kNation
               ? region.ends_with("0000")
               : region.ends_with("00") && registry::lies_in(region, scope_.region);
  }

  [[nodiscard]] std::string_view verdict(const Value& value) const {
    return name_in(indicators::kVerdictNames,
                   indicators::judge(value, target_.comparison, target_.value));
  }

  // What held when it was due, once the period of that day is over: what came later does not mend
  // it.
  void write_at_due(JsonWriter& out) const {
    const figures::Period due = figures::period_of(model::Month::of(target_.due), kind_);
    out.key("at_due");
    if (due.last > month_ || due.first < first_) {
      out.null();
      return;
    }
    const Value then = method_.value(due, scope_);
    out.begin_object().member("month", model::Month::of(target_.due).to_string());
    write_period(out, due, kind_);
    write_value(out, then);
    out.member("verdict", verdict(then)).end_object();
  }

  // Periods that a forecast looks at, newest last: of a year, or as many half-years as there are.
  void write_forecast(JsonWriter& out) const {
    const std::int32_t length = figures::months_of(kind_);
    const std::int32_t back = length == 1 ? kForecastLooksBack - 1 : kBoardLooksBack;
    std::vector<std::pair<model::Month, double>> months;
    for (std::int32_t ago = back - back % length; ago >= 0; ago -= length) {
      const figures::Period then{period_.first - ago, period_.last - ago};
      if (then.first < first_) {
        continue;
      }
      const Value value = method_.value(then, scope_);
      if (value.value && value.is_whole()) {
        months.emplace_back(then.last, *value.value);
      }
    }
    out.key("forecast");
    const auto line = months.empty() || months.back().first != period_.last
                          ? std::nullopt
                          : indicators::forecast(months, target_);
    if (!line) {
      out.null();
      return;
    }
    out.begin_object()
        .member("slope", line->slope)
        .member("month", line->month.to_string())
        .member("earliest", line->earliest.to_string());
    out.key("latest");
    line->latest ? out.value(line->latest->to_string()) : out.null();
    out.member("months", months.size()).end_object();
  }

  void write_contributors(JsonWriter& out) const {
    std::vector<std::pair<Scope, Value>> provinces;
    for (const auto& [scope, value] : values_) {
      if (scope.operator_ == scope_.operator_ && is_part(scope.region)) {
        provinces.emplace_back(scope, value);
      }
    }
    // Parts of a weighted share add up to it by their weights, which are not these sums.
    const bool adds_up = method_.method().interval != indicators::IntervalKind::stratified;
    out.key("contributors").begin_array();
    if (method_.indicator().is_share() && adds_up && value_.value) {
      std::size_t shown = 0;
      for (const indicators::Contribution& one :
           indicators::contributions(value_, provinces, target_.comparison, target_.value)) {
        if (one.lack <= 0 || ++shown > kContributorsShown) {
          break;
        }
        out.begin_object()
            .member("region", one.scope.region)
            .member("value", one.value)
            .member("lack", one.lack)
            .end_object();
      }
    }
    out.end_array();
  }

  const Target& target_;
  const figures::MethodEvaluation& method_;
  const model::Month month_;
  const model::Month first_;
  Scope scope_;
  const std::vector<std::string>& pilots_;
  const figures::PeriodKind kind_;
  const figures::Period period_;  // The newest of the indicator's own length that is over.
  std::map<Scope, Value> values_;
  Value value_;
};

void write_target(JsonWriter& out, const Target& target, const indicators::Indicator& indicator) {
  out.member("target", target.id).member("paper", target.paper);
  out.member("indicator", indicator.id).member("code", indicator.code).key("title");
  write(out, indicator.title);
  out.member("unit", indicator.unit)
      .member("scope", target.scope)
      .member("due", model::to_string(target.due))
      .member("comparison", name_in(indicators::kComparisonNames, target.comparison))
      .member("threshold", target.value)
      .key("place");
  write(out, target.place);
}

bool may_see(const registry::Scope& account, const Scope& scope,
             const std::vector<std::string>& regions) {
  return account.all ||
         ((account.owners.empty() ||
           std::ranges::find(account.owners, scope.operator_) != account.owners.end()) &&
          std::ranges::all_of(regions, [&](const std::string& region) {
            return std::ranges::any_of(
                account.regions, [&](const auto& own) { return registry::lies_in(region, own); });
          }));
}

// Whose figure a target is held against: those that it is asked of, unless somebody asks for one
// scope; then the nation's targets too are held against it.
std::optional<Scope> held_against(const Target& target, const IndicatorQuestion& question) {
  Scope scope{.region = target.scope,
              .operator_ = question.operators.empty() ? "" : question.operators.front()};
  if (!question.within.empty()) {
    scope.region = question.within.front();
    if (target.scope != indicators::kNation && target.scope != scope.region) {
      return std::nullopt;
    }
  }
  if (is_of_pilots(target)) {
    scope.region = indicators::kNation;  // Of an evaluation that has nothing else.
  }
  return scope;
}

// What targets are held against: everything, and the pilot regions alone.
struct Boards {
  figures::Evaluation all;
  figures::Evaluation pilots;
};

Result<Boards> evaluate(const AskedIndicators& asked, const IndicatorQuestion& question,
                        model::Month first, const IndicatorDependencies& dependencies) {
  figures::Expectation there = dependencies.expectation;
  there.provinces = dependencies.pilot_regions;
  there.only_there = true;
  std::vector<const indicators::Indicator*> theirs;
  for (const Target& target : dependencies.catalogue->targets) {
    if (is_of_pilots(target)) {
      theirs.push_back(dependencies.catalogue->definitions.indicator(target.indicator));
    }
  }
  const auto of = [&](const auto& which, const figures::Expectation& expectation) {
    return figures::evaluate(indicator_sources(dependencies), which, question.source, first,
                             question.last, asked.known, expectation, asked.scope);
  };
  auto all = of(question.which, dependencies.expectation);
  if (!all) {
    return fail_like(all);
  }
  auto pilots = of(theirs, there);
  if (!pilots) {
    return fail_like(pilots);
  }
  return Boards{.all = *std::move(all), .pilots = *std::move(pilots)};
}

}  // namespace

http::Response get_target_board(const http::Request& request,
                                const IndicatorDependencies& dependencies) {
  const auto asked = ask_indicators(request, dependencies);
  if (!asked) {
    return asked.error();
  }
  IndicatorQuestion question = asked->question;
  if (question.within.size() > 1 || question.operators.size() > 1) {
    return http::refused({{question.within.size() > 1 ? "within" : "operator",
                           "one at most: targets are held against one scope"}});
  }
  const indicators::IndicatorCatalogue& all = *dependencies.catalogue;
  question.which.clear();
  for (const Target& target : all.targets) {
    const indicators::Indicator* const one = all.definitions.indicator(target.indicator);
    if (std::ranges::find(question.which, one) == question.which.end()) {
      question.which.push_back(one);
    }
  }
  const model::Month month = question.last;
  const model::Month first = month - kBoardLooksBack;
  const auto boards = evaluate(*asked, question, first, dependencies);
  if (!boards) {
    return http::problem(boards.error());
  }
  const std::vector<std::string>& pilots = dependencies.pilot_regions;
  std::set<std::string> regions;
  JsonWriter out;
  out.begin_object().member("month", month.to_string()).key("data").begin_array();
  for (const Target& target : all.targets) {
    const indicators::Indicator& indicator = *all.definitions.indicator(target.indicator);
    const std::optional<Scope> against = held_against(target, question);
    // Every account is told what is asked of whom; figures only of where it sees everything.
    const bool theirs = is_of_pilots(target);
    for (const figures::MethodEvaluation& method :
         (theirs ? boards->pilots : boards->all).methods) {
      if (!against || &method.indicator() != &indicator ||
          method.method().source == indicators::SourceKind::imported) {
        continue;
      }
      out.begin_object();
      write_target(out, target, indicator);
      const std::vector<std::string> where = theirs ? pilots : std::vector{against->region};
      const model::Month seen = may_see(asked->scope, *against, where) ? month : first - 1;
      TargetEntry(target, *against, method, seen, first, pilots).write(out);
      out.end_object();
    }
  }
  out.end_array().key("pilot_regions").begin_array();
  for (const std::string& code : pilots) {
    out.value(code);
    regions.insert(code);
  }
  out.end_array().member("as_of_commit", asked->known.value()).key("papers").begin_array();
  for (const indicators::Paper& paper : all.papers) {
    write_paper(out, paper);
  }
  out.end_array();
  for (const std::string& code : dependencies.expectation.provinces) {
    regions.insert(code);
  }
  write_labels(out, *dependencies.registry.kinds, regions, {});
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
