#include "apps/enrichment.h"

#include <utility>

namespace sixscope::apps {
namespace {

class EnricherLabeler final : public ingest::Labeler {
 public:
  EnricherLabeler(Enrichment& enrichment, enrich::EnricherOptions options)
      : names_(enrichment.names),
        enricher_(std::move(options), enrichment.snapshots, &enrichment.dns) {}

  void know_exporter(std::uint32_t index, const net::IpAddress& address) override {
    enricher_.know_exporter(index, address);
  }
  void refresh() override { enricher_.refresh(); }
  void label(std::span<const model::Flow> flows, std::span<enrich::Labels> labels) override {
    enricher_.label(flows, labels);
  }
  [[nodiscard]] std::string name(store::Dimension dimension, enrich::NameId number) const override {
    switch (dimension) {
      case store::Dimension::operator_:
        return std::string(names_.operators.identifier(number));
      case store::Dimension::application:
        return std::string(names_.applications.identifier(number));
      default:
        return std::string(names_.cdns.identifier(number));
    }
  }

 private:
  const enrich::Vocabularies& names_;
  enrich::Enricher enricher_;
};

}  // namespace

std::unique_ptr<ingest::Labeler> make_labeler(Enrichment& enrichment,
                                              enrich::EnricherOptions options) {
  return std::make_unique<EnricherLabeler>(enrichment, std::move(options));
}

std::string exporter_name(const Enrichment& enrichment, std::string_view address) {
  const auto parsed = net::IpAddress::parse(address);
  if (!parsed) {
    return {};
  }
  const auto snapshot = enrichment.snapshots.get();
  const enrich::Facts& facts = snapshot->at(*parsed).facts;
  return facts.role == enrich::Role::infrastructure ? std::string(snapshot->site(facts.site))
                                                    : std::string();
}

std::vector<api::NameAddresses> name_addresses(const Enrichment& enrichment) {
  const auto cdn = [&](enrich::NameId id) {
    return id == 0 ? std::string() : std::string(enrichment.names.cdns.identifier(id));
  };
  std::vector<api::NameAddresses> all;
  for (const enrich::NameFacts& facts : enrichment.learner.names()) {
    all.push_back(
        {.name = facts.name,
         .application = std::string(enrichment.names.applications.identifier(facts.application)),
         .cdn_v4 = cdn(facts.cdn_v4),
         .cdn_v6 = cdn(facts.cdn_v6),
         .asked_v4 = facts.asked_v4,
         .asked_v6 = facts.asked_v6,
         .has_a = facts.has_a,
         .has_aaaa = facts.has_aaaa,
         .last = facts.last});
  }
  return all;
}

}  // namespace sixscope::apps
