#include "document/draw_axes.h"

#include <gtest/gtest.h>

#include <limits>

namespace sixscope::document {
namespace {

TEST(TextWidth, WideCharactersAreOneEmOthersLess) {
  EXPECT_DOUBLE_EQ(text_width("占比", 10), 20);
  EXPECT_DOUBLE_EQ(text_width("IPv6", 10), 22);
  EXPECT_DOUBLE_EQ(text_width("IPv6占比", 10), 42);
  EXPECT_DOUBLE_EQ(text_width("—“”，", 10), 40);
  EXPECT_DOUBLE_EQ(text_width("\xFF\xC0", 10), 11);  // No UTF-8: by the byte.
  EXPECT_DOUBLE_EQ(text_width("", 10), 0);
}

TEST(Fitted, CutsWholeCharactersAndSaysSo) {
  EXPECT_EQ(fitted("内蒙古", 10, 30), "内蒙古");
  EXPECT_EQ(fitted("内蒙古自治区", 10, 35), "内蒙…");
  for (double width = 0; width < 60; ++width) {
    const std::string text = fitted("内蒙a古b自治区", 10, width);
    EXPECT_LE(text_width(text, 10), std::max(width, 10.0)) << width;
  }
}

TEST(Wrapped, BreaksAtBlanksAndBetweenWideCharacters) {
  EXPECT_EQ(wrapped("Inner Mongolia", 10, 50, 2), (std::vector<std::string>{"Inner", "Mongolia"}));
  EXPECT_EQ(wrapped("内蒙古自治区", 10, 30, 3), (std::vector<std::string>{"内蒙古", "自治区"}));
  EXPECT_EQ(wrapped("内蒙古自治区人大", 10, 30, 2), (std::vector<std::string>{"内蒙古", "自治…"}));
  EXPECT_TRUE(wrapped("", 10, 30, 2).empty());
}

TEST(Wrapped, EndsWhereNoCharacterHasRoom) {
  EXPECT_EQ(wrapped("内蒙", 10, 1, 9), (std::vector<std::string>{"内", "蒙"}));
}

TEST(Ticks, AreOneTwoOrFiveTimesAPowerOfTen) {
  const Ticks shares = ticks_over(0, 0.663, 7);
  EXPECT_DOUBLE_EQ(shares.step, 0.2);
  EXPECT_DOUBLE_EQ(shares.last, 0.8);
  EXPECT_EQ(shares.count(), 5U);
  const Ticks counts = ticks_over(0, 160, 7);
  EXPECT_DOUBLE_EQ(counts.step, 50);
  EXPECT_DOUBLE_EQ(counts.last, 200);
  // What lies on a mark needs none beyond it.
  EXPECT_DOUBLE_EQ(ticks_over(0, 0.7, 8).last, 0.7);
}

TEST(Ticks, TakeInEveryRange) {
  for (const auto& [low, high] : {std::pair(-3.0, 5.0),
                                  {0.0, 1e-9},
                                  {1e12, 1e12 + 5},
                                  {-7.0, -6.9},
                                  {0.0, 0.0},
                                  {4.0, 4.0},
                                  {-4.0, -4.0},
                                  {0.1, 0.30000000000000004},
                                  {-1e300, 1e300}}) {
    for (std::size_t most = 3; most < 12; ++most) {
      const Ticks ticks = ticks_over(low, high, most);
      const double slack = ticks.step * 1e-6;
      EXPECT_LE(ticks.first, low + slack);
      EXPECT_GE(ticks.last, high - slack);
      EXPECT_LE(ticks.count(), most);
      EXPECT_GT(ticks.last, ticks.first);
    }
  }
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(ticks_over(0, infinity, 7).count(), 2U);
}

TEST(Ticks, OfCountsAreWhole) { EXPECT_DOUBLE_EQ(ticks_over(0, 2, 7, true).step, 1); }

TEST(TickText, HasTheDecimalsOfItsStep) {
  EXPECT_EQ(tick_text(0.65, 0.05, Scale::percent, {}), "65%");
  EXPECT_EQ(tick_text(0.655, 0.005, Scale::percent, {}), "65.5%");
  EXPECT_EQ(tick_text(-1e-15, 0.1, Scale::percent, {}), "0%");
  EXPECT_EQ(tick_text(1500, 500, Scale::number, {}), "1500");
  EXPECT_EQ(tick_text(1.5e8, 0.5e8, Scale::number, magnitude_of(2e8, Language::zh)), "1.5");
}

TEST(ValueText, HasTheMagnitudesOfItsLanguage) {
  EXPECT_EQ(value_text(0.66, Scale::percent, Language::zh), "66.00%");
  EXPECT_EQ(value_text(834'000'000, Scale::number, Language::zh), "8.34亿");
  EXPECT_EQ(value_text(46'320'000, Scale::number, Language::zh), "4632.00万");
  EXPECT_EQ(value_text(46'320'000, Scale::number, Language::en), "46.32M");
  EXPECT_EQ(value_text(1.1e9, Scale::number, Language::en), "1.10bn");
  EXPECT_EQ(value_text(-230, Scale::number, Language::en), "-230");
  EXPECT_EQ(value_text(10'030, Scale::number, Language::zh), "10030");
  EXPECT_EQ(value_text(123'456, Scale::number, Language::zh), "12.35万");
  EXPECT_EQ(value_text(2.5, Scale::number, Language::zh), "2.50");
}

TEST(LabelStride, LeavesOutWhatWouldTouch) {
  const std::vector<std::string> months(60, "2023-01");  // 30.8 points each.
  EXPECT_EQ(label_stride(months, 8, 40), 1U);
  EXPECT_EQ(label_stride(months, 8, 7), 6U);
  EXPECT_EQ(label_stride(months, 8, 1), 48U);
  EXPECT_EQ(label_stride({}, 8, 7), 1U);
}

}  // namespace
}  // namespace sixscope::document
