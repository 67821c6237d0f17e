#include "apps/catalogue_check.h"

#include <fmt/format.h>

#include <string>

#include "adapters/indicator_files/indicator_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "adapters/report_files/report_files.h"
#include "figures/gather.h"

namespace sixscope::apps {
namespace {

void add(std::vector<settings::Fault>& faults, const std::filesystem::path& catalogue,
         const std::vector<adapters::CatalogueFault>& found) {
  for (const adapters::CatalogueFault& one : found) {
    const std::string file = (catalogue / one.file).string();
    faults.push_back({one.line == 0 ? file : fmt::format("{} line {}", file, one.line), one.what});
  }
}

}  // namespace

std::vector<settings::Fault> check_catalogue(const std::filesystem::path& catalogue) {
  std::vector<settings::Fault> faults;
  const auto kinds = adapters::load_kinds(catalogue);
  if (!kinds) {
    faults.push_back({catalogue.string(), describe(kinds.error())});
  }
  const adapters::ReadIndicators indicators = adapters::read_indicators(catalogue);
  add(faults, catalogue, indicators.faults);
  if (!faults.empty()) {
    return faults;  // What follows from them would be told as faults of their own.
  }
  for (std::string& what : figures::check_sources(indicators.catalogue, **kinds)) {
    faults.push_back({catalogue.string(), std::move(what)});
  }
  add(faults, catalogue, adapters::read_reports(catalogue, indicators.catalogue).faults);
  return faults;
}

}  // namespace sixscope::apps
