#include "indicator_world.h"

#include <memory>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/indicator_files/indicator_files.h"
#include "api/indicator_calls.h"
#include "api/ledger_figures.h"
#include "apps/registry_service.h"
#include "apps/rounds_asked.h"

namespace sixscope::tests {
namespace {

// Rounds ask every operator in every province, once somebody opens one.
apps::RegistryServiceOptions with_answerers(const std::filesystem::path& catalogue) {
  apps::RegistryServiceOptions options = loopback_options();
  const figures::Expectation all = expected_everywhere(catalogue);
  options.rounds.answerers.regions = all.provinces;
  options.rounds.answerers.operators = all.operators;
  return options;
}

}  // namespace

figures::Expectation expected_everywhere(const std::filesystem::path& catalogue) {
  figures::Expectation all{.provinces = {},
                           .operators = {"china_telecom", "china_mobile", "china_unicom"}};
  const auto files = adapters::load_catalogue(catalogue);
  EXPECT_TRUE(files) << describe(files.error());
  for (const api::Region& region : (*files)->regions) {
    if (region.counted) {
      all.provinces.push_back(region.code);
    }
  }
  return all;
}

IndicatorWorld::IndicatorWorld(const std::filesystem::path& catalogue, std::size_t values_max,
                               const std::vector<std::string>& pilots)
    : RegistryWorld(shipped_kinds(), with_answerers(catalogue)) {
  auto indicators = adapters::load_indicators(catalogue);
  EXPECT_TRUE(indicators) << describe(indicators.error());
  figures::Expectation expectation = expected_everywhere(catalogue);
  expectation.rounds = [this](const auto& forms, model::Month first, model::Month last) {
    return apps::rounds_asked(rounds(), forms, first, last);
  };
  api::add_indicator_calls(router(),
                           {.registry = dependencies(),
                            .catalogue = *indicators,
                            .traffic = &traffic,
                            .ledger = std::make_shared<api::LedgerFigures>(dependencies()),
                            .expectation = std::move(expectation),
                            .pilot_regions = pilots,
                            .values_max = values_max});
}
IndicatorWorld::~IndicatorWorld() = default;

void IndicatorWorld::open_round(const std::string& form, const std::string& month,
                                const std::vector<std::string>& who) {
  Json body{{"month", month}, {"form", form}};
  if (!who.empty()) {
    body["units"] = who;
  }
  const auto opened = post("/rounds", body);
  EXPECT_EQ(opened.status, 201) << opened.body;
}

http::Response IndicatorWorld::hand_in(const std::string& form, const std::string& sheet,
                                       Ask with) {
  with.headers.emplace_back("Content-Type", "text/csv");
  clock.advance(std::chrono::seconds(1));  // A receipt is named by its time and content.
  return ask(http::Method::post,
             "/registry/imports?dry_run=false&explanation=as+counted&kind=" + form, sheet, with);
}
void IndicatorWorld::hand_in_all(const std::string& form, const std::string& sheet) {
  const auto answer = hand_in(form, sheet);
  EXPECT_EQ(answer.status, 201) << answer.body;
}

Json IndicatorWorld::values(const std::string& question, const Ask& with) {
  return json(get("/indicators/values?" + question, with)).value("data", Json());
}
Json IndicatorWorld::value(const std::string& question) {
  const Json all = values(question);
  EXPECT_EQ(all.size(), 1U) << question << ": " << all.dump();
  return all.empty() ? Json() : all[0];
}
std::pair<double, double> IndicatorWorld::parts(const Json& value) {
  return {value.value("numerator", -1.0), value.value("denominator", -1.0)};
}

std::string mobile(const std::string& month, const std::string& region,
                   const std::string& operator_, const std::string& lte, const std::string& lte_v6,
                   const std::string& nr, const std::string& nr_v6) {
  return month + "," + region + "," + operator_ + "," + lte + "," + lte_v6 + "," + nr + "," +
         nr_v6 + "\n";
}

}  // namespace sixscope::tests
