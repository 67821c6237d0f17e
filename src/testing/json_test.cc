#include "testing/json.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sixscope::testing {
namespace {

TEST(Json, ALiteralIsWhatItsTextSays) {
  const std::vector<std::pair<Json, const char*>> cases{
      {{}, "null"},
      {nullptr, "null"},
      {true, "true"},
      {-3, "-3"},
      {18'446'744'073'709'551'615U, "18446744073709551615"},
      {0.5, "0.5"},
      {"a \"b\"", R"("a \"b\"")"},
      {Json::array(), "[]"},
      {Json::object(), "{}"},
      {{1, "b", nullptr}, R"([1,"b",null])"},
      {{"a", 1}, R"(["a",1])"},
      {{{"a", 1}}, R"({"a":1})"},
      {{{"z", {{"b", {1, 2}}}}, {"a", {{{"c", true}}, 4}}},
       R"({"z":{"b":[1,2]},"a":[{"c":true},4]})"},
      {Json::array({Json::array({"a", 1})}), R"([["a",1]])"},
      {std::vector<std::string>{"a"}, R"(["a"])"},
      {std::map<std::string, Json>{{"b", 1}, {"a", 2}}, R"({"a":2,"b":1})"},
  };
  for (const auto& [json, text] : cases) {
    EXPECT_EQ(json.dump(), text);
    EXPECT_EQ(Json::parse(text), json);
  }
  EXPECT_EQ(Json({{"a", 1}}).dump(1), "{\n \"a\": 1\n}");
}

TEST(Json, MembersAndItemsAreRead) {
  const Json json = Json::parse(R"({"name": "a", "rows": [1, 2.5], "is": false, "none": null})");
  EXPECT_EQ(json["name"].get<std::string>(), "a");
  EXPECT_EQ(json["rows"][0], 1);
  EXPECT_EQ(json["rows"].front(), 1.0);
  EXPECT_EQ(json["rows"].back().get<double>(), 2.5);
  EXPECT_FALSE(json["is"].get<bool>());
  EXPECT_TRUE(json["none"].is_null());
  EXPECT_TRUE(json.contains("none"));
  EXPECT_FALSE(json.contains("nothing"));
  EXPECT_EQ(json.value("nothing", "else"), "else");
  EXPECT_EQ(json.value("name", "else"), "a");
  EXPECT_EQ(json.value("rows", Json()).size(), 2U);
  EXPECT_EQ(json.size(), 4U);
  EXPECT_EQ(json.items()[2].first, "is");
  EXPECT_TRUE(Json().empty());
}

TEST(Json, EqualIsWhatSaysTheSame) {
  EXPECT_EQ(Json(1), Json(1.0));
  EXPECT_NE(Json(-1), Json(18'446'744'073'709'551'615U));
  EXPECT_NE(Json(1), Json(true));
  EXPECT_NE(Json("1"), Json(1));
  EXPECT_NE(Json::array(), Json::object());
  EXPECT_NE(Json::parse(R"({"a": 1, "b": 2})"), Json::parse(R"({"b": 2, "a": 1})")) << "its order";
}

TEST(Json, NumbersAndTextsAreOrdered) {
  EXPECT_LT(Json(-1), 0.5);
  EXPECT_GT(Json("b"), "a");
  EXPECT_FALSE(Json("1") < Json(2) || Json("1") > Json(2));
}

TEST(Json, ItIsChanged) {
  Json json;
  json["set"]["name"] = "a";
  json["rows"].push_back(1);
  json["rows"].push_back({{"b", 2}});
  EXPECT_EQ(json.dump(), R"({"set":{"name":"a"},"rows":[1,{"b":2}]})");
  json["rows"][0] = "c";
  json.erase("set");
  json.erase("nothing");
  EXPECT_EQ(json.dump(), R"({"rows":["c",{"b":2}]})");
}

TEST(Json, WhatIsNotThereIsNoValue) {
  const Json json = {{"name", "a"}, {"rows", {1}}};
  EXPECT_THROW(static_cast<void>(json["nothing"]), std::logic_error);
  EXPECT_THROW(static_cast<void>(json["rows"][1]), std::logic_error);
  EXPECT_THROW(static_cast<void>(json["name"].get<int>()), std::logic_error);
  EXPECT_THROW(static_cast<void>(json["rows"].get<std::string>()), std::logic_error);
  EXPECT_THROW(static_cast<void>(Json::array().front()), std::logic_error);
  Json text = "a";
  EXPECT_THROW(text["name"] = 1, std::logic_error);
  EXPECT_THROW(text.push_back(1), std::logic_error);
  EXPECT_THROW(Json::parse("{"), std::invalid_argument);
}

}  // namespace
}  // namespace sixscope::testing
