#include "base/normal_form.h"

#include <gtest/gtest.h>

namespace sixscope {
namespace {

TEST(NormalFormC, MakesOneCharacterOfALetterAndItsAccent) {
  EXPECT_EQ(normal_form_c("Cafe\xCC\x81"), "Caf\xC3\xA9");
  EXPECT_EQ(normal_form_c("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), "\xED\x95\x9C") << "Hangul";
  EXPECT_EQ(normal_form_c("\xEF\xA4\x80"), "\xE8\xB1\x88") << "a compatibility ideograph";
  EXPECT_EQ(normal_form_c("a\xCC\xA3\xCC\x82"), normal_form_c("a\xCC\x82\xCC\xA3"))
      << "in whatever order accents were typed";
}

TEST(NormalFormC, LeavesTheRestAlone) {
  for (const char* const text : {"", "CGN-01", "\xE5\xB9\xBF\xE5\xB7\x9E", "Caf\xC3\xA9",
                                 "\xEF\xBC\xA1", "\xCC\x81", "broken \xCC", "\xFF"}) {
    EXPECT_EQ(normal_form_c(text), text);
  }
}

}  // namespace
}  // namespace sixscope
