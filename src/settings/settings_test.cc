#include "settings/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/definition.h"

namespace sixscope::settings {
namespace {

using ::testing::HasSubstr;

Environment no_environment() {
  return [](const std::string&) { return std::nullopt; };
}

Settings good(std::string_view toml, const Environment& environment = no_environment()) {
  auto loaded = Settings::load(toml, "test.toml", environment);
  if (auto* faults = std::get_if<std::vector<Fault>>(&loaded)) {
    ADD_FAILURE() << faults->front().where << ": " << faults->front().detail;
    return {};
  }
  return std::get<Settings>(loaded);
}

std::vector<Fault> bad(std::string_view toml, const Environment& environment = no_environment()) {
  auto loaded = Settings::load(toml, "test.toml", environment);
  return std::holds_alternative<Settings>(loaded) ? std::vector<Fault>{}
                                                  : std::get<std::vector<Fault>>(loaded);
}

TEST(Settings, EmptyFileMeansDefaults) {
  const Settings settings = good("");
  EXPECT_EQ(settings.text("http.listen"), "127.0.0.1:8666");
  EXPECT_EQ(settings.list("collector.udp").size(), 3U);
  EXPECT_TRUE(settings.flag("collector.journal"));
  EXPECT_EQ(settings.integer("rollup.flush_seconds"), 5);
}

TEST(Settings, FileThenEnvironmentWins) {
  const Environment environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SIXSCOPE_HTTP_LISTEN") {
      return "[::1]:1";
    }
    if (name == "SIXSCOPE_COLLECTOR_UDP") {
      return "[::1]:2, [::1]:3";
    }
    return std::nullopt;
  };
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
  const auto faults = bad("", [](const std::string& name) -> std::optional<std::string> {
    return name == "SIXSCOPE_ROLLUP_FLUSH_SECONDS" ? std::optional<std::string>("soon")
                                                   : std::nullopt;
  });
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].where, "SIXSCOPE_ROLLUP_FLUSH_SECONDS");
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
