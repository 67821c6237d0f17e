#include "adapters/indicator_files/indicator_files.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string title(const char* key = "title") {
  return std::string(key) + " = { zh = \"甲\", en = \"a\" }\n";
}

// A small catalogue in which nothing is wrong.
std::map<std::string, std::string> small() {
  return {
      {"papers.toml", "[[paper]]\nkey = \"P1\"\ndate = \"2024-07-02\"\n" + title() + title("read")},
      {"parameters.toml",
       "[[parameter]]\nid = \"pb_of_gbit\"\nunit = \"PB/day per Gbit/s\"\nvalue = "
       "0.0103\n" +
           title() + title("source") +
           "[[parameter]]\nid = \"weight_traffic\"\nunit = \"ratio\"\nvalue = 1\n" + title() +
           title("source")},
      {"composite.toml",
       title() + title("description") + "rank_complete_min = \"weight_traffic\"\n" +
           "[[dimension]]\nid = \"traffic\"\nweight = \"weight_traffic\"\n" + title() +
           "[[dimension.part]]\nindicator = \"share\"\nsource = \"submitted\"\nversion = \"1\"\n"
           "least = 0\nmost = 1\n"},
      {"quantities/a.toml",
       "[[quantity]]\nid = \"rate\"\nunit = \"Gbit/s\"\nover_time = \"mean\"\nsource = "
       "\"submitted\"\n" +
           title() +
           "[quantity.registry]\nkind = \"traffic\"\nfield = \"v6\"\nmonth = \"month\"\naxes = "
           "[\"tech\"]\nwhere = { network = \"mobile\" }\n"
           "[[quantity]]\nid = \"volume\"\nunit = \"PB/day\"\nover_time = \"mean\"\nsource = "
           "\"submitted\"\n" +
           title() +
           "[quantity.registry]\nkind = \"traffic\"\n"
           "[[quantity]]\nid = \"seen\"\nunit = \"PB/day\"\nover_time = \"sum\"\nsource = "
           "\"measured\"\n" +
           title() + "[quantity.traffic]\nmeasure = \"v6_bytes\"\n"},
      {"indicators/a.toml",
       "group = \"traffic\"\n" + title() +
           "[[indicator]]\ncode = \"T1\"\nid = \"share\"\nunit = "
           "\"ratio\"\ndirection = \"up\"\ncadence = \"month\"\nstate = \"sourced\"\npaper = "
           "\"P1\"\n" +
           title() + title("object") + title("description") + title("place") +
           "[[indicator.method]]\nversion = \"1\"\nsource = \"submitted\"\nnumerator = "
           "\"$pb_of_gbit * rate{tech=lte}\"\ndenominator = \"volume\"\n"},
      {"targets/p1.toml",
       "paper = \"P1\"\n" + title() + title("source") +
           "[[target]]\nid = \"p1.2025\"\nindicator = \"share\"\nscope = \"CN\"\n"
           "comparison = \"at_least\"\nvalue = 0.7\ndue = \"2025-12-31\"\n"},
      {"outside/series.toml",
       "[[series]]\nid = \"national\"\nindicator = \"share\"\nunit = "
       "\"ratio\"\n" +
           title() + title("source")},
      {"outside/national.csv",
       "series,month,value,paper,note\nnational,2025-06,0.66,P1,\n"
       "national,2024-05,0.6456,P1,x\n"}};
}

class IndicatorFiles : public ::testing::Test {
 protected:
  ReadIndicators read(const std::map<std::string, std::string>& files) {
    for (const auto& [name, text] : files) {
      const auto path = folder_.path() / name;
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << text;
    }
    return read_indicators(folder_.path());
  }
  // The faults where `was` stands for `is` in one file.
  std::vector<std::string> faults(const std::string& file, const std::string& was,
                                  const std::string& is) {
    auto files = small();
    std::string& text = files.at(file);
    const std::size_t at = text.find(was);
    EXPECT_NE(at, std::string::npos) << was;
    text.replace(at, was.size(), is);
    std::vector<std::string> told;
    for (const CatalogueFault& fault : read(files).faults) {
      told.push_back(fault.describe());
    }
    return told;
  }

  testing::TemporaryFolder folder_;
};

TEST_F(IndicatorFiles, ReadsWhatIsThere) {
  const ReadIndicators all = read(small());
  for (const CatalogueFault& fault : all.faults) {
    ADD_FAILURE() << fault.describe();
  }
  const auto& definitions = all.catalogue.definitions;
  ASSERT_NE(definitions.indicator("T1"), nullptr);
  EXPECT_EQ(definitions.indicator("T1"), definitions.indicator("share"));
  const indicators::Method& method = definitions.indicator("T1")->methods.front();
  EXPECT_EQ(method.numerator.text(), "$pb_of_gbit * rate{tech=lte}");
  EXPECT_EQ(method.denominator->text(), "volume");
  EXPECT_EQ(definitions.quantity("rate")->registry->where.front().second.front(), "mobile");
  ASSERT_EQ(all.catalogue.targets.size(), 1U);
  EXPECT_EQ(all.catalogue.targets.front().scope, indicators::kNation);
  EXPECT_EQ(all.catalogue.targets.front().paper, "P1");
  ASSERT_EQ(all.catalogue.outside.front().points.size(), 2U);
  EXPECT_EQ(all.catalogue.outside.front().points.front().value, 0.6456) << "by month";
}

TEST_F(IndicatorFiles, SaysWhatIsWrongWhereAndWhy) {
  const char* const file = "indicators/a.toml";
  EXPECT_THAT(
      faults(file, "rate{tech=lte}", "rates"),
      ElementsAre(::testing::AllOf(HasSubstr("indicators/a.toml line"),
                                   HasSubstr("at byte 14: no such quantity"), HasSubstr("rates"))));
  EXPECT_THAT(faults(file, "denominator = \"volume\"", "denominator = \"volume + rate\""),
              ElementsAre(HasSubstr("two units cannot be added")));
  EXPECT_THAT(faults(file, "$pb_of_gbit * ", ""),
              ElementsAre(HasSubstr("the figure is in Gbit/s per PB/day, the indicator in ratio")));
  EXPECT_THAT(faults(file, "denominator = \"volume\"", "denominator = \"seen\""),
              ElementsAre(HasSubstr("'seen' is measured, the method submitted")));
  EXPECT_THAT(faults(file, "tech=lte", "net=lte"), ElementsAre(HasSubstr("has no axis 'net'")));
  EXPECT_THAT(faults(file, "paper = \"P1\"", "paper = \"P2\""),
              ElementsAre(HasSubstr("no paper 'P2'")));
  EXPECT_THAT(faults(file, "direction = \"up\"", "direction = \"north\""),
              ElementsAre(HasSubstr("there are up, down, none")));
  EXPECT_THAT(faults(file, "code = \"T1\"", "code = \"<b>\""),
              ElementsAre(HasSubstr("'code' has letters, digits and _ only: '<b>'")));
  EXPECT_THAT(faults(file, "version = \"1\"",
                     "version = \"1\"\nvalid_from = \"2025-06\"\nvalid_to = \"2025-05\""),
              ElementsAre(HasSubstr("'valid_to' is before 'valid_from'")));
  EXPECT_THAT(faults(file, "cadence", "cadance"),
              ElementsAre(HasSubstr("'cadence' is missing"), HasSubstr("unknown key 'cadance'")));
  EXPECT_THAT(faults(file, "version = \"1\"", "version = \"1\"\nvalid_from = \"July\""),
              ElementsAre(HasSubstr("has to be a month")));
  EXPECT_THAT(faults(file, "version = \"1\"", "version = \"1\"\ninterval = \"stratified\""),
              ElementsAre(HasSubstr("needs the 'population'")));
}

TEST_F(IndicatorFiles, SaysWhatIsWrongElsewhere) {
  EXPECT_THAT(faults("quantities/a.toml", "[quantity.traffic]\nmeasure = \"v6_bytes\"\n", ""),
              ElementsAre(HasSubstr("just one of")));
  EXPECT_THAT(faults("quantities/a.toml", "over_time = \"sum\"", "over_time = \"latest\""),
              ElementsAre(HasSubstr("for what is handed in for a month")));
  EXPECT_THAT(faults("quantities/a.toml", "[quantity.traffic]\nmeasure = \"v6_bytes\"\n",
                     "[quantity.ledger]\nfigure = \"sum\"\n"),
              ElementsAre(HasSubstr("there are level, reference, retired, planned")));
  EXPECT_THAT(faults("quantities/a.toml", "v6_bytes", "bytes"),
              ElementsAre(HasSubstr("v4_bytes or v6_bytes")));
  EXPECT_THAT(faults("quantities/a.toml", "id = \"volume\"", "id = \"rate\""),
              ::testing::Contains(HasSubstr("quantity 'rate' stands twice")));
  EXPECT_THAT(faults("targets/p1.toml", "indicator = \"share\"", "indicator = \"shares\""),
              ElementsAre(HasSubstr("no indicator 'shares'")));
  EXPECT_THAT(faults("targets/p1.toml", "2025-12-31", "2025-12"),
              ElementsAre(HasSubstr("has to be a day")));
  EXPECT_THAT(faults("outside/national.csv", "0.66", "66 %"),
              ElementsAre(HasSubstr("national,2025-06,66 %,P1")));
  EXPECT_THAT(faults("papers.toml", "[[paper]]", "[[paper"),
              ::testing::Contains(HasSubstr("papers.toml line 1")));
}

TEST_F(IndicatorFiles, ACompositeIndexNamesWhatIsThere) {
  const char* const file = "composite.toml";
  const auto& made = read(small()).catalogue.composite;
  ASSERT_EQ(made.dimensions.size(), 1U);
  EXPECT_EQ(made.dimensions.front().weight, 1);
  EXPECT_EQ(made.dimensions.front().parts.front().indicator, "share");
  EXPECT_THAT(faults(file, "indicator = \"share\"", "indicator = \"shares\""),
              ElementsAre(HasSubstr("no indicator has the id 'shares'")));
  EXPECT_THAT(faults(file, "version = \"1\"", "version = \"2\""),
              ElementsAre(HasSubstr("indicator 'share' has no submitted method '2'")));
  EXPECT_THAT(faults(file, "source = \"submitted\"", "source = \"measured\""),
              ElementsAre(HasSubstr("indicator 'share' has no measured method '1'")));
  EXPECT_THAT(faults(file, "most = 1", "most = -1"), ElementsAre(HasSubstr("its better end")));
  EXPECT_THAT(faults(file, "most = 1", "most = 0"), ElementsAre(HasSubstr("a scale has two ends")));
  EXPECT_THAT(faults(file, "most = 1", "most = 1\nweight = 0"),
              ElementsAre(HasSubstr("'weight' has to be above 0")));
  EXPECT_THAT(faults(file, "weight = \"weight_traffic\"", "weight = \"weight\""),
              ::testing::Contains(HasSubstr("no parameter 'weight'")));
  EXPECT_THAT(faults(file, "rank_complete_min = \"weight_traffic\"", "rank_complete_min = \"x\""),
              ElementsAre(HasSubstr("no parameter 'x'")));
  EXPECT_THAT(faults("parameters.toml", "value = 1", "value = 0.9"),
              ElementsAre(HasSubstr("are 0.9 together and have to be 1")));
}

TEST_F(IndicatorFiles, WithoutAFolderItSaysSo) {
  const auto none = load_indicators(folder_.path() / "nowhere");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().detail, HasSubstr("papers.toml: cannot be opened"));
}

}  // namespace
}  // namespace sixscope::adapters
