#include "base/json_writer.h"

#include <gmock/gmock.h>

#include <limits>

namespace sixscope {
namespace {

TEST(JsonWriter, PlacesCommasAndColons) {
  JsonWriter out;
  out.begin_object().member("a", 1).key("b").begin_array().value(true).null().value(-2);
  out.begin_object().end_object().end_array().member("c", "x").end_object();
  EXPECT_EQ(out.text(), R"({"a":1,"b":[true,null,-2,{}],"c":"x"})");
}

TEST(JsonWriter, WritesNumbersThatReadBack) {
  JsonWriter out;
  out.begin_array().value(0.1).value(std::numeric_limits<std::uint64_t>::max());
  out.value(std::numeric_limits<std::int64_t>::min()).value(1e300);
  out.value(std::numeric_limits<double>::quiet_NaN());
  out.value(std::numeric_limits<double>::infinity()).end_array();
  EXPECT_EQ(out.text(), "[0.1,18446744073709551615,-9223372036854775808,1e+300,null,null]");
}

TEST(JsonWriter, EscapesAndRepairsText) {
  struct Row {
    const char* name;
    std::string text;
    std::string json;
  };
  const Row rows[] = {
      {"quote and backslash", "a\"\\", R"("a\"\\")"},
      {"control characters", std::string("\n\x01\0", 3), R"("\u000a\u0001\u0000")"},
      {"Chinese stays", "广东", "\"广东\""},
      {"four bytes stay", "\xF0\x9F\x98\x80", "\"\xF0\x9F\x98\x80\""},
      {"lone continuation", "a\x80z", "\"a\xEF\xBF\xBDz\""},
      {"cut sequence", "\xE5\xB9", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"overlong slash", "\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"surrogate", "\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
      {"beyond Unicode", "\xF4\x90\x80\x80",
       "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
  };
  for (const auto& [name, text, json] : rows) {
    SCOPED_TRACE(name);
    JsonWriter out;
    out.value(text);
    EXPECT_EQ(out.text(), json);
  }
}

}  // namespace
}  // namespace sixscope
