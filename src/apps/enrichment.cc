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

}  // namespace sixscope::apps
