#include "simulate/country.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "simulate/dns_feed.h"
#include "simulate/simulation.h"
#include "simulate/traffic.h"

namespace sixscope::simulate {
namespace {

const Instant kAutumn{std::chrono::sys_days{std::chrono::year{2025} / 10 / 15}};

std::vector<Cell> all_cells() {
  std::vector<Cell> cells;
  for (std::uint8_t p = 0; p < kProvinces; ++p) {
    for (std::uint8_t o = 0; o < kOperators; ++o) {
      for (std::uint8_t a = 0; a < kAccesses; ++a) {
        cells.push_back({p, o, a});
      }
    }
  }
  return cells;
}

TEST(Country, BlocksOfCellsAndServersDoNotOverlap) {
  std::vector<net::Prefix> blocks;
  for (const Cell& cell : all_cells()) {
    blocks.push_back(user_block_v4(cell));
    blocks.push_back(user_block_v6(cell));
  }
  for (std::size_t cdn = 0; cdn < kCdns; ++cdn) {
    blocks.push_back(cdn_block_v4(cdn));
    blocks.push_back(cdn_block_v6(cdn));
  }
  std::sort(blocks.begin(), blocks.end());
  for (std::size_t i = 0; i + 1 < blocks.size(); ++i) {
    EXPECT_FALSE(blocks[i].contains(blocks[i + 1])) << blocks[i].to_string();
  }
}

TEST(Country, ServersLieInTheBlockOfTheirNetwork) {
  for (std::size_t a = 0; a < applications().size(); ++a) {
    for (std::size_t cdn = 0; cdn < kCdns; ++cdn) {
      EXPECT_TRUE(cdn_block_v4(cdn).contains(server_block_v4(a, cdn)));
      EXPECT_TRUE(cdn_block_v6(cdn).contains(server_block_v6(a, cdn)));
      EXPECT_TRUE(server_block_v4(a, cdn).contains(
          server_address(net::Family::v4, a, cdn, kServersPerPool - 1)));
      EXPECT_TRUE(server_block_v6(a, cdn).contains(
          server_address(net::Family::v6, a, cdn, kServersPerPool - 1)));
    }
  }
}

// Some names lag behind: asked for AAAA, the resolver has none, and nobody gets there over IPv6.
TEST(Country, NamesWithoutAaaaAreAnsweredWithNothingAndCarryNoIpv6) {
  std::size_t none = 0;
  for (const ResolverAnswer& answer : resolver_answers()) {
    const bool lacking = v4_only(answer.application, answer.cdn);
    const bool empty = answer.family == net::Family::v6 && lacking;
    EXPECT_EQ(server_count(answer), empty ? 0 : kServersPerPool);
    EXPECT_EQ(asked_name(answer.application, answer.cdn) == applications()[answer.application].host,
              !lacking);
    none += empty ? 1U : 0U;
  }
  EXPECT_GT(none, 0U);
  Traffic traffic(7);
  const Moment moment{kAutumn, kAutumn, kAutumn + std::chrono::minutes{1}};
  std::size_t lagging = 0;
  for (int i = 0; i < 20'000; ++i) {
    const TrueFlow flow = traffic.draw(0, 0, moment, 20);
    if (flow.traffic_class == model::TrafficClass::user && v4_only(flow.application, flow.cdn)) {
      EXPECT_EQ(flow.family, net::Family::v4);
      ++lagging;
    }
  }
  EXPECT_GT(lagging, 100U);
}

// The country has to look like the papers: fixed near 30 %, mobile near 69 %, IDC lower, leased
// lines low, all of them growing.
TEST(Country, SharesAreThoseOfThePapers) {
  double fixed = 0;
  double mobile = 0;
  double weight = 0;
  for (const Cell& cell : all_cells()) {
    const double w = provinces()[cell.province].weight * operators()[cell.operator_].weight;
    if (cell.access == 0) {
      fixed += w * v6_probability(cell, kAutumn);
      weight += w;
    } else if (cell.access == 1) {
      mobile += w * v6_probability(cell, kAutumn);
    }
    const Instant later = kAutumn + std::chrono::days{365};
    EXPECT_GT(v6_probability(cell, later), v6_probability(cell, kAutumn));
  }
  EXPECT_NEAR(fixed / weight, 0.31, 0.03);
  EXPECT_NEAR(mobile / weight, 0.69, 0.03);
  EXPECT_LT(v6_probability({0, 0, 3}, kAutumn), 0.12);
}

TEST(Country, NightIsQuietAndEveningIsBusy) {
  const Instant night = kAutumn + std::chrono::hours{20};    // 04:00 in Shanghai.
  const Instant evening = kAutumn + std::chrono::hours{12};  // 20:00.
  EXPECT_LT(activity(0, night), 0.4 * activity(0, evening));
  EXPECT_LT(load(0, 0, night), load(0, 0, evening));
}

TEST(ExporterRoster, HasDistinctLoopbackAddressesAndEveryProtocol) {
  std::set<net::IpAddress> addresses;
  std::set<Protocol> protocols;
  std::set<std::string> names;
  for (const ExporterProfile& profile : exporter_roster()) {
    EXPECT_EQ(profile.address.v4_value() >> 24U, 127U);
    addresses.insert(profile.address);
    protocols.insert(profile.protocol);
    names.insert(profile.name);
  }
  EXPECT_EQ(addresses.size(), exporter_roster().size());
  EXPECT_EQ(names.size(), exporter_roster().size());
  EXPECT_EQ(protocols.size(), kProtocolNames.size());
}

}  // namespace
}  // namespace sixscope::simulate
