#include <gtest/gtest.h>

#include <thread>

#include "enrich/csv.h"
#include "enrich/enrich_fixture.h"
#include "enrich/name_table.h"
#include "enrich/vocabulary.h"

namespace sixscope::enrich {
namespace {

TEST(Vocabulary, NumbersStayAndTitlesMayChange) {
  Vocabulary names;
  EXPECT_EQ(names.identifier(0), "unknown");
  const NameId first = names.intern("video", {.zh = "视频", .en = "Video"});
  EXPECT_EQ(names.intern("video"), first);
  const Title& held = names.title(first);
  names.intern("video", {.zh = "影音", .en = "Video"});
  EXPECT_EQ(held.zh, "视频") << "what a reader holds does not change";
  EXPECT_EQ(names.title(first).zh, "影音");
  EXPECT_EQ(names.find("video"), first);
  EXPECT_EQ(names.find("other"), std::nullopt);
  EXPECT_EQ(names.identifier(60'000), "unknown") << "a number never given";
}

TEST(Vocabulary, FullOneRefusesAndCounts) {
  Vocabulary names;
  for (std::size_t i = 1; i < Vocabulary::kNamesMax; ++i) {
    ASSERT_EQ(names.intern(std::to_string(i)), i);
  }
  EXPECT_EQ(names.intern("one more"), 0);
  EXPECT_EQ(names.refused(), 1U);
  EXPECT_EQ(names.identifier(65'535), "65535");
}

TEST(Vocabulary, IsReadWhileItGrows) {
  Vocabulary names;
  std::jthread writer([&names] {
    for (int i = 0; i < 3000; ++i) {
      names.intern("n" + std::to_string(i), {.zh = "x", .en = "y"});
    }
  });
  for (std::size_t seen = 0; seen < 3001;) {
    seen = names.size();
    const auto last = static_cast<NameId>(seen - 1);
    ASSERT_EQ(names.identifier(last), last == 0 ? "unknown" : "n" + std::to_string(last - 1));
  }
}

TEST(NameTable, LongestSuffixOnLabelsWins) {
  const NameTable table({{"qq.com", {.application = 1}},
                         {"v.qq.com", {.application = 2}},
                         {"cdn.qq.com.", {.cdn = 7}},
                         {"QQ.com", {.cdn = 8}},
                         {"cn", {.application = 3}}});
  const struct {
    const char* name;
    NameId application;
    NameId cdn;
  } cases[] = {
      {"qq.com", 1, 8},          {"www.qq.com", 1, 8}, {"a.V.qq.COM", 2, 8}, {"x.cdn.qq.com", 1, 7},
      {"qq.com.", 1, 8},         {"myqq.com", 0, 0},   {"com", 0, 0},        {"", 0, 0},
      {"qq.com.evil.org", 0, 0}, {"www.gov.cn", 3, 0}, {".", 0, 0},          {".qq.com", 1, 8},
  };
  for (const auto& [name, application, cdn] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(table.find(name).application, application);
    EXPECT_EQ(table.find(name).cdn, cdn);
  }
  EXPECT_EQ(table.find(std::string(300, 'a') + ".qq.com").application, 0) << "longer than any name";
  EXPECT_EQ(NameTable().find("qq.com").application, 0);
}

TEST(NameTable, AgreesWithCuttingLabelsOff) {
  std::vector<NameTable::Row> rows;
  for (NameId i = 1; i < 500; ++i) {
    rows.push_back({"d" + std::to_string(i * 7) + ".example", {.application = i}});
  }
  const NameTable table(rows);
  for (NameId i = 1; i < 4000; ++i) {
    const std::string name = "host.d" + std::to_string(i) + ".example";
    EXPECT_EQ(table.find(name).application, i % 7 == 0 && i / 7 < 500 ? i / 7 : 0);
  }
}

TEST(DomainName, OnlyHostNamesAreTaken) {
  for (const char* good : {"qq.com", "a-b.example.", "_dns.example", "xn--fiqs8s"}) {
    EXPECT_TRUE(is_domain_name(good)) << good;
  }
  for (const char* bad :
       {"", ".", "a..b", "*.qq.com", "https://qq.com", "a b", "\xe4\xb8\xad.cn"}) {
    EXPECT_FALSE(is_domain_name(bad)) << bad;
  }
  EXPECT_FALSE(is_domain_name(std::string(64, 'a') + ".cn"));
}

TEST(Csv, QuotesCommentsAndLineNumbers) {
  CsvReader csv("\xef\xbb\xbf# first\n\na, b ,\"c, \"\"d\"\"\ne\"\r\n,x,\n\"open");
  auto row = csv.next();
  ASSERT_TRUE(row);
  EXPECT_EQ(csv.line(), 3U);
  ASSERT_EQ(row->size(), 3U);
  EXPECT_EQ((*row)[0], "a");
  EXPECT_EQ((*row)[1], "b");
  EXPECT_EQ((*row)[2], "c, \"d\"\ne");
  row = csv.next();
  ASSERT_TRUE(row);
  EXPECT_EQ(csv.line(), 5U) << "the quoted field took two lines";
  ASSERT_EQ(row->size(), 3U);
  EXPECT_EQ((*row)[1], "x");
  EXPECT_EQ((*row)[2], "");
  row = csv.next();
  ASSERT_TRUE(row);
  EXPECT_TRUE(csv.quote_open());
  EXPECT_EQ((*row)[0], "open");
  EXPECT_FALSE(csv.next());
}

TEST(Csv, TooManyFieldsAreCutAndSaid) {
  const std::string text = std::string(200, ',') + "\nnext";
  CsvReader csv(text);
  const auto row = csv.next();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->size(), CsvReader::kFieldsMax);
  EXPECT_TRUE(csv.overlong());
  ASSERT_TRUE(csv.next());
  EXPECT_FALSE(csv.overlong());
}

TEST(Regions, CodesAndIsoNames) {
  EnrichFixture world;
  EXPECT_EQ(world.regions.parse("440305"), RegionCode(440305));
  EXPECT_EQ(world.regions.parse("450000"), std::nullopt) << "not in the table";
  EXPECT_EQ(world.regions.parse("44000"), std::nullopt);
  EXPECT_EQ(world.regions.parse_iso("CN-GD"), RegionCode(440000));
  EXPECT_EQ(world.regions.parse_iso("CN-44"), RegionCode(440000));
  EXPECT_EQ(world.regions.parse_iso("US-CA"), std::nullopt);
  EXPECT_EQ(province(RegionCode(440305)), RegionCode(440000));
}

TEST(Catalogue, OneThingMayNotStandForTwo) {
  EnrichFixture world;
  CatalogueReader catalogue(world.context);
  catalogue.add_applications("own.toml", {{.id = "a", .domains = {"x.cn", "*.y.cn"}, .line = 3},
                                          {.id = "b", .domains = {"X.cn"}, .line = 8},
                                          {.id = "Bad Id", .line = 11},
                                          {.id = "a", .prefixes = {"10.0.0.0/6"}, .line = 13}});
  catalogue.read_operators_csv("ops.csv", "id,zh,en,asns\na,甲,A,1 2\nb,乙,B,2\nc,丙,C,AS3\n");
  const std::string all = world.complaints();
  for (const char* expected :
       {"own.toml:3: error: '*.y.cn' is no domain name",
        "own.toml:8: error: application x.cn stands "
        "for something else at own.toml:3",
        "own.toml:11: error: 'Bad Id' is no identifier",
        "own.toml:13: error: '10.0.0.0/6' is no prefix", "ops.csv:3: error: operator AS2",
        "ops.csv:4: error: 'AS3' is no AS number"}) {
    EXPECT_NE(all.find(expected), std::string::npos) << expected << "\nnot in\n" << all;
  }
}

}  // namespace
}  // namespace sixscope::enrich
