#include "settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/definition.h"

namespace sixscope::settings {
namespace {

using ::testing::HasSubstr;

Settings good(std::string_view toml, const Environment& environment = {}) {
  Loaded loaded = Settings::load(toml, "test.toml", environment);
  for (const Fault& fault : loaded.faults) {
    ADD_FAILURE() << fault.where << ": " << fault.detail;
  }
  return loaded.settings;
}

std::vector<Fault> bad(std::string_view toml, const Environment& environment = {}) {
  return Settings::load(toml, "test.toml", environment).faults;
}

TEST(Settings, EmptyFileMeansDefaults) {
  const Settings settings = good("");
  EXPECT_EQ(settings.text("http.listen"), "127.0.0.1:8666");
  EXPECT_EQ(settings.list("collector.udp").size(), 3U);
  EXPECT_TRUE(settings.flag("collector.journal"));
  EXPECT_EQ(settings.integer("rollup.flush_seconds"), 5);
}

TEST(Settings, FileThenEnvironmentWins) {
  const Environment environment = {{"SIXSCOPE_HTTP_LISTEN", "[::1]:1"},
                                   {"SIXSCOPE_COLLECTOR_UDP", "[::1]:2, [::1]:3"}};
  const Settings settings =
      good("[http]\nlisten = \"[::1]:9\"\n[rollup]\nflush_seconds = 7\n", environment);
  EXPECT_EQ(settings.text("http.listen"), "[::1]:1");
  EXPECT_EQ(settings.list("collector.udp"), (std::vector<std::string>{"[::1]:2", "[::1]:3"}));
  EXPECT_EQ(settings.integer("rollup.flush_seconds"), 7);
}

TEST(Settings, ListsEveryFaultWithItsPlace) {
  const auto faults =
      bad("[http]\nlisten = 5\nconnections_max = 0\nlistn = \"x\"\n[log]\nlevel = \"loud\"\n"
          "[nothing]\nhere = 1\n");
  ASSERT_EQ(faults.size(), 5U);
  std::string all;
  for (const auto& fault : faults) {
    all += fault.where + ": " + fault.detail + "\n";
  }
  EXPECT_THAT(all, HasSubstr("test.toml:2: http.listen: must be of type text"));
  EXPECT_THAT(all, HasSubstr("test.toml:3: http.connections_max: must be 1 to 65535"));
  EXPECT_THAT(all, HasSubstr("test.toml:4: unknown key `http.listn`; did you mean `http.listen`?"));
  EXPECT_THAT(all, HasSubstr("test.toml:6: log.level: must be one of debug info warning error"));
  EXPECT_THAT(all, HasSubstr("unknown key `nothing.here`"));
}

TEST(Settings, BrokenTomlNamesTheLine) {
  const auto faults = bad("[http]\nlisten = \n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_THAT(faults[0].where, HasSubstr("test.toml:2"));
}

TEST(Settings, EnvironmentIsCheckedToo) {
  const auto faults = bad("", {{"SIXSCOPE_ROLLUP_FLUSH_SECONDS", "soon"}});
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].where, "SIXSCOPE_ROLLUP_FLUSH_SECONDS");
}

TEST(Settings, AVariableThatNamesNoSettingIsAFault) {
  struct Case {
    const char* name;
    const char* said;  ///< Empty: fine.
  };
  const Case cases[] = {
      {"SIXSCOPE_HTTP_LISTEM", "did you mean `HTTP_LISTEN`?"},
      {"SIXSCOPE_COLLECTOR_UPD", "did you mean `COLLECTOR_UDP`?"},
      {"SIXSCOPE_XYZZY", "no setting has this variable"},
      {"SIXSCOPE_HOME", ""},
      {"SIXSCOPE_HOMES", "no setting has this variable"},
      {"SIXSCOPE_DEMO_RATE", ""},
      {"SIXSCOPE_PORT_8666_TCP", ""},
  };
  for (const auto& [name, said] : cases) {
    SCOPED_TRACE(name);
    const auto faults = bad("", {{name, "1"}});
    ASSERT_EQ(faults.empty(), std::string_view(said).empty());
    if (!faults.empty()) {
      EXPECT_EQ(faults[0].where, name);
      EXPECT_THAT(faults[0].detail, HasSubstr(said));
    }
  }
}

TEST(Settings, KnowsWhereAValueComesFrom) {
  Settings settings = good("[http]\nlisten = \"[::1]:9\"\n", {{"SIXSCOPE_DATA_DIR", "here"}});
  EXPECT_EQ(settings.where("http.listen"), "test.toml:2");
  EXPECT_EQ(settings.where("data_dir"), "SIXSCOPE_DATA_DIR");
  EXPECT_EQ(settings.where("store.url"), "default");
  EXPECT_FALSE(settings.override_with("data_dir", "there", "--data"));
  EXPECT_EQ(settings.where("data_dir"), "--data");
}

TEST(Settings, ARefusedValueLeavesTheOneBefore) {
  const Loaded loaded =
      Settings::load("[http]\nconnections_max = 0\nlisten = \"[::1]:9\"\n", "test.toml", {});
  EXPECT_EQ(loaded.faults.size(), 1U);
  EXPECT_EQ(loaded.settings.integer("http.connections_max"), 512);
  EXPECT_EQ(loaded.settings.text("http.listen"), "[::1]:9");
}

TEST(Settings, ShowHidesSecretsAndReadsBack) {
  Settings settings = good("[store]\npassword = \"s3cret\"\n");
  EXPECT_THAT(settings.show(), ::testing::Not(HasSubstr("s3cret")));
  EXPECT_THAT(settings.show(), HasSubstr("store.password = \"***\""));
  EXPECT_TRUE(bad(settings.show()).empty());
}

TEST(Settings, EveryDefinitionHasAnExampleThatIsAccepted) {
  for (const Definition& definition : definitions()) {
    SCOPED_TRACE(definition.key);
    EXPECT_TRUE(bad(std::string(definition.key) + " = " + std::string(definition.example)).empty());
    EXPECT_FALSE(definition.zh.empty());
  }
}

}  // namespace
}  // namespace sixscope::settings
