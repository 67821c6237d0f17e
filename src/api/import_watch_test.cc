#include "api/import_watch.h"

#include <gtest/gtest.h>

#include <optional>

namespace sixscope::api {
namespace {

TEST(ImportWatch, TellsHowFarAnImportIsWhileItIsUnderWay) {
  ImportWatch watch;
  EXPECT_FALSE(watch.of({"gd", "a"}));
  {
    ImportWatch::Import import(watch, {"gd", "a"});
    ASSERT_TRUE(watch.of({"gd", "a"}));
    EXPECT_EQ(watch.of({"gd", "a"})->rows, 0U);
    import.tell({.rows = 9, .checked = 4, .written = 1});
    EXPECT_EQ(watch.of({"gd", "a"})->checked, 4U);
    EXPECT_FALSE(watch.of({"gx", "a"})) << "another account";
    EXPECT_FALSE(watch.of({"gd", "b"}));
  }
  EXPECT_FALSE(watch.of({"gd", "a"})) << "it ended";
}

TEST(ImportWatch, OneNameUsedTwiceIsKnownUntilBothEnded) {
  ImportWatch watch;
  std::optional<ImportWatch::Import> first;
  first.emplace(watch, ImportWatch::Name{"gd", "a"});
  {
    const ImportWatch::Import second(watch, {"gd", "a"});
  }
  EXPECT_TRUE(watch.of({"gd", "a"}));
  first.reset();
  EXPECT_FALSE(watch.of({"gd", "a"}));
}

TEST(ImportWatch, ANamelessImportIsNotToBeSeen) {
  ImportWatch watch;
  ImportWatch::Import import(watch, {"gd", ""});
  import.tell({.rows = 9});
  EXPECT_FALSE(watch.of({"gd", ""}));
}

}  // namespace
}  // namespace sixscope::api
