#include "api/indicator_question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "api/question_reader.h"

namespace sixscope::api {
namespace {

std::string all_ids(const indicators::IndicatorCatalogue& catalogue) {
  std::vector<std::string_view> codes;
  for (const indicators::Indicator& one : catalogue.definitions.indicators) {
    codes.emplace_back(one.code);
  }
  return fmt::format("{}", fmt::join(codes, ", "));
}

bool lies_within(const indicators::Scope& scope, const std::vector<std::string>& regions) {
  return std::ranges::any_of(regions, [&](const std::string& region) {
    return region == indicators::kNation || registry::lies_in(scope.region, region);
  });
}

// What may be none has been told by the reader already; the nation and "unknown" are in no list.
bool is_region_code(std::string_view region) {
  constexpr std::size_t kDigits = 6;
  return region.size() == kDigits && region != indicators::kNation &&
         std::ranges::all_of(region, [](char c) { return c >= '0' && c <= '9'; });
}

// Operators are not held against their list: a dictionary of the platform's own names more.
void check_regions(const IndicatorQuestion& question, const registry::Kinds& kinds,
                   QuestionReader& reader) {
  const registry::CodeList* const codes = kinds.list("region");
  for (const std::string& region : question.within) {
    if (is_region_code(region) && codes != nullptr &&
        std::ranges::find(*codes, region, &registry::Code::code) == codes->end()) {
      reader.fault("within", fmt::format("no region has the code '{}'", region));
    }
  }
}

std::string in_words(figures::PeriodKind kind) {
  std::string words(figures::kPeriodKindNames.at(static_cast<std::size_t>(kind)));
  std::ranges::replace(words, '_', ' ');
  return words;
}

}  // namespace

Parsed<IndicatorQuestion> parse_indicator_question(const http::Request& request, Instant now,
                                                   const indicators::IndicatorCatalogue& catalogue,
                                                   const registry::Kinds& kinds) {
  QuestionReader reader(request);
  IndicatorQuestion question;
  for (const std::string& name : split(reader.text("indicator"))) {
    const indicators::Indicator* const known = catalogue.definitions.indicator(name);
    if (known == nullptr) {
      reader.fault("indicator", fmt::format("'{}' is none of {}", name, all_ids(catalogue)));
    } else {
      question.which.push_back(known);
    }
  }
  if (question.which.empty()) {
    for (const indicators::Indicator& one : catalogue.definitions.indicators) {
      question.which.push_back(&one);
    }
  }
  if (const std::string_view source = reader.text("source"); !source.empty()) {
    if (const auto place = reader.in("source", source, indicators::kSourceKindNames)) {
      question.source = static_cast<indicators::SourceKind>(*place);
    }
  }
  if (const std::string_view period = reader.text("period"); !period.empty()) {
    if (const auto place = reader.in("period", period, figures::kPeriodKindNames)) {
      question.period = static_cast<figures::PeriodKind>(*place);
    }
  }
  const model::Month whole = model::Month::of(model::day_in_china(now)) - 1;
  const std::int32_t length = figures::months_of(question.period);
  question.last = whole - whole.month() % length;  // The newest period that is over.
  question.first = question.last - (length - 1);
  const bool by_day = question.period == figures::PeriodKind::day;
  reader.months(question.first, question.last,
                by_day ? kIndicatorDailyMonthsMax : kIndicatorMonthsMax);
  question.periods = figures::periods_in(question.first, question.last, question.period);
  std::erase_if(question.periods, [today = model::day_in_china(now)](const auto& one) {
    return one.day && *one.day >= today;
  });
  if (question.periods.empty()) {
    reader.fault("period", fmt::format("no whole {} lies in {}..{}; ask for `months` that hold one",
                                       in_words(question.period), question.first.to_string(),
                                       question.last.to_string()));
  }
  for (const std::string& one : split(reader.text("by"))) {
    if (one == "region" || one == "province") {
      question.by_region = true;
    } else if (one == "operator") {
      question.by_operator = true;
    } else {
      reader.fault("by", fmt::format("'{}' is none of region, operator", one));
    }
  }
  question.within = reader.regions("within");
  question.operators = split(reader.text("operator"));
  check_regions(question, kinds, reader);
  if (const auto commit = reader.commit("as_of_commit"); commit != registry::CommitNumber()) {
    question.known = commit;
  }
  http::Faults faults = reader.take_faults();
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return question;
}

bool is_asked(const IndicatorQuestion& question, const indicators::Scope& scope,
              const registry::Scope& account) {
  if (!account.all &&
      (!lies_within(scope, account.regions) ||
       (!account.owners.empty() &&
        std::ranges::find(account.owners, scope.operator_) == account.owners.end()))) {
    return false;
  }
  const bool is_operator =
      question.operators.empty()
          ? question.by_operator || scope.operator_.empty()
          : std::ranges::find(question.operators, scope.operator_) != question.operators.end();
  if (!is_operator) {
    return false;
  }
  const std::vector<std::string> nation = {indicators::kNation};
  const std::vector<std::string>& within = question.within.empty() ? nation : question.within;
  return question.by_region ? lies_within(scope, within)
                            : std::ranges::find(within, scope.region) != within.end();
}

tl::expected<AskedIndicators, http::Response> ask_indicators(
    const http::Request& request, const IndicatorDependencies& dependencies) {
  auto scope = dependencies.registry.scope_of(request);
  if (!scope) {
    return tl::unexpected(http::problem(scope.error()));
  }
  auto question = parse_indicator_question(request, dependencies.registry.clock.now(),
                                           *dependencies.catalogue, *dependencies.registry.kinds);
  if (!question) {
    return tl::unexpected(http::refused(std::move(question.error())));
  }
  const auto newest = dependencies.registry.store.newest_commit();
  if (!newest) {
    return tl::unexpected(http::problem(newest.error()));
  }
  const registry::CommitNumber known =
      question->known ? std::min(*question->known, *newest) : *newest;
  return AskedIndicators{
      .scope = *std::move(scope), .question = *std::move(question), .known = known};
}

figures::Sources indicator_sources(const IndicatorDependencies& dependencies) {
  return {.catalogue = *dependencies.catalogue,
          .kinds = *dependencies.registry.kinds,
          .registry = dependencies.registry.store,
          .traffic = dependencies.traffic,
          .ledger = dependencies.ledger.get()};
}

}  // namespace sixscope::api
