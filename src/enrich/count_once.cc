#include "enrich/count_once.h"

#include <algorithm>

namespace sixscope::enrich {

CountOnce::CountOnce(std::span<const InterfaceRule> rules) : rules_(rules.begin(), rules.end()) {}

CountOnce::Exporter& CountOnce::exporter(std::uint32_t index) {
  if (index >= exporters_.size()) {
    exporters_.resize(std::min<std::size_t>(index, kExportersMax - 1) + 1);
  }
  return exporters_[std::min<std::size_t>(index, kExportersMax - 1)];
}

void CountOnce::know_exporter(std::uint32_t index, const net::IpAddress& address) {
  Exporter& known = exporter(index);
  known = {};  // What was learnt there was another exporter's.
  for (const InterfaceRule& rule : rules_) {
    if (rule.exporter != address) {
      continue;
    }
    if (rule.interface == 0) {
      known.default_role = rule.role;
    } else {
      known.roles[rule.interface] = rule.role;
    }
  }
}

void CountOnce::learn(Exporter& exporter, std::uint32_t interface) {
  exporter.ingress_last = interface;
  const auto place = std::lower_bound(exporter.ingress.begin(), exporter.ingress.end(), interface);
  if ((place == exporter.ingress.end() || *place != interface) &&
      exporter.ingress.size() < kInterfacesMax) {
    exporter.ingress.insert(place, interface);
  }
}

bool CountOnce::repeats_ingress(const Exporter& exporter, const model::Flow& flow) {
  const auto& metered = exporter.ingress;
  if (flow.input_interface != 0) {
    return std::binary_search(metered.begin(), metered.end(), flow.input_interface);
  }
  return std::any_of(metered.begin(), metered.end(), [&](std::uint32_t interface) {
    return interface != flow.output_interface || interface == 0;
  });
}

bool CountOnce::counts(const model::Flow& flow) {
  Exporter& from = exporter(flow.exporter);
  if (flow.direction == model::Direction::ingress && flow.input_interface != from.ingress_last) {
    learn(from, flow.input_interface);
  }
  InterfaceRole role = from.default_role;
  if (!from.roles.empty()) {
    const auto rule = from.roles.find(flow.input_interface);
    role = rule == from.roles.end() ? role : rule->second;
  }
  if (role == InterfaceRole::core) {
    return false;
  }
  return flow.direction != model::Direction::egress || !repeats_ingress(from, flow);
}

}  // namespace sixscope::enrich
