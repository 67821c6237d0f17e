#include "adapters/files/enrich_files.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "adapters/files/builtin_catalogue.h"
#include "adapters/files/file_text.h"
#include "enrich/enricher.h"
#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

struct World {
  enrich::Vocabularies names;
  enrich::SnapshotBuilder builder;
  enrich::Regions regions = builtin_regions();
  enrich::ReadContext context{.builder = builder,
                              .names = names,
                              .regions = regions,
                              .as_of = std::chrono::sys_days(std::chrono::year(2026) / 3 / 15)};
  sixscope::testing::TemporaryFolder made;
  fs::path folder = made.path();

  std::string write(const char* name, std::string_view text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return (folder / name).string();
  }
  [[nodiscard]] std::string complaints() {
    std::string all;
    for (const enrich::Problem& problem : builder.problems().list()) {
      all += describe(problem) + "\n";
    }
    return all;
  }
};

TEST(BuiltinCatalogue, IsSoundAndComplete) {
  World world;
  EXPECT_EQ(world.regions.all().size(), 34U);
  read_enrich_files({}, world.context);
  EXPECT_EQ(world.complaints(), "");
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot);
  EXPECT_GE(world.names.applications.size(), 1U + 40U);
  EXPECT_GE(world.names.cdns.size(), 2U + 12U);
  for (const auto* names : {&world.names.operators, &world.names.applications, &world.names.cdns}) {
    for (std::size_t i = 0; i < names->size(); ++i) {
      const auto id = static_cast<enrich::NameId>(i);
      EXPECT_FALSE(names->title(id).zh.empty()) << names->identifier(id);
      EXPECT_FALSE(names->title(id).en.empty()) << names->identifier(id);
    }
  }
  const auto meaning = snapshot->names().find("short.weixin.qq.com");
  EXPECT_EQ(world.names.applications.identifier(meaning.application), "wechat");
  const auto delivered = snapshot->names().find("v26-web.douyinvod.com.volcgslb.com");
  EXPECT_EQ(world.names.cdns.identifier(delivered.cdn), "volcengine_cdn");
  EXPECT_EQ(builtin_file("no such file"), "");
}

TEST(EnrichFiles, EverySourceIsRead) {
  World world;
  EnrichFiles files;
  files.applications = {
      world.write("apps.toml",
                  "[[application]]\nid = \"own\"\ntitle = { zh = \"自\", en = \"Own\" }\n"
                  "domains = [\"own.example\"]\nprefixes = [\"2001:db8:a::/48\"]\n"
                  "[[application]]\nid = \"wechat\"\ndomains = \"more.example\"\n")};
  files.cdns = {world.write("cdns.toml", "[[cdn]]\nid = \"edge\"\ncnames = [\"edge.example\"]\n")};
  files.dictionaries = {
      world.write("net.csv", "prefix,region,application\n2001:db8::/32,440000,own\n"),
      world.write("net.toml",
                  "[[network]]\nprefix = \"192.0.2.0/24\"\nregion = 310000\noperator = "
                  "\"china_mobile\"\nvalid_from = 2026-01-01\n"
                  "[[rule]]\nprefix = \"2001:db8:b::/48\"\nprotocol = \"tcp\"\nports = [8000, "
                  "8080]\ncdn = \"edge\"\n")};
  files.operator_prefixes = {"china_telecom=" + world.write("ct.txt", "2001:db8::/33 # mine\n")};
  files.geofeeds = {world.write("geo.csv", "2001:db8::/32,CN,CN-BJ,,\n")};
  files.ip_to_asn = {world.write("asn.tsv", "2001:db8::\t2001:db8::ffff\t4538\tCN\tCERNET\n")};
  files.rir_delegated = {world.write("rir", "apnic|JP|ipv6|2001:db9::|32|2020|allocated|x\n")};
  EXPECT_EQ(paths_of(files).size(), 8U);
  read_enrich_files(files, world.context);
  EXPECT_EQ(world.complaints(), "");
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot);
  const auto at = [&](const char* text) { return snapshot->at(*net::IpAddress::parse(text)); };
  EXPECT_EQ(at("2001:db8::1").facts.region, RegionCode(440000));
  EXPECT_EQ(at("2001:db8::1").facts.operator_, world.names.operators.find("china_telecom"));
  EXPECT_EQ(at("2001:db8::1").facts.asn, Asn(4538));
  EXPECT_EQ(at("192.0.2.1").facts.region, RegionCode(310000));
  EXPECT_EQ(at("2001:db9::1").facts.country, 'J' << 8 | 'P');
  const auto rules = snapshot->rules(at("2001:db8:b::1").facts.rules);
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_TRUE(rules[0].fits(6, 8080));
  EXPECT_FALSE(rules[0].fits(6, 8081));
  EXPECT_FALSE(rules[0].fits(17, 8080));
  EXPECT_EQ(snapshot->names().find("a.more.example").application,
            world.names.applications.find("wechat"));
}

TEST(EnrichFiles, FaultsOfAllFilesComeTogetherAndNothingIsBuilt) {
  World world;
  EnrichFiles files;
  files.applications = {world.write("apps.toml", "[[application]]\nid = \"a\"\ncolour = 1\n")};
  files.cdns = {world.write("cdns.toml", "cdn = 3\n")};
  files.dictionaries = {world.write("broken.toml", "[[network]]\nprefix = \n"),
                        world.write("rules.toml",
                                    "[[rule]]\nprefix = \"2001:db8::/32\"\nport = 70000\n"
                                    "application = \"wechat\"\n[[rule]]\nprefix = \"::/0\"\n"),
                        (world.folder / "missing.csv").string(),
                        world.write("net.csv", "prefix,region\nx,440000\n")};
  files.operator_prefixes = {"nobody=" + world.write("l.txt", ""), world.write("m.txt", "")};
  read_enrich_files(files, world.context);
  EXPECT_EQ(world.builder.build(), nullptr);
  const std::string all = world.complaints();
  for (const char* expected :
       {"apps.toml:3: error: key 'colour' is unknown; the keys here are id, title, domains",
        "cdns.toml:1: error: 'cdn' is no list of tables",
        "broken.toml:2: error:", "rules.toml:3: error: an entry of 'port' is no number up to 65535",
        "rules.toml:5: error: the rule names no known application or CDN",
        "missing.csv: error: the file cannot be opened", "net.csv:2: error: 'x' is no prefix",
        "l.txt: error: 'nobody' is no operator", "m.txt: error: '' is no operator"}) {
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nnot in\n" << all;
  }
}

TEST(FileWatch, NoticesChangesOnce) {
  const World world;
  const std::string path = world.write("a", "1");
  FileWatch watch({path, (world.folder / "later").string()});
  EXPECT_FALSE(watch.changed());
  world.write("a", "22");
  EXPECT_TRUE(watch.changed());
  EXPECT_FALSE(watch.changed());
  world.write("later", "");
  EXPECT_TRUE(watch.changed());
  fs::remove(path);
  EXPECT_TRUE(watch.changed());
  EXPECT_FALSE(watch.changed());
}

}  // namespace
}  // namespace sixscope::adapters
