#include "adapters/toml_files/toml_entry.h"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

#include "adapters/toml_files/toml_folder.h"
#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Words {
  std::string zh;
  std::string en;
};

class TomlFiles : public ::testing::Test {
 protected:
  // What `visit` finds wrong in a file, as it would be told.
  std::vector<std::string> faults_of(const std::string& text,
                                     const std::function<void(TomlEntry&)>& visit) {
    std::ofstream(folder_.path() / "one.toml", std::ios::binary) << text;
    std::vector<CatalogueFault> faults;
    TomlFolder(folder_.path(), faults).one("one.toml", visit);
    std::vector<std::string> told;
    for (const CatalogueFault& fault : faults) {
      told.push_back(fault.describe());
    }
    return told;
  }

  const testing::TemporaryFolder folder_;
};

TEST_F(TomlFiles, ReadsEveryKindOfValue) {
  const auto faults = faults_of(
      "id = \"a\"\ntitle = { zh = \"甲\", en = \"a\" }\nlist = [\"x\", \"y\"]\nyes = true\n"
      "whole = 7\nexact = \"0.1\"\nany = 2.5\nkind = \"sum\"\npairs = { b = \"2\", a = \"1\" }\n"
      "lists = { a = [\"1\", \"2\"], b = \"3\" }\nmonths = [1, 12]\n[[part]]\n[[part]]\n",
      [](TomlEntry& entry) {
        EXPECT_EQ(entry.text("id", true), "a");
        EXPECT_EQ(entry.words<Words>("title", true).zh, "甲");
        EXPECT_THAT(entry.texts("list"), ElementsAre("x", "y"));
        EXPECT_TRUE(entry.boolean("yes"));
        EXPECT_TRUE(entry.boolean("absent", true));
        EXPECT_EQ(entry.integer("whole", 0, 9), 7);
        EXPECT_THAT(entry.integers("months", 1, 12), ElementsAre(1, 12));
        EXPECT_EQ(entry.decimal("exact")->to_string(), "0.1");
        EXPECT_EQ(entry.number("any"), 2.5);
        constexpr std::array<std::string_view, 2> kNames = {"last", "sum"};
        EXPECT_EQ(entry.one_of<int>("kind", kNames), 1);
        EXPECT_EQ(entry.one_of<int>("absent", kNames, 1), 1);
        EXPECT_THAT(entry.pairs("pairs"), ElementsAre(Pair("a", "1"), Pair("b", "2")));
        EXPECT_THAT(entry.lists("lists"),
                    ElementsAre(Pair("a", ElementsAre("1", "2")), Pair("b", ElementsAre("3"))));
        EXPECT_EQ(entry.tables("part").size(), 2U);
      });
  EXPECT_THAT(faults, IsEmpty());
}

TEST_F(TomlFiles, SaysFileAndLineOfEverythingThatIsWrong) {
  const auto faults = faults_of(
      "id = 7\ntitle = { zh = \"甲\", en = \"\" }\nlist = [\"x\", 1]\nyes = 1\nwhole = 10\n"
      "exact = 0.1\nany = \"x\"\nkind = \"mean\"\ntitel = \"x\"\n",
      [](TomlEntry& entry) {
        entry.text("id", true);
        entry.words<Words>("title", true);
        entry.texts("list");
        entry.boolean("yes");
        entry.integer("whole", 0, 9);
        entry.decimal("exact");
        entry.number("any");
        constexpr std::array<std::string_view, 2> kNames = {"last", "sum"};
        entry.one_of<int>("kind", kNames);
        entry.text("absent", true);
      });
  std::vector<std::string> lines;
  for (const std::string& fault : faults) {
    lines.push_back(fault.substr(0, fault.find(':')));
  }
  EXPECT_THAT(
      lines, ElementsAre("one.toml line 1", "one.toml line 2", "one.toml line 3", "one.toml line 4",
                         "one.toml line 5", "one.toml line 6", "one.toml line 7", "one.toml line 8",
                         "one.toml line 1", "one.toml line 9"))
      << ::testing::PrintToString(faults);
  EXPECT_EQ(faults[8], "one.toml line 1: key 'absent' is missing");
  EXPECT_EQ(faults[9], "one.toml line 9: unknown key 'titel'");
}

TEST_F(TomlFiles, WhatIsNoTomlIsOneFaultWithItsLine) {
  const auto faults = faults_of("a = 1\nb = = 2\n", [](TomlEntry&) { FAIL() << "not read"; });
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_THAT(faults[0], ::testing::StartsWith("one.toml line 2: "));
}

TEST_F(TomlFiles, AFolderWithoutFilesIsAFault) {
  std::filesystem::create_directory(folder_.path() / "parts");
  std::vector<CatalogueFault> faults;
  TomlFolder catalogue(folder_.path(), faults);
  EXPECT_TRUE(catalogue.has("parts"));
  EXPECT_FALSE(catalogue.has("others"));
  catalogue.each("parts", [](TomlEntry&, const std::string&) {});
  EXPECT_EQ(faults.size(), 1U);
  std::ofstream(folder_.path() / "parts/b.toml") << "x = \"1\"\n";
  std::ofstream(folder_.path() / "parts/a.toml") << "x = \"1\"\n";
  std::vector<std::string> stems;
  faults.clear();
  catalogue.each("parts", [&](TomlEntry& entry, const std::string& stem) {
    stems.push_back(stem + entry.text("x"));
  });
  EXPECT_THAT(stems, ElementsAre("a1", "b1"));
  EXPECT_THAT(faults, IsEmpty());
  EXPECT_FALSE(catalogue.content("none.toml"));
  EXPECT_EQ(describe(faults), "none.toml: cannot be opened");
}

}  // namespace
}  // namespace sixscope::adapters
