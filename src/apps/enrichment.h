#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"
#include "base/latest.h"
#include "enrich/dns_learner.h"
#include "enrich/enricher.h"
#include "enrich/snapshot.h"
#include "enrich/vocabulary.h"
#include "ingest/labeler.h"

namespace sixscope::apps {

/// What all workers share about meaning: names, the snapshot of dictionaries, the DNS join.
struct Enrichment {
  explicit Enrichment(enrich::DnsJoinOptions join = {}) : dns(join) {}

  enrich::Vocabularies names;
  Latest<enrich::Snapshot> snapshots{std::make_shared<const enrich::Snapshot>()};
  enrich::DnsJoin dns;
  enrich::DnsLearner learner{snapshots, dns};
};

/// The collector's labeler over an enricher of its own. `enrichment` is borrowed for life.
[[nodiscard]] std::unique_ptr<ingest::Labeler> make_labeler(Enrichment& enrichment,
                                                            enrich::EnricherOptions options);

/// What the dictionary calls the exporter at `address`: the name of a block with the role
/// infrastructure, as any other may be that of households around it. Empty: nothing.
[[nodiscard]] std::string exporter_name(const Enrichment& enrichment, std::string_view address);

/// What resolver answers said of the names of applications, as the API tells it.
[[nodiscard]] std::vector<api::NameAddresses> name_addresses(const Enrichment& enrichment);

}  // namespace sixscope::apps
