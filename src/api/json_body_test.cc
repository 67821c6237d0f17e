#include "api/json_body.h"

#include <gmock/gmock.h>

namespace sixscope::api {
namespace {

using ::testing::HasSubstr;

TEST(ReadJson, KeepsDigitsAsTheyWere) {
  const auto read =
      read_json(R"({"a": 0.100000, "b": 123456789012345678901234567890, "c": -7, "d": 1e3, )"
                R"("e": 18446744073709551615})");
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->member("a")->text, "0.100000");
  EXPECT_EQ(read->member("b")->text, "123456789012345678901234567890");
  EXPECT_EQ(read->member("c")->text, "-7");
  EXPECT_EQ(read->member("d")->text, "1e3");
  EXPECT_EQ(read->member("e")->text, "18446744073709551615");
  EXPECT_EQ(read->member("a")->type, JsonIn::Type::number);
  EXPECT_EQ(read->member("f"), nullptr);
}

TEST(ReadJson, ReadsEveryKindOfValue) {
  const auto read = read_json(R"([null, true, false, "广东\n", [], {}, {"x": [{"y": 1}]}])");
  ASSERT_TRUE(read) << describe(read.error());
  ASSERT_EQ(read->items.size(), 7U);
  EXPECT_EQ(read->items[0].type, JsonIn::Type::null);
  EXPECT_TRUE(read->items[1].truth);
  EXPECT_FALSE(read->items[2].truth);
  EXPECT_EQ(read->items[3].text, "广东\n");
  EXPECT_EQ(read->items[4].type, JsonIn::Type::array);
  EXPECT_EQ(read->items[5].type, JsonIn::Type::object);
  EXPECT_EQ(read->items[6].member("x")->items[0].member("y")->text, "1");
}

TEST(ReadJson, RefusesWhatIsNoneOfIt) {
  for (const std::string& bad :
       {std::string(""), std::string("{"), std::string("[1,]"), std::string("{'a': 1}"),
        std::string("01"), std::string("NaN"), std::string("{} {}"), std::string("\"\xff\""),
        std::string("\"\\ud800\""), std::string("// c\n1")}) {
    const auto refused = read_json(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::malformed) << bad;
  }
  EXPECT_THAT(describe(read_json(R"({"a": 1, "a": 2})").error()), HasSubstr("twice: a"));
  EXPECT_THAT(describe(read_json(std::string(17, '[')).error()), HasSubstr("too deep"));
  EXPECT_FALSE(read_json(std::string(100'000, '[')));
}

}  // namespace
}  // namespace sixscope::api
