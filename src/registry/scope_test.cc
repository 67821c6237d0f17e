#include "registry/scope.h"

#include <gtest/gtest.h>

namespace sixscope::registry {
namespace {

TEST(Scope, ARegionStandsForAllBelowIt) {
  const struct {
    const char* region;
    const char* above;
    bool in;
  } cases[] = {
      {"440000", "440000", true}, {"440100", "440000", true},  {"440106", "440100", true},
      {"440106", "440000", true}, {"440000", "440100", false}, {"450100", "440000", false},
      {"441000", "440000", true}, {"440106", "440106", true},  {"440107", "440106", false},
      {"110000", "000000", true},  // The country.
      {"", "440000", false},      {"440000", "", false},       {"44", "440000", false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(lies_in(one.region, one.above), one.in) << one.region << " in " << one.above;
  }
}

TEST(Scope, SeesAndChangesItsOwn) {
  Scope ours{.account = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true};
  EXPECT_TRUE(may_change(ours, "440100", "china_mobile"));
  EXPECT_FALSE(may_see(ours, "440100", "china_telecom"));
  EXPECT_FALSE(may_see(ours, "450100", "china_mobile"));
  EXPECT_TRUE(may_see(ours, "", "")) << "a model of gateway is everybody's to see";
  EXPECT_FALSE(may_change(ours, "", "")) << "and nobody's to change";
  ours.may_write = false;
  EXPECT_FALSE(may_change(ours, "440100", "china_mobile"));

  const Scope regulator{.account = "ca", .regions = {"440000"}, .may_write = true};
  EXPECT_TRUE(may_see(regulator, "440100", "china_telecom")) << "of its region everybody's";
  EXPECT_TRUE(may_change(Scope::everything("local"), "", ""));
  EXPECT_FALSE(may_see(Scope{}, "440000", "")) << "no region, nothing seen";
}

}  // namespace
}  // namespace sixscope::registry
