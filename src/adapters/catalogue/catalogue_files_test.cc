#include "adapters/catalogue/catalogue_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string_view>

#include "base/csv_rows.h"
#include "testing/source_dir.h"

namespace sixscope::adapters {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kCatalogue = testing::source_dir() / "catalogue";

// Every code that api/diagnoses.cc can give: a new one without words would show as a bare code.
constexpr const char* kCodes[] = {"exporter_limit", "no_v6_template",     "v5_only",
                                  "rate_unknown",   "templates_missing",  "sequence_gaps",
                                  "kernel_drops",   "queue_drops",        "clock_skew",
                                  "silent",         "malformed",          "duplicates",
                                  "not_allowed",    "v6_template_lapsed", "no_v6_sampler",
                                  "v6_silent",      "v6_declared_blind",  "sequence_counts_flows"};

TEST(LoadCatalogue, ReadsTheOneThatIsShipped) {
  const auto catalogue = load_catalogue(kCatalogue);
  ASSERT_TRUE(catalogue) << describe(catalogue.error());
  const api::Catalogue& all = **catalogue;
  EXPECT_EQ(std::ranges::count_if(all.regions, &api::Region::counted), 31);
  EXPECT_EQ(all.regions.size(), 34U);
  EXPECT_EQ(all.label(store::Dimension::region, "440000")->zh, "广东");
  EXPECT_EQ(all.label(store::Dimension::access, "leased_line")->en, "Leased line");
  EXPECT_GE(all.methods.size(), 3U);
  EXPECT_GE(all.metrics.size(), 30U);
  EXPECT_THAT(all.openapi, HasSubstr("\"3.1.0\""));
}

TEST(LoadCatalogue, HasNoTileTwice) {
  const auto catalogue = load_catalogue(kCatalogue);
  ASSERT_TRUE(catalogue);
  std::set<std::pair<int, int>> tiles;
  for (const api::Region& region : (*catalogue)->regions) {
    EXPECT_TRUE(tiles.emplace(region.tile_column, region.tile_row).second) << region.code;
  }
}

TEST(LoadCatalogue, HasWordsInBothLanguagesForEveryDiagnosis) {
  const auto catalogue = load_catalogue(kCatalogue);
  ASSERT_TRUE(catalogue);
  for (const char* code : kCodes) {
    SCOPED_TRACE(code);
    ASSERT_TRUE((*catalogue)->advice.contains(code));
    const api::Advice& advice = (*catalogue)->advice.find(code)->second;
    EXPECT_FALSE(advice.title.zh.empty() || advice.title.en.empty());
    // The list of exporters has the title once for all of them.
    EXPECT_THAT(advice.title.zh + advice.title.en, Not(HasSubstr("{")));
    // The sum of senders without a place is of no exporter.
    const char* const names = code == std::string_view("exporter_limit") ? "" : "{exporter}";
    EXPECT_THAT(advice.detail.zh, HasSubstr(names));
    EXPECT_THAT(advice.detail.en, HasSubstr(names));
    EXPECT_NE(advice.remedies.empty(), advice.severity != "ok") << "a remark needs no remedy";
  }
  EXPECT_EQ((*catalogue)->advice.size(), std::size(kCodes));
}

TEST(LoadCatalogue, HasLinesOfEveryVendorWhereTheExporterIsToBlame) {
  const auto catalogue = load_catalogue(kCatalogue);
  ASSERT_TRUE(catalogue);
  for (const char* code : {"no_v6_template", "v5_only", "v6_template_lapsed", "no_v6_sampler",
                           "v6_silent", "rate_unknown", "templates_missing", "sequence_gaps",
                           "clock_skew", "silent", "duplicates"}) {
    std::set<std::string> vendors;
    for (const api::Remedy& remedy : (*catalogue)->advice.find(code)->second.remedies) {
      EXPECT_FALSE(remedy.lines.empty()) << code << " " << remedy.vendor;
      vendors.insert(remedy.vendor);
    }
    for (const char* vendor :
         {"Huawei", "H3C", "ZTE", "Cisco IOS XE", "Cisco IOS XR", "Juniper", "softflowd"}) {
      EXPECT_TRUE(vendors.contains(vendor)) << code << " " << vendor;
    }
  }
}

TEST(LoadCatalogue, KeepsThePaperInTheKeyOfATarget) {
  const auto catalogue = load_catalogue(kCatalogue);
  ASSERT_TRUE(catalogue);
  std::set<std::string> ids;
  double mobile = 0;
  double fixed = 0;
  for (const api::TargetValue& target : (*catalogue)->targets) {
    EXPECT_TRUE(ids.insert(target.id).second) << target.id;
    EXPECT_FALSE(target.paper.empty() || target.paper_title.zh.empty() ||
                 target.source.zh.empty() || target.source.en.empty());
    EXPECT_GT(target.value, 0);
    EXPECT_LE(target.value, 1);
    if (target.paper == "W2025") {
      (target.access == "mobile" ? mobile : fixed) = target.value;
    }
  }
  EXPECT_EQ(mobile, 0.70);
  EXPECT_EQ(fixed, 0.27);
}

TEST(LoadCatalogue, NamesTheFileAndLineThatIsWrong) {
  const auto copy =
      std::filesystem::path(::testing::TempDir()) / ("catalogue_" + std::to_string(::getpid()));
  std::filesystem::copy(kCatalogue, copy, std::filesystem::copy_options::recursive);
  std::ofstream(copy / "advice" / "silent.toml") << "code = \"silent\"\nbroken\n";
  const auto broken = load_catalogue(copy);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::malformed);
  EXPECT_THAT(broken.error().detail, HasSubstr("silent.toml line 2"));
  std::filesystem::remove(copy / "advice" / "silent.toml");
  std::ofstream(copy / "regions.csv") << "code,zh,en,tile_column,tile_row\n440000,a,b,x,1\n";
  EXPECT_THAT(load_catalogue(copy).error().detail, HasSubstr("tile_column 'x'"));
  std::filesystem::remove_all(copy);
  EXPECT_EQ(load_catalogue(copy).error().code, Errc::not_found);
}

TEST(CsvRows, ReadsQuotesCommentsAndShortRows) {
  const auto rows = csv_rows("# comment\na,b,c\r\n1,\"x, \"\"y\"\"\",3\r\n4\n\n");
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].at("b"), "x, \"y\"");
  EXPECT_EQ((*rows)[1].at("a"), "4");
  EXPECT_THAT(csv_rows("a\n\"open\n").error().detail, HasSubstr("line 2"));
  EXPECT_THAT(csv_rows("a\n1,2\n").error().detail, HasSubstr("line 2"));
}

}  // namespace
}  // namespace sixscope::adapters
