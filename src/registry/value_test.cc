#include "registry/value.h"

#include <gmock/gmock.h>

namespace sixscope::registry {
namespace {

using model::Decimal;

const Document& sample() {
  static const Document document = {
      {"capacity", Decimal::of_millionths(12'500'000)},
      {"codes", std::vector<std::string>{"a", "\xE7\x94\xB2"}},
      {"in_use", true},
      {"name", std::string("\xE5\xB9\xBF\xE5\xB7\x9E \"CGN\"\n1")},
      {"note", std::monostate{}},
  };
  return document;
}

TEST(Value, ADocumentIsWrittenInOneWay) {
  EXPECT_EQ(to_json(sample()),
            "{\"capacity\":12.5,\"codes\":[\"a\",\"\xE7\x94\xB2\"],\"in_use\":true,"
            "\"name\":\"\xE5\xB9\xBF\xE5\xB7\x9E \\\"CGN\\\"\\u000a1\",\"note\":null}");
  EXPECT_EQ(to_json(Document{}), "{}");
}

TEST(Value, WhatIsWrittenIsReadBack) {
  const auto read = document_from_json(to_json(sample()));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, sample());
}

TEST(Value, ReadsEveryForm) {
  const struct {
    const char* name;
    const char* json;
    Value value;
  } cases[] = {
      {"nothing", " null ", {}},
      {"yes", "true", true},
      {"no", "false", false},
      {"zero", "0", Decimal{}},
      {"minus zero is zero", "-0.000", Decimal{}},
      {"six places", "-0.000001", Decimal::of_millionths(-1)},
      {"more places of nothing", "1.50000000", Decimal::of_millionths(1'500'000)},
      {"no text", R"("")", std::string()},
      {"escapes", R"("\"\\\/\b\f\n\r\t")", std::string("\"\\/\b\f\n\r\t")},
      {"two bytes", R"("\u00e9")", std::string("\xC3\xA9")},
      {"three bytes", R"("\u4E2d")", std::string("\xE4\xB8\xAD")},
      {"a pair", R"("\ud83d\ude00")", std::string("\xF0\x9F\x98\x80")},
      {"no codes", "[ ]", std::vector<std::string>{}},
      {"codes", R"([ "a" , "b" ])", std::vector<std::string>{"a", "b"}},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = value_from_json(one.json);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(*read, one.value);
    EXPECT_EQ(value_from_json(to_json(*read)).value_or(std::string("malformed")), *read);
  }
}

TEST(Value, NumbersStayExact) {
  for (const char* digits : {"900719925474099.123457", "1000000000000000", "-0.1", "0.3"}) {
    const auto read = value_from_json(digits);
    ASSERT_TRUE(read) << digits;
    EXPECT_EQ(to_json(*read), digits);
  }
}

TEST(Value, RefusesTheRest) {
  const struct {
    const char* name;
    std::string json;
    Errc code;
  } cases[] = {
      {"nothing at all", "", Errc::malformed},
      {"an object", "{}", Errc::malformed},
      {"an array in an array", "[[]]", Errc::malformed},
      {"a number in an array", "[1]", Errc::malformed},
      {"a comma too many", R"(["a",])", Errc::malformed},
      {"an exponent", "1e3", Errc::malformed},
      {"a leading zero", "01", Errc::malformed},
      {"a leading plus", "+1", Errc::malformed},
      {"no digit behind the point", "1.", Errc::malformed},
      {"no digit", "-", Errc::malformed},
      {"seven places", "0.1234567", Errc::malformed},
      {"too much", "1000000000000001", Errc::out_of_range},
      {"a misspelt word", "nul", Errc::malformed},
      {"words behind", "true false", Errc::malformed},
      {"no end", "\"abc", Errc::malformed},
      {"a line break in a string", "\"a\nb\"", Errc::malformed},
      {"bytes that are not UTF-8", "\"\xC3\x28\"", Errc::malformed},
      {"an overlong sequence", "\"\xC0\x80\"", Errc::malformed},
      {"no such escape", R"("\x")", Errc::malformed},
      {"half a pair", R"("\ud83d")", Errc::malformed},
      {"half a pair and another", R"("\ud83d\u0041")", Errc::malformed},
      {"the second half", R"("\ude00")", Errc::malformed},
      {"U+0000", R"("\u0000")", Errc::malformed},
      {"three digits", R"("\u12")", Errc::malformed},
      {"too long", "\"" + std::string(std::size_t{1} << 20U, 'a') + "\"", Errc::out_of_range},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto read = value_from_json(one.json);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, one.code) << describe(read.error());
  }
}

TEST(Value, RefusesWhatIsNotADocument) {
  for (const char* json : {"", "[]", "null", R"({"a":{}})", R"({"a":1,"a":1})", R"({"a":1,})",
                           R"({a:1})", R"({"a" 1})", R"({"a":1)", R"({"a":1}})"}) {
    EXPECT_FALSE(document_from_json(json)) << json;
  }
}

TEST(Value, NoCutOfADocumentIsADocument) {
  const std::string whole = to_json(sample());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read = document_from_json(std::string_view(whole).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_LE(read.error().offset, size);
  }
}

TEST(Value, AsAPersonTypesIt) {
  EXPECT_EQ(text_of(Value{}), "");
  EXPECT_EQ(text_of(Decimal::of_millionths(-500'000)), "-0.5");
  EXPECT_EQ(text_of(true), "true");
  EXPECT_EQ(text_of(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(text_of(std::string("x")), "x");
  EXPECT_EQ(value_of(sample(), "in_use"), Value(true));
  EXPECT_EQ(value_of(sample(), "absent"), Value());
}

}  // namespace
}  // namespace sixscope::registry
