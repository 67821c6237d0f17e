#include "enrich/enricher.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "enrich/dns_learner.h"
#include "enrich/enrich_fixture.h"

namespace sixscope::enrich {
namespace {

using model::Access;
using model::Method;

constexpr const char* kUser = "2001:db8:1::1";     // Guangdong, telecom, fixed.
constexpr const char* kPhone = "2001:db8:2::1";    // Shanghai, mobile, mobile.
constexpr const char* kHosting = "2001:db8:3::1";  // Beijing, telecom, IDC.
constexpr const char* kCache = "2001:db8:4::1";    // A server, of no region.
constexpr const char* kOwned = "2001:db8:5::1";    // The dictionary says: video.
constexpr const char* kListed = "2001:db8:6::1";   // A list says: portal.
constexpr const char* kBigCdn = "2001:db8:7::1";   // By its AS.
constexpr const char* kOutside = "2001:db9::1";    // Nobody knows.
constexpr const char* kRuled = "2001:db8:8::1";    // A rule says: TCP 8443 is video.
constexpr Instant kNoon{std::chrono::hours(12) + std::chrono::hours(24 * 20'000)};

struct World : EnrichFixture {
  Latest<Snapshot> snapshots{Snapshot()};
  DnsJoin join{{.entries_max = 1000}};
  DnsLearner learner{snapshots, join};

  World() {
    read_dictionary_csv("net.csv",
                        "prefix,region,operator,access,role,application,cdn\n"
                        "2001:db8:1::/48,440305,telecom,fixed,,,\n"
                        "2001:db8:2::/48,310000,mobile,mobile,,,\n"
                        "2001:db8:3::/48,110000,telecom,idc,,,\n"
                        "2001:db8:4::/48,,,,server,,\n"
                        "2001:db8:5::/48,,,,server,video,\n",
                        context);
    Facts listed;
    listed.application = application("portal");
    read_prefix_list("portal.txt", "2001:db8:6::/48\n", listed, context);
    read_ip_to_asn("asn.tsv", "2001:db8:7::\t2001:db8:7:ffff::\t64700\tCN\tx\n", context);
    read_rules("rules.toml",
               {{.prefix = "2001:db8:8::/48",
                 .protocol = "tcp",
                 .port_first = 8443,
                 .port_last = 8443,
                 .application = "video",
                 .cdn = "fast_cdn"}},
               context);
    auto snapshot = builder.build();
    EXPECT_TRUE(snapshot) << complaints();
    if (snapshot) {
      snapshots.replace(std::move(snapshot));
    }
  }

  void answer(const char* question, const char* address, std::vector<std::string_view> chain = {},
              const char* client = kUser, Instant at = kNoon) {
    const DnsAnswer::Address one{.address = address_of(address), .ttl = std::chrono::seconds(60)};
    learner.learn({.question = question,
                   .asked = net::Family::v6,
                   .chain = chain,
                   .addresses = {&one, 1},
                   .client = address_of(client),
                   .at = at});
  }

  Labels label(const model::Flow& flow) {
    Enricher enricher({}, snapshots, &join);
    const Labels alone = enricher.label(flow);
    std::vector<model::Flow> flows(130, flow);
    std::vector<Labels> labels(flows.size());
    enricher.label(flows, labels);
    EXPECT_EQ(labels.front(), alone) << "one by one and many at once agree";
    EXPECT_EQ(labels.back(), alone);
    return alone;
  }
};

// A download: the server is the source.
model::Flow from(const char* server, const char* client, std::uint16_t port = 443) {
  model::Flow flow;
  flow.source = address_of(server);
  flow.destination = address_of(client);
  flow.source_port = port;
  flow.destination_port = 51'000;
  flow.protocol = 6;
  flow.start = kNoon + std::chrono::seconds(1);
  return flow;
}
model::Flow reversed(model::Flow flow) {
  std::swap(flow.source, flow.destination);
  std::swap(flow.source_port, flow.destination_port);
  return flow;
}

TEST(Enricher, CustomerEndGivesRegionOperatorAndAccess) {
  World world;
  const struct {
    const char* name;
    model::Flow flow;
    std::uint32_t region;
    Access access;
  } cases[] = {
      {"a user and a stranger", from(kOutside, kUser), 440000, Access::fixed},
      {"a phone and a cache", from(kCache, kPhone), 310000, Access::mobile},
      {"a user and a hosted server", from(kHosting, kUser), 440000, Access::fixed},
      {"a hosted server and a stranger", from(kHosting, kOutside), 110000, Access::idc},
      {"a hosted customer that downloads", from(kOutside, kHosting), 110000, Access::idc},
      {"a hosted customer and a cache", from(kCache, kHosting), 110000, Access::idc},
      {"two users: the one that asked", from(kUser, kPhone), 310000, Access::mobile},
      {"strangers", from(kOutside, "2001:db9::2"), 0, Access::unknown},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(row.name);
    for (const model::Flow& flow : {row.flow, reversed(row.flow)}) {
      const Labels labels = world.label(flow);
      EXPECT_EQ(labels.region, RegionCode(row.region));
      EXPECT_EQ(labels.access, row.access);
    }
  }
  Enricher fine({.region_level = RegionLevel::finest, .interfaces = {}}, world.snapshots);
  EXPECT_EQ(fine.label(from(kOutside, kUser)).region, RegionCode(440305));
}

TEST(Enricher, StrongestMethodNamesTheApplication) {
  World world;
  world.answer("www.portal.cn", kOwned);
  world.answer("a.video.cn", "2001:db8:4::2");
  world.answer("a.video.cn", kListed);
  const auto with_name = [](model::Flow flow, std::string_view name) {
    flow.server_name = name;
    return flow;
  };
  const struct {
    const char* name;
    model::Flow flow;
    const char* application;
    Method method;
  } cases[] = {
      {"rule before all", with_name(from(kRuled, kUser, 8443), "www.portal.cn"), "video",
       Method::operator_rule},
      {"rule for another port", from(kRuled, kUser, 443), "unknown", Method::unknown},
      {"dictionary before name and DNS", with_name(from(kOwned, kUser), "www.portal.cn"), "video",
       Method::operator_rule},
      {"server name before DNS", with_name(from("2001:db8:4::2", kUser), "v.portal.cn"), "video",
       Method::server_name},
      {"server name nobody knows, then DNS", with_name(from("2001:db8:4::2", kUser), "x.org"),
       "video", Method::dns},
      {"DNS before a list", from(kListed, kUser), "video", Method::dns},
      {"a list", from("2001:db8:6::9", kUser), "portal", Method::prefix_list},
      {"nothing", from(kOutside, kUser), "unknown", Method::unknown},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(row.name);
    for (const model::Flow& flow : {row.flow, reversed(row.flow)}) {
      const Labels labels = world.label(flow);
      EXPECT_EQ(world.names.applications.identifier(labels.application), row.application);
      EXPECT_EQ(labels.application_method, row.method);
    }
  }
}

TEST(Enricher, CdnComesFromTheChainOrTheOwner) {
  World world;
  world.answer("a.video.cn", "2001:db8:4::10", {"a.fast-cdn.net", "b.internal.example"});
  world.answer("a.video.cn", "2001:db8:4::11", {"other.example"});
  world.answer("a.video.cn", kBigCdn, {});
  const struct {
    const char* name;
    const char* server;
    const char* cdn;
    Method method;
  } cases[] = {
      {"in the chain", "2001:db8:4::10", "fast_cdn", Method::dns},
      {"a chain without a CDN", "2001:db8:4::11", "none", Method::dns},
      {"the owner of the address", kBigCdn, "big_cdn", Method::asn},
      {"an address of the application itself", kOwned, "none", Method::operator_rule},
      {"an address that a list gives it", kListed, "none", Method::prefix_list},
      {"nothing known", kOutside, "unknown", Method::unknown},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(row.name);
    const Labels labels = world.label(from(row.server, kUser));
    EXPECT_EQ(world.names.cdns.identifier(labels.cdn), row.cdn);
    EXPECT_EQ(labels.cdn_method, row.method);
  }
  model::Flow named = from(kCache, kUser);
  named.server_name = "www.video.cn";
  EXPECT_EQ(world.label(named).cdn, 0)
      << "a server name alone shows no CDN, nor that there is none";
}

TEST(Enricher, WhatIsNoUsersHasAClassOnly) {
  World world;
  model::Flow bgp = from(kOwned, kUser, 179);
  Labels expected;
  expected.traffic_class = model::TrafficClass::router;
  EXPECT_EQ(world.label(bgp), expected);
}

TEST(Enricher, KeepsItsSnapshotUntilToldToRefresh) {
  World world;
  Enricher enricher({}, world.snapshots);
  world.snapshots.replace(Snapshot());
  EXPECT_EQ(enricher.label(from(kOutside, kUser)).region, RegionCode(440000));
  enricher.refresh();
  EXPECT_EQ(enricher.label(from(kOutside, kUser)).region, RegionCode(0));
}

TEST(DnsLearner, KeepsWhatAnApplicationsNamesHave) {
  World world;
  world.answer("a.video.cn", kCache, {"x.big-cdn.net"});
  world.learner.learn({.question = "a.video.cn",
                       .asked = net::Family::v4,
                       .chain = {},
                       .addresses = {},
                       .client = {},
                       .at = kNoon});
  world.answer("nobody.example", kCache);
  const auto names = world.learner.names();
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0].name, "a.video.cn");
  EXPECT_EQ(names[0].application, world.application("video"));
  EXPECT_TRUE(names[0].has_aaaa);
  EXPECT_FALSE(names[0].has_a) << "asked for, and there is none";
  EXPECT_EQ(names[0].asked_v4, 1U);
  EXPECT_EQ(names[0].cdn_v6, world.cdn("big_cdn"));
  EXPECT_EQ(world.learner.counters().answers, 3U);
  EXPECT_EQ(world.learner.counters().of_applications, 2U);
}

}  // namespace
}  // namespace sixscope::enrich
