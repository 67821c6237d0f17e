#include "adapters/report_files/report_files.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>

#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string words(const std::string& key, const std::string& text = "a") {
  return key + " = { zh = \"甲" + text + "\", en = \"" + text + "\" }\n";
}

const std::string kHead = "id = \"monthly\"\nperiod = \"month\"\nmonths_back = 12\n" +
                          words("title", "{scope}") + words("description") + words("source") +
                          "[schedule]\nmonths = [7, 1]\nday = 10\nof_period = 1\n" +
                          words("source");
const std::string kBlocks =
    "[[block]]\ntype = \"heading\"\nlevel = 2\n" + words("text") +
    "[[block]]\ntype = \"prose\"\nid = \"summary\"\nonly = [\"nation\", \"operator\"]\n"
    "[[block.sentence]]\n" +
    words("text", "{share.value}") + words("lacking", "{share.reason}") +
    "[[block]]\ntype = \"table\"\nid = \"regions\"\nlayout = \"tiers\"\nindicators = [\"share\"]\n"
    "landscape = true\nannex = true\n" +
    words("caption") + words("note") +
    "[[block]]\ntype = \"figure\"\nid = \"map\"\nlayout = \"map\"\nindicators = [\"share\"]\n"
    "table = \"regions\"\n" +
    words("caption") + "[[block]]\ntype = \"page_break\"\n[[block]]\ntype = \"signature\"\n";

class ReportFiles : public ::testing::Test {
 protected:
  ReportFiles() {
    indicators::Indicator& share = indicators_.definitions.indicators.emplace_back();
    share.code = "T1";
    share.id = "share";
    std::filesystem::create_directory(folder_.path() / "reports");
  }
  ReadReports read(const std::string& text) {
    std::ofstream(folder_.path() / "reports/monthly.toml", std::ios::binary) << text;
    return read_reports(folder_.path(), indicators_);
  }
  std::vector<std::string> faults(const std::string& text) {
    std::vector<std::string> told;
    for (const CatalogueFault& fault : read(text).faults) {
      told.push_back(fault.describe());
    }
    return told;
  }

  const testing::TemporaryFolder folder_;
  indicators::IndicatorCatalogue indicators_;
};

TEST_F(ReportFiles, ReadsEveryKindOfBlock) {
  const ReadReports all = read(kHead + kBlocks);
  ASSERT_THAT(all.faults, IsEmpty()) << all.faults.front().describe();
  ASSERT_THAT(all.definitions.reports, SizeIs(1));
  const report::Definition& one = all.definitions.reports.front();
  EXPECT_EQ(one.title.en, "{scope}");
  EXPECT_EQ(one.months_back, 12);
  ASSERT_TRUE(one.schedule);
  EXPECT_THAT(one.schedule->months, ElementsAre(1, 7));
  EXPECT_EQ(one.schedule->day, 10);
  EXPECT_EQ(one.schedule->of_period, 1);
  ASSERT_THAT(one.blocks, SizeIs(6));
  EXPECT_EQ(std::get<report::HeadingBlock>(one.blocks[0].content).level, 2U);
  EXPECT_EQ(std::get<report::ProseBlock>(one.blocks[1].content).sentences.at(0).lacking.en,
            "{share.reason}");
  EXPECT_THAT(one.blocks[1].only, ElementsAre(report::Level::nation, report::Level::operator_));
  const auto& table = std::get<report::TableBlock>(one.blocks[2].content);
  EXPECT_EQ(table.layout, report::TableLayout::tiers);
  EXPECT_TRUE(table.landscape && table.annex);
  EXPECT_EQ(std::get<report::FigureBlock>(one.blocks[3].content).table, "regions");
}

TEST_F(ReportFiles, SaysFileAndLineOfWhatIsWrong) {
  EXPECT_THAT(
      faults(kHead + "[[block]]\ntype = \"tabel\"\nid = \"x\"\n"),
      ElementsAre(HasSubstr("monthly.toml line 13: unknown type 'tabel'; there are heading, "
                            "prose, table, figure, page_break, signature")));
  EXPECT_THAT(faults(kHead + "[[block]]\ntype = \"signature\"\nonly = [\"city\"]\n"),
              ElementsAre(HasSubstr("'only' names nation, province or operator, not 'city'")));
  EXPECT_THAT(faults(kHead), ElementsAre(HasSubstr("at least one [[block]]")));
  EXPECT_THAT(faults(kHead + "[[block]]\ntype = \"prose\"\nid = \"x\"\n"),
              ElementsAre(HasSubstr("at least one [[block.sentence]]")));
}

TEST_F(ReportFiles, HoldsThemAgainstTheIndicators) {
  indicators_.definitions.indicators.front().id = "other";
  EXPECT_THAT(faults(kHead + kBlocks), ::testing::Contains(HasSubstr("no indicator 'share'")));
}

TEST_F(ReportFiles, AnIdBecomesAFilesName) {
  std::string text = kHead + kBlocks;
  text.replace(text.find("monthly"), 7, "../x");
  EXPECT_THAT(faults(text),
              ElementsAre("reports/monthly.toml line 1: 'id' has letters, digits and _ only: "
                          "'../x'"));
}

TEST_F(ReportFiles, AnIdIsThereOnce) {
  std::ofstream(folder_.path() / "reports/again.toml") << kHead + kBlocks;
  EXPECT_THAT(faults(kHead + kBlocks), ElementsAre(HasSubstr("report 'monthly' stands twice")));
  const auto loaded = load_reports(folder_.path(), indicators_);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Errc::malformed);
}

}  // namespace
}  // namespace sixscope::adapters
