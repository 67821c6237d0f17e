#include "enrich/lists.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "enrich/enrich_fixture.h"
#include "testing/source_dir.h"

namespace sixscope::enrich {
namespace {

constexpr std::uint16_t country(const char* code) {
  return static_cast<std::uint16_t>(static_cast<unsigned>(code[0]) << 8U |
                                    static_cast<unsigned>(code[1]));
}

TEST(Lists, LayersAreMergedAttributeByAttribute) {
  EnrichFixture world;
  read_dictionary_csv("net.csv", "prefix,access\n2001:db8::/40,mobile\n", world.context);
  Facts telecom;
  telecom.operator_ = world.operator_id("telecom");
  read_prefix_list("telecom.txt", "2001:db8::/32\n", telecom, world.context);
  read_geofeed("geo.csv", "2001:db8::/48,CN,CN-44,,\n2001:db8:1::/48,CN,CN-GD,Shenzhen,\n",
               world.context);
  read_ip_to_asn("asn.tsv",
                 "2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64510\tCN\tMOBILE\n",
                 world.context);
  read_delegated("delegated",
                 "2|apnic|20260301|1|||\napnic|JP|ipv6|2001:db8::|32|20200101|allocated|x\n",
                 world.context);
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot) << world.complaints();
  const Attributes& found = snapshot->at(address_of("2001:db8::1"));
  EXPECT_EQ(found.facts.access, model::Access::mobile);
  EXPECT_EQ(found.facts.operator_, world.operator_id("telecom")) << "the list beats the AS";
  EXPECT_EQ(found.operator_from, Layer::prefix_list);
  EXPECT_EQ(found.facts.region, RegionCode(440000));
  EXPECT_EQ(found.region_from, Layer::geofeed);
  EXPECT_EQ(found.facts.country, country("CN")) << "the geofeed beats the registry";
  EXPECT_EQ(found.facts.asn, Asn(64510));
  EXPECT_EQ(found.asn_from, Layer::ip_to_asn);
  EXPECT_EQ(snapshot->at(address_of("2001:db8:1::")).facts.region, RegionCode(440000));
  EXPECT_EQ(snapshot->at(address_of("2001:db8:2::")).facts.country, country("JP"));
}

TEST(Lists, AnAsNumberGivesWhatNoListSays) {
  EnrichFixture world;
  read_ip_to_asn("asn.tsv",
                 "192.0.2.0\t192.0.2.255\t64501\tCN\tT\n198.51.100.0\t198.51.100.99\t64700\tUS\tB\n"
                 "203.0.113.0\t203.0.113.0\t64600\tNone\tV\n",
                 world.context);
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot) << world.complaints();
  EXPECT_EQ(snapshot->at(address_of("192.0.2.77")).facts.operator_, world.operator_id("telecom"));
  const Attributes& last = snapshot->at(address_of("198.51.100.99"));
  EXPECT_EQ(last.facts.cdn, world.cdn("big_cdn"));
  EXPECT_EQ(last.cdn_method, model::Method::asn);
  EXPECT_EQ(snapshot->at(address_of("198.51.100.100")), Attributes{}) << "one past the range";
  EXPECT_EQ(snapshot->at(address_of("203.0.113.0")).application_method, model::Method::asn);
}

TEST(Lists, BadLinesAreComplainedAbout) {
  const struct {
    const char* name;
    void (*read)(std::string_view, std::string_view, ReadContext&);
    const char* text;
    std::size_t errors;
    std::size_t warnings;
  } cases[] = {
      {"geofeed: bad prefix and country", read_geofeed, "x,CN\n2001:db8::/32,CHN\n::/0,ZZ\n", 0, 2},
      {"geofeed: bad region", read_geofeed, "2001:db8::/32,CN,CN-99,,\n", 0, 1},
      {"asn: words", read_ip_to_asn, "a\tb\tc\n1.0.0.0\t1.0.0.9\tx\n1.0.0.0\n", 3, 0},
      {"asn: backward", read_ip_to_asn, "1.0.0.9\t1.0.0.0\t1\tCN\tx\n", 1, 0},
      {"asn: two families", read_ip_to_asn, "1.0.0.9\t2001:db8::\t1\tCN\tx\n", 1, 0},
      {"asn: overlap", read_ip_to_asn, "1.0.0.0\t1.0.0.9\t1\tCN\tx\n1.0.0.9\t1.0.0.20\t2\tCN\ty\n",
       1, 0},
      {"delegated: too many", read_delegated, "a|CN|ipv4|255.255.255.0|257|2020|allocated|x\n", 1,
       0},
      {"delegated: free", read_delegated, "a||ipv4|10.0.0.0|256||available|\n", 0, 0},
  };
  for (const auto& [name, read, text, errors, warnings] : cases) {
    SCOPED_TRACE(name);
    EnrichFixture world;
    read("file", text, world.context);
    EXPECT_EQ(world.builder.problems().errors(), errors) << world.complaints();
    EXPECT_EQ(world.builder.problems().warnings(), warnings) << world.complaints();
  }
}

TEST(Lists, WholeAddressSpaceAsOneRange) {
  EnrichFixture world;
  read_ip_to_asn("asn.tsv",
                 "::\tffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\t64510\tCN\tx\n"
                 "0.0.0.0\t255.255.255.255\t64500\tCN\ty\n",
                 world.context);
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot) << world.complaints();
  EXPECT_EQ(snapshot->at(address_of("2001:db8::1")).facts.asn, Asn(64510));
  EXPECT_EQ(snapshot->at(address_of("255.255.255.255")).facts.asn, Asn(64500));
}

TEST(Lists, TheRealOperatorListsLoad) {
  const char* shared = std::getenv("SIXSCOPE_SHARED");
  const std::filesystem::path folder =
      (shared != nullptr ? std::filesystem::path(shared)
                         : testing::source_dir().parent_path() / "shared" / "data") /
      "prefixes" / "operators";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "no operator lists at " << folder;
  }
  EnrichFixture world;
  Facts telecom;
  telecom.operator_ = world.operator_id("telecom");
  Facts mobile;
  mobile.operator_ = world.operator_id("mobile");
  for (const auto& [name, facts] : {std::pair{"chinanet.txt", telecom},
                                    {"chinanet6.txt", telecom},
                                    {"cmcc.txt", mobile},
                                    {"cmcc6.txt", mobile}}) {
    std::ifstream file(folder / name);
    std::ostringstream text;
    text << file.rdbuf();
    read_prefix_list(name, text.str(), facts, world.context);
  }
  EXPECT_EQ(world.builder.problems().errors(), 0U) << world.complaints();
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot);
  EXPECT_GT(snapshot->prefixes(), 5000U);
  EXPECT_EQ(snapshot->at(address_of("240e::1")).facts.operator_, telecom.operator_);
  EXPECT_EQ(snapshot->at(address_of("2409:8000::1")).facts.operator_, mobile.operator_);
}

}  // namespace
}  // namespace sixscope::enrich
