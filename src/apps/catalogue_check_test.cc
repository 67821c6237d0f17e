#include "apps/catalogue_check.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "testing/source_dir.h"
#include "testing/temporary_folder.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using settings::Fault;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CheckCatalogue : public ::testing::Test {
 protected:
  CheckCatalogue() {
    fs::copy(testing::source_dir() / "catalogue", catalogue_, fs::copy_options::recursive);
  }
  void append(const char* file, const std::string& text) const {
    std::ofstream(catalogue_ / file, std::ios::app) << text;
  }

  const testing::TemporaryFolder folder_;
  const fs::path catalogue_ = folder_.path() / "catalogue";
};

TEST_F(CheckCatalogue, OursIsFine) { EXPECT_THAT(check_catalogue(catalogue_), IsEmpty()); }

TEST_F(CheckCatalogue, NamesFileAndLineOfAnIndicatorsFault) {
  std::ofstream(catalogue_ / "indicators/ours.toml") << "group = \"ours\"\n\n[[indicator]]\n";
  const auto faults = check_catalogue(catalogue_);
  ASSERT_FALSE(faults.empty());
  EXPECT_THAT(faults.front().where, HasSubstr("indicators/ours.toml line"));
}

TEST_F(CheckCatalogue, NamesFileAndLineOfAReportsFault) {
  append("reports/brief.toml", "\nsurprise = 1\n");
  EXPECT_THAT(check_catalogue(catalogue_),
              ElementsAre(AllOf(Field(&Fault::where, HasSubstr("reports/brief.toml line")),
                                Field(&Fault::detail, HasSubstr("surprise")))));
}

}  // namespace
}  // namespace sixscope::apps
