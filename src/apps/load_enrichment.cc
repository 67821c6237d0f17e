#include "apps/load_enrichment.h"

#include <utility>

#include "adapters/files/file_text.h"
#include "adapters/mmdb/mmdb_file.h"

namespace sixscope::apps {
namespace {

std::vector<std::string> watched(const EnrichmentSources& sources) {
  std::vector<std::string> paths = adapters::paths_of(sources.files);
  paths.insert(paths.end(), sources.mmdb.begin(), sources.mmdb.end());
  return paths;
}

// Dictionaries are dated in the days of the reporting zone.
std::chrono::sys_days day_of(Instant now) {
  constexpr std::chrono::hours kShanghai{8};
  return std::chrono::floor<std::chrono::days>(now + kShanghai);
}

}  // namespace

EnrichmentSources enrichment_sources(const settings::Settings& settings) {
  return {.files = {.dictionaries = settings.list("enrich.dictionaries"),
                    .operator_prefixes = settings.list("enrich.operator_prefixes"),
                    .geofeeds = settings.list("enrich.geofeeds"),
                    .ip_to_asn = settings.list("enrich.iptoasn"),
                    .rir_delegated = settings.list("enrich.rir_delegated"),
                    .applications = settings.list("enrich.applications"),
                    .cdns = settings.list("enrich.cdns")},
          .mmdb = settings.list("enrich.mmdb")};
}

EnrichmentLoader::EnrichmentLoader(Enrichment& enrichment, EnrichmentSources sources)
    : enrichment_(&enrichment),
      sources_(std::move(sources)),
      regions_(adapters::builtin_regions()),
      watch_(watched(sources_)) {}

enrich::Problems EnrichmentLoader::load(Instant now) {
  day_ = day_of(now);
  enrich::SnapshotBuilder builder;
  enrich::ReadContext context{
      .builder = builder, .names = enrichment_->names, .regions = regions_, .as_of = day_};
  adapters::read_enrich_files(sources_.files, context);
  for (const std::string& path : sources_.mmdb) {
    adapters::read_mmdb(path, context);
  }
  if (auto snapshot = builder.build()) {
    enrichment_->snapshots.replace(std::move(snapshot));
  }
  return std::move(builder.problems());
}

std::optional<enrich::Problems> EnrichmentLoader::poll(Instant now) {
  const bool changed = watch_.changed();
  if (!changed && day_of(now) == day_) {
    return std::nullopt;
  }
  return load(now);
}

std::vector<enrich::InterfaceRule> load_interfaces(const std::vector<std::string>& paths,
                                                   enrich::Problems& problems) {
  std::vector<enrich::InterfaceRule> rules;
  for (const std::string& path : paths) {
    const auto text = adapters::read_file_text(path);
    if (!text) {
      problems.add({.file = path,
                    .line = 0,
                    .severity = enrich::Severity::error,
                    .what = describe(text.error()),
                    .remedy = "correct the path in enrich.interfaces"});
      continue;
    }
    const auto read = enrich::read_interfaces_csv(path, *text, problems);
    rules.insert(rules.end(), read.begin(), read.end());
  }
  return rules;
}

std::vector<settings::Fault> check_enrichment(const settings::Settings& settings, Instant now) {
  Enrichment enrichment;
  EnrichmentLoader loader(enrichment, enrichment_sources(settings));
  enrich::Problems problems = loader.load(now);
  static_cast<void>(load_interfaces(settings.list("enrich.interfaces"), problems));
  std::vector<settings::Fault> faults;
  for (const enrich::Problem& problem : problems.list()) {
    if (problem.severity == enrich::Severity::error) {
      faults.push_back(
          {problem.line == 0 ? problem.file : problem.file + ":" + std::to_string(problem.line),
           problem.what + "; " + problem.remedy});
    }
  }
  return faults;
}

}  // namespace sixscope::apps
