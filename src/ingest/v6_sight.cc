#include "ingest/v6_sight.h"

#include <algorithm>

namespace sixscope::ingest {

using model::V6Sight;

V6Sight v6_sight(const SightFacts& facts, const SightRules& rules, Instant now) {
  if (std::ranges::find(rules.blind, facts.address) != rules.blind.end()) {
    return V6Sight::declared_blind;
  }
  if (facts.v6_record_at != Instant{} && now - facts.v6_record_at <= rules.template_lapse) {
    return V6Sight::clear;
  }
  if (!facts.has_v6_format) {
    return facts.only_netflow5 ? V6Sight::v5_only : V6Sight::no_template;
  }
  if (facts.v6_template_at != Instant{} &&
      facts.templates_at - facts.v6_template_at > rules.template_lapse) {
    return V6Sight::template_lapsed;
  }
  if (facts.only_v4_sampled) {
    return V6Sight::no_sampler;
  }
  if (facts.has_templates && facts.v4_flows >= rules.silence_v4_flows_min &&
      now - facts.v4_only_since >= rules.silence) {
    return V6Sight::silent;
  }
  return V6Sight::clear;
}

bool is_blind(V6Sight sight, const SightRules& rules) {
  return sight != V6Sight::clear && (sight != V6Sight::silent || rules.silent_is_blind);
}

}  // namespace sixscope::ingest
