#include "enrich/dns_learner.h"

#include <algorithm>

namespace sixscope::enrich {

void DnsLearner::learn(const DnsAnswer& answer) {
  const auto snapshot = snapshots_->get();
  NameTable::Meaning meaning = snapshot->names().find(answer.question);
  const std::size_t chain = std::min(answer.chain.size(), kChainMax);
  for (std::size_t i = chain; i-- > 0;) {  // From the end: that is who delivers.
    if (const NameId cdn = snapshot->names().find(answer.chain[i]).cdn; cdn != 0) {
      meaning.cdn = cdn;
      break;
    }
  }
  for (std::size_t i = 0; i < std::min(answer.addresses.size(), kAddressesMax); ++i) {
    join_->add({.server = answer.addresses[i].address,
                .client = answer.client,
                .application = meaning.application,
                .cdn = meaning.cdn,
                .at = answer.at,
                .ttl = answer.addresses[i].ttl});
  }
  state_.with([&](State& state) { note(state, answer, meaning); });
}

void DnsLearner::note(State& state, const DnsAnswer& answer, NameTable::Meaning meaning) {
  ++state.counters.answers;
  if (meaning.application == 0) {
    return;
  }
  ++state.counters.of_applications;
  auto found = state.names.find(answer.question);
  if (found == state.names.end()) {
    if (state.names.size() == kNamesMax) {
      ++state.counters.names_refused;
      return;
    }
    found = state.names.emplace(answer.question, NameFacts{}).first;
    found->second.name = answer.question;
  }
  NameFacts& facts = found->second;
  facts.application = meaning.application;
  facts.last = std::max(facts.last, answer.at);
  const bool any = !answer.addresses.empty();
  const NameId cdn = meaning.cdn != 0 ? meaning.cdn : kNoCdn;
  if (answer.asked == net::Family::v4) {
    ++facts.asked_v4;
    facts.has_a = any;
    facts.cdn_v4 = any ? cdn : facts.cdn_v4;
  } else if (answer.asked == net::Family::v6) {
    ++facts.asked_v6;
    facts.has_aaaa = any;
    facts.cdn_v6 = any ? cdn : facts.cdn_v6;
  }
}

std::vector<NameFacts> DnsLearner::names() const {
  return state_.with([](const State& state) {
    std::vector<NameFacts> names;
    names.reserve(state.names.size());
    for (const auto& [name, facts] : state.names) {
      names.push_back(facts);
    }
    return names;
  });
}

DnsLearner::Counters DnsLearner::counters() const {
  return state_.with([](const State& state) { return state.counters; });
}

}  // namespace sixscope::enrich
