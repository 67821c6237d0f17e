#include "apps/indicator_setup.h"

#include <string>
#include <vector>

#include "adapters/catalogue/catalogue_files.h"
#include "adapters/indicator_files/indicator_files.h"
#include "apps/places.h"
#include "figures/gather.h"

namespace sixscope::apps {

Result<api::IndicatorDependencies> indicator_dependencies(const settings::Settings& settings,
                                                          const api::RegistryDependencies& registry,
                                                          const store::VolumeStore* traffic) {
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
  figures::Expectation expectation{.provinces = {},
                                   .operators = settings.list("indicators.operators")};
  for (const api::Region& region : (*regions)->regions) {
    if (region.counted) {
      expectation.provinces.push_back(region.code);
    }
  }
  return api::IndicatorDependencies{.registry = registry,
                                    .catalogue = *std::move(catalogue),
                                    .traffic = traffic,
                                    .expectation = std::move(expectation)};
}

}  // namespace sixscope::apps
