#include "apps/indicator_setup.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/indicator_files/indicator_files.h"
#include "api/ledger_figures.h"
#include "apps/places.h"
#include "apps/rounds_asked.h"
#include "figures/gather.h"

namespace sixscope::apps {

Result<std::vector<std::string>> pilot_regions(const settings::Settings& settings,
                                               const registry::Kinds& kinds) {
  const registry::CodeList* const regions = kinds.list("region");
  std::vector<std::string> pilots = settings.list("indicators.pilot_regions");
  for (const std::string& one : pilots) {
    const bool is_known = regions != nullptr &&
                          std::ranges::find(*regions, one, &registry::Code::code) != regions->end();
    if (!is_known || one == rounds::kCountry) {
      return fail_because("'" + one + "'", Errc::malformed,
                          "indicators.pilot_regions: write codes of provinces or cities, 440300");
    }
  }
  return pilots;
}

Result<api::IndicatorDependencies> indicator_dependencies(const settings::Settings& settings,
                                                          const api::RegistryDependencies& registry,
                                                          const store::VolumeStore* traffic,
                                                          const rounds::RoundStore& rounds) {
  const auto directory = find_directory("catalogue");
  if (!directory) {
    return fail_because("set SIXSCOPE_HOME to the folder that has it", Errc::not_found,
                        "the catalogue is not there");
  }
  auto catalogue = adapters::load_indicators(*directory);
  if (!catalogue) {
    return fail_like(catalogue);
  }
  std::string wrong;
  for (const std::string& fault : figures::check_sources(**catalogue, *registry.kinds)) {
    wrong += (wrong.empty() ? "" : "\n") + fault;
  }
  if (!wrong.empty()) {
    return fail_because(std::move(wrong), Errc::malformed,
                        "the catalogue of indicators does not fit the kinds");
  }
  const auto regions = adapters::load_catalogue(*directory);
  if (!regions) {
    return fail_like(regions);
  }
  figures::Expectation expectation{
      .operators = settings.list("indicators.operators"),
      .rounds = [&rounds](const auto& forms, model::Month first, model::Month last) {
        return rounds_asked(rounds, forms, first, last);
      }};
  for (const api::Region& region : (*regions)->regions) {
    if (region.counted) {
      expectation.provinces.push_back(region.code);
    }
  }
  auto pilots = pilot_regions(settings, *registry.kinds);
  if (!pilots) {
    return fail_like(pilots);
  }
  return api::IndicatorDependencies{.registry = registry,
                                    .catalogue = *std::move(catalogue),
                                    .traffic = traffic,
                                    .ledger = std::make_shared<const api::LedgerFigures>(registry),
                                    .expectation = std::move(expectation),
                                    .pilot_regions = *std::move(pilots)};
}

}  // namespace sixscope::apps
