#include "api/names.h"

#include <gtest/gtest.h>

#include "api/world_test.h"
#include "testing/json.h"

namespace sixscope::api {
namespace {

using testing::Json;

Json answer(const std::vector<NameAddresses>& names) {
  const World world;
  Dependencies dependencies = world.dependencies();
  dependencies.names = [&names] { return names; };
  http::Request request;
  request.target = http::parse_target("/api/v1/applications/names").value();
  const http::Response response = make_router(dependencies).handle(request);
  EXPECT_EQ(response.status, 200);
  return Json::parse(response.body);
}

NameAddresses name(std::string text, bool a, bool aaaa, std::uint64_t asked_v6 = 1) {
  return {.name = std::move(text),
          .application = "douyin",
          .cdn_v4 = a ? "wangsu" : "",
          .cdn_v6 = aaaa ? "wangsu" : "",
          .asked_v4 = 1,
          .asked_v6 = asked_v6,
          .has_a = a,
          .has_aaaa = aaaa,
          .last = kNoon};
}

TEST(ApplicationNames, SaysWhatItStandsOn) {
  const Json all = answer({name("a.example", true, true), name("b.example", true, false)});
  EXPECT_EQ(all["coverage"],
            Json::parse(R"({"names": 2, "applications_seen": 1, "applications_all": 1})"));
  EXPECT_EQ(all["method"],
            Json::parse(R"({"id": "applications.names_with_aaaa", "version": "1"})"));
  EXPECT_EQ(all["freshness"], Json::parse(R"({"newest": "2026-03-01T12:00:00Z", "age_seconds": 0,
                                             "as_of": "2026-03-01T12:00:00Z"})"));
  EXPECT_TRUE(answer({})["freshness"]["newest"].is_null());
}

TEST(ApplicationNames, SaysWhichNamesLackIPv6) {
  const Json all = answer({name("both.example", true, true), name("old.example", true, false, 3),
                           name("older.example", true, false, 9)});
  ASSERT_EQ(all["data"].size(), 1U);
  const Json& one = all["data"][0];
  EXPECT_EQ(one["application"], "douyin");
  EXPECT_EQ(one["names"], 3);
  EXPECT_EQ(one["with_a"], 3);
  EXPECT_EQ(one["with_aaaa"], 1);
  EXPECT_EQ(one["without_aaaa"], 2);
  EXPECT_EQ(one["without_aaaa_names"], Json::array({"older.example", "old.example"}))
      << "the one with the most questions first";
  EXPECT_EQ(all["labels"]["application"]["douyin"]["en"], "Douyin");
}

TEST(ApplicationNames, NeverBlamesANameThatNobodyAskedOverIPv6) {
  const Json one = answer({name("unasked.example", true, false, 0)})["data"][0];
  EXPECT_EQ(one["without_aaaa"], 0);
  EXPECT_TRUE(one["without_aaaa_names"].empty());
}

TEST(ApplicationNames, CountsNamesWhoseFamiliesComeFromDifferentNetworks) {
  NameAddresses other = name("split.example", true, true);
  other.cdn_v6 = "baishan";
  EXPECT_EQ(answer({other, name("both.example", true, true)})["data"][0]["cdn_differs"], 1);
}

TEST(ApplicationNames, IsEmptyWithoutResolverAnswers) { EXPECT_TRUE(answer({})["data"].empty()); }

}  // namespace
}  // namespace sixscope::api
