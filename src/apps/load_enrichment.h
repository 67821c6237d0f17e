#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/files/enrich_files.h"
#include "apps/enrichment.h"
#include "base/clock.h"
#include "enrich/problem.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// All files behind a snapshot, MaxMind DB files among them.
struct EnrichmentSources {
  adapters::EnrichFiles files;
  std::vector<std::string> mmdb;
};

/// The sources that the settings `enrich.*` name.
[[nodiscard]] EnrichmentSources enrichment_sources(const settings::Settings& settings);

/// Builds snapshots from files. Used by one thread; `enrichment` is borrowed for life.
///
/// A load is whole or nothing: with any error among its problems the old snapshot stays in place.
class EnrichmentLoader {
 public:
  EnrichmentLoader(Enrichment& enrichment, EnrichmentSources sources);

  /// Reads all files and puts the new snapshot in place. `now` decides which dated rows count, by
  /// the day in Shanghai.
  enrich::Problems load(Instant now);
  /// Loads if a file has changed since, or a new day has begun; nothing if not. Call it every few
  /// seconds.
  std::optional<enrich::Problems> poll(Instant now);

  [[nodiscard]] const enrich::Regions& regions() const { return regions_; }

 private:
  Enrichment* enrichment_;
  EnrichmentSources sources_;
  enrich::Regions regions_;
  adapters::FileWatch watch_;
  std::chrono::sys_days day_{};
};

/// The roles of interfaces from CSV files, for EnricherOptions; faults go to `problems`.
[[nodiscard]] std::vector<enrich::InterfaceRule> load_interfaces(
    const std::vector<std::string>& paths, enrich::Problems& problems);

/// What a server would refuse in the files that the settings `enrich.*` name, as faults. Reads all
/// of them, which takes a second or two where they are large.
[[nodiscard]] std::vector<settings::Fault> check_enrichment(const settings::Settings& settings,
                                                            Instant now);

}  // namespace sixscope::apps
