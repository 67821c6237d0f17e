#include "report/words.h"

#include <gmock/gmock.h>

namespace sixscope::report {
namespace {

constexpr Language kZh = Language::zh;
constexpr Language kEn = Language::en;

TEST(Words, SharesHaveTwoDecimals) {
  EXPECT_EQ(percent_text(0.66), "66.00%");
  EXPECT_EQ(percent_text(0.311249), "31.12%");
  EXPECT_EQ(percent_text(0.123450), "12.35%") << "half away from zero";
  EXPECT_EQ(percent_text(-0.00001), "0.00%") << "no minus before nothing";
  EXPECT_EQ(percent_text(1), "100.00%");
}

TEST(Words, CountsAreWrittenInTheMyriadsOfTheirLanguage) {
  EXPECT_EQ(count_text(834'000'000, kZh), "8.34亿");
  EXPECT_EQ(count_text(834'000'000, kEn), "834.00 million");
  EXPECT_EQ(count_text(1'100'000'000, kEn), "1.10 billion");
  EXPECT_EQ(count_text(12'345, kZh), "1.23万");
  EXPECT_EQ(count_text(9'999, kZh), "9999");
  EXPECT_EQ(count_text(1.5, kEn), "1.50");
  EXPECT_EQ(count_text(0, kZh), "0");
}

TEST(Words, FiguresHaveTheirUnit) {
  EXPECT_EQ(figure_text(834'000'000, "users", kZh), "8.34亿人");
  EXPECT_EQ(figure_text(1234.5, "Gbit/s", kZh), "1234.50 Gbit/s");
  EXPECT_EQ(figure_text(12, "devices", kEn), "12 devices");
  EXPECT_EQ(figure_text(0.5, "ratio", kEn), "50.00%");
}

TEST(Words, SharesChangeInPoints) {
  EXPECT_EQ(change_text(0.6600, 0.6569, true, kZh), "提高0.31个百分点");
  EXPECT_EQ(change_text(0.6569, 0.6600, true, kZh), "下降0.31个百分点");
  EXPECT_EQ(change_text(0.66, 0.66, true, kZh), "持平");
  EXPECT_EQ(change_text(0.66001, 0.66, true, kEn), "unchanged") << "what is shown did not move";
  EXPECT_EQ(change_text(110, 100, false, kZh), "增长10.00%");
  EXPECT_EQ(change_text(90, 100, false, kEn), "down 10.00 %");
  EXPECT_EQ(change_text(5, 0, false, kZh), "增长5") << "from nothing there is no percentage";
}

TEST(Words, PeriodsHaveNames) {
  const auto month = [](int year, int number) { return model::Month::of(year, number); };
  using figures::PeriodKind;
  EXPECT_EQ(period_text({month(2025, 6), month(2025, 6)}, PeriodKind::month, kZh), "2025年6月");
  EXPECT_EQ(period_text({month(2025, 4), month(2025, 6)}, PeriodKind::quarter, kZh),
            "2025年第二季度");
  EXPECT_EQ(period_text({month(2025, 7), month(2025, 12)}, PeriodKind::half_year, kZh),
            "2025年下半年");
  EXPECT_EQ(period_text({month(2025, 1), month(2025, 6)}, PeriodKind::half_year, kEn),
            "the first half of 2025");
  EXPECT_EQ(period_text({month(2025, 1), month(2025, 12)}, PeriodKind::year, kEn), "2025");
}

TEST(Words, HeadingsAreNumberedAsPapersDo) {
  EXPECT_EQ(heading_number({1}, kZh), "一、");
  EXPECT_EQ(heading_number({12}, kZh), "十二、");
  EXPECT_EQ(heading_number({20}, kZh), "二十、");
  EXPECT_EQ(heading_number({2, 3}, kZh), "（三）");
  EXPECT_EQ(heading_number({2, 3, 4}, kZh), "4.");
  EXPECT_EQ(heading_number({2, 3, 4, 5}, kZh), "（5）");
  EXPECT_EQ(heading_number({2, 3}, kEn), "2.3 ");
}

TEST(Words, ListsAreJoined) {
  EXPECT_EQ(list_text({"西藏"}, kZh), "西藏");
  EXPECT_EQ(list_text({"西藏", "青海", "宁夏"}, kZh), "西藏、青海、宁夏");
  EXPECT_EQ(list_text({"Tibet", "Qinghai", "Ningxia"}, kEn), "Tibet, Qinghai and Ningxia");
}

}  // namespace
}  // namespace sixscope::report
