#include "base/visible_text.h"

#include <gtest/gtest.h>

namespace sixscope {
namespace {

TEST(VisibleText, TakesOutWhatIsNotToBeSeen) {
  for (const char* unseen : {"\xC2\xAD",          // Soft hyphen.
                             "\xD8\x9C",          // A mark of direction of Arabic.
                             "\xE1\x85\x9F",      // Fillers of Hangul.
                             "\xE3\x85\xA4",      //
                             "\xE1\xA0\x8E",      // The vowel separator of Mongolian.
                             "\xE2\x80\x8B",      // Of no width.
                             "\xE2\x80\x8D",      // A joiner.
                             "\xE2\x80\xAE",      // From the right.
                             "\xE2\x81\xA3",      // A separator that is not seen.
                             "\xEF\xB8\x8F",      // A chooser of variants.
                             "\xEF\xBB\xBF",      // A byte order mark.
                             "\xEF\xBF\xB9",      // An annotation's anchor.
                             "\xF3\xA0\x81\xA1"}  // A tag.
  ) {
    EXPECT_EQ(visible_text(std::string("a") + unseen + "b"), "ab") << unseen;
    EXPECT_EQ(visible_text(unseen), "");
  }
  EXPECT_EQ(visible_text("a\xE2\xA0\x80"), "a ") << "the blank of Braille";
}

TEST(VisibleText, LeavesTheRestInNormalFormC) {
  EXPECT_EQ(visible_text(""), "");
  EXPECT_EQ(visible_text("Cafe\xCC\x81"), "Caf\xC3\xA9");
  EXPECT_EQ(visible_text("e\xC2\xAD\xCC\x81"), "\xC3\xA9") << "what stood between is gone first";
  const std::string text = "\xE5\xB9\xBF\xE4\xB8\x9C a-b \xF0\x9F\x91\xA8";
  EXPECT_EQ(visible_text(text), text);
  EXPECT_EQ(visible_text("\xFF\xC2\xAD"), "\xFF\xC2\xAD") << "no UTF-8";
}

}  // namespace
}  // namespace sixscope
