#include "table/text_encoding.h"

#include <gtest/gtest.h>

#include <span>

#include "table/refusal.h"

namespace sixscope::table {
namespace {

using std::string_literals::operator""s;

Result<DecodedText> decode(std::string_view bytes) {
  return decode_text(std::as_bytes(std::span(bytes)));
}

// 广东电信 in GB18030.
const std::string kGb = "\xB9\xE3\xB6\xAB\xB5\xE7\xD0\xC5";

TEST(DecodeText, FindsTheEncoding) {
  struct Case {
    const char* name;
    std::string bytes;
    std::string text;
    Encoding encoding;
  };
  const Case cases[] = {
      {"nothing", "", "", Encoding::utf8},
      {"ASCII", "a,b\r\n1,2", "a,b\r\n1,2", Encoding::utf8},
      {"UTF-8", "广东,😀", "广东,😀", Encoding::utf8},
      {"UTF-8 with mark", "\xEF\xBB\xBF广东", "广东", Encoding::utf8_bom},
      {"UTF-16LE", "\xFF\xFE\x7F\x5E\x1C\x4E\x3D\xD8\x00\xDE"s, "广东😀", Encoding::utf16le},
      {"UTF-16BE", "\xFE\xFF\x5E\x7F\x4E\x1C"s, "广东", Encoding::utf16be},
      {"GB 2312", kGb, "广东电信", Encoding::gb18030},
      {"GBK: a character GB 2312 lacks", "\x96\x7B", "杮", Encoding::gb18030},
      {"GB18030: four bytes", "\x81\x39\xEE\x39\xB9\xE3", "㐀广", Encoding::gb18030},
      {"GB18030 mark", "\x84\x31\x95\x33" + kGb, "广东电信", Encoding::gb18030},
      // The well-known two characters whose GBK bytes look much like UTF-8: C1 is no first byte.
      {"联通", "\xC1\xAA\xCD\xA8", "联通", Encoding::gb18030},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto decoded = decode(one.bytes);
    ASSERT_TRUE(decoded) << describe(decoded.error());
    EXPECT_EQ(decoded->text, one.text);
    EXPECT_EQ(to_string(decoded->encoding), to_string(one.encoding));
  }
}

TEST(DecodeText, RefusesWithTheByteAndWhatToDo) {
  struct Case {
    const char* name;
    std::string bytes;
    Refused refused;
    std::size_t offset;
  };
  const Case cases[] = {
      {"in neither", "name\xFF", Refused::unknown_encoding, 4},
      {"half a character of GB18030", "a\xB9", Refused::unknown_encoding, 1},
      {"UTF-8 with one bad byte is not GB18030", "广东电信广东电信\xFF,台账", Refused::damaged_utf8,
       24},
      {"UTF-8 cut in a character", "广东电信广东电信广东\xE5\xB9", Refused::damaged_utf8, 30},
      {"a mark, then GB18030", "\xEF\xBB\xBF" + kGb, Refused::damaged_utf8, 3},
      {"surrogate", "广东电信广东电信广东\xED\xA0\x80", Refused::damaged_utf8, 30},
      {"UTF-16 with half a unit", "\xFF\xFE\x7F\x5E\x1C"s, Refused::damaged_utf16, 4},
      {"UTF-16 with a lone surrogate", "\xFE\xFF\x00\x61\xD8\x00\x00\x61"s, Refused::damaged_utf16,
       4},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const auto decoded = decode(one.bytes);
    ASSERT_FALSE(decoded) << decoded->text;
    ASSERT_NE(refusal_of(decoded.error()), nullptr);
    EXPECT_EQ(refusal_of(decoded.error())->id, words_of(one.refused).id);
    EXPECT_EQ(decoded.error().code, Errc::malformed);
    EXPECT_EQ(decoded.error().offset, one.offset);
  }
}

TEST(DecodeText, EveryCutIsDecodedOrRefusedAtTheCut) {
  const std::string whole = "省份,运营商\n广东,电信\n江苏,移动\n" + std::string("北京,联通\n");
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    SCOPED_TRACE(size);
    const std::string cut = whole.substr(0, size);
    const auto decoded = decode(cut);
    const std::size_t valid = valid_utf8_prefix(cut);
    if (valid == size) {
      ASSERT_TRUE(decoded);
      EXPECT_EQ(decoded->text, cut);
    } else if (size > 40) {  // Before, a cut character may be a tenth of the text.
      ASSERT_FALSE(decoded);
      EXPECT_EQ(decoded.error().offset, valid);
    }
  }
}

TEST(ValidUtf8Prefix, EndsAtTheFirstFault) {
  struct Case {
    const char* name;
    std::string text;
    std::size_t valid;
  };
  const Case cases[] = {
      {"overlong in two bytes", "\xC0\x80", 0},
      {"overlong in three", "\xE0\x9F\xBF", 0},
      {"least of three", "\xE0\xA0\x80", 3},
      {"overlong in four", "a\xF0\x8F\xBF\xBF", 1},
      {"least of four", "\xF0\x90\x80\x80", 4},
      {"past the last", "\xF4\x90\x80\x80", 0},
      {"last", "\xF4\x8F\xBF\xBF", 4},
      {"before the surrogates", "\xED\x9F\xBF", 3},
      {"continuation alone", "123456789\x80", 9},
      {"no first byte", "\xF5\x80\x80\x80", 0},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    EXPECT_EQ(valid_utf8_prefix(one.text), one.valid);
  }
}

TEST(Refusals, HaveWordsInBothLanguages) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Refused::overlapping_merges); ++i) {
    const RefusalWords& words = words_of(static_cast<Refused>(i));
    SCOPED_TRACE(words.id);
    EXPECT_FALSE(words.id.empty() || words.en.empty() || words.zh.empty());
    const auto error = refuse(words.refused, "7");
    EXPECT_EQ(refusal_of(error.value()), &words);
    EXPECT_EQ(error.value().detail, "7");
  }
  EXPECT_EQ(refusal_of(Error{.rule = "another"}), nullptr);
}

}  // namespace
}  // namespace sixscope::table
