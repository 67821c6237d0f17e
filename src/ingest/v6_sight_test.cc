#include "ingest/v6_sight.h"

#include <gtest/gtest.h>

namespace sixscope::ingest {
namespace {

using model::V6Sight;
using std::chrono::minutes;

const Instant kNow{std::chrono::seconds(1'780'000'000)};

SightFacts netflow9() {
  SightFacts facts;
  facts.address = net::IpAddress::v4(0xC0000201);
  facts.only_netflow5 = false;
  facts.has_v6_format = facts.has_templates = true;
  facts.templates_at = facts.v6_template_at = kNow;
  facts.v4_only_since = kNow - minutes(600);
  return facts;
}

TEST(V6Sight, IsWhatTheFactsAllowToSay) {
  const auto with = [](auto change) {
    SightFacts facts = netflow9();
    change(facts);
    return facts;
  };
  struct Case {
    const char* name;
    SightFacts facts;
    V6Sight sight;
  };
  const Case cases[] = {
      {"announces IPv6, nothing came yet", netflow9(), V6Sight::clear},
      {"NetFlow v5", SightFacts{}, V6Sight::v5_only},
      {"no IPv6 template", with([](SightFacts& facts) {
         facts.has_v6_format = false;
         facts.v6_template_at = {};
       }),
       V6Sight::no_template},
      {"the IPv6 template is no longer announced",
       with([](SightFacts& facts) { facts.v6_template_at = kNow - minutes(61); }),
       V6Sight::template_lapsed},
      {"nor is any other: a TCP session announces once", with([](SightFacts& facts) {
         facts.templates_at = facts.v6_template_at = kNow - minutes(600);
       }),
       V6Sight::clear},
      {"no longer announced, but records come", with([](SightFacts& facts) {
         facts.v6_template_at = kNow - minutes(61);
         facts.v6_record_at = kNow - minutes(1);
       }),
       V6Sight::clear},
      {"samplers for IPv4 only", with([](SightFacts& facts) { facts.only_v4_sampled = true; }),
       V6Sight::no_sampler},
      {"samplers for IPv4 only, but records come", with([](SightFacts& facts) {
         facts.only_v4_sampled = true;
         facts.v6_record_at = kNow - minutes(1);
       }),
       V6Sight::clear},
      {"much IPv4 and no IPv6", with([](SightFacts& facts) { facts.v4_flows = 10'000; }),
       V6Sight::silent},
      {"too little IPv4 to tell", with([](SightFacts& facts) { facts.v4_flows = 9'999; }),
       V6Sight::clear},
      {"too short to tell", with([](SightFacts& facts) {
         facts.v4_flows = 1'000'000;
         facts.v4_only_since = kNow - minutes(59);
       }),
       V6Sight::clear},
      {"sFlow samples whatever passes", with([](SightFacts& facts) {
         facts.v4_flows = 1'000'000;
         facts.has_templates = false;
       }),
       V6Sight::clear},
      {"the operator knows", with([](SightFacts& facts) {
         facts.address = net::IpAddress::v4(0xC0000202);
         facts.v6_record_at = kNow;
       }),
       V6Sight::declared_blind},
  };
  SightRules rules;
  rules.blind = {net::IpAddress::v4(0xC0000202)};
  for (const Case& one : cases) {
    EXPECT_EQ(v6_sight(one.facts, rules, kNow), one.sight) << one.name;
  }
}

TEST(V6Sight, SuspicionIsNoBlindnessUnlessTheOperatorSaysSo) {
  EXPECT_FALSE(is_blind(V6Sight::clear, {}));
  EXPECT_FALSE(is_blind(V6Sight::silent, {}));
  SightRules strict;
  strict.silent_is_blind = true;
  EXPECT_TRUE(is_blind(V6Sight::silent, strict));
  for (const V6Sight sight : {V6Sight::v5_only, V6Sight::no_template, V6Sight::template_lapsed,
                              V6Sight::no_sampler, V6Sight::declared_blind}) {
    EXPECT_TRUE(is_blind(sight, {}));
  }
}

}  // namespace
}  // namespace sixscope::ingest
