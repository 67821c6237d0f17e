#include "table/merged_ranges.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace sixscope::table {
namespace {

bool overlap(const MergedRange& a, const MergedRange& b) {
  return a.first_row <= b.last_row && b.first_row <= a.last_row &&
         a.first_column <= b.last_column && b.first_column <= a.last_column;
}

// Against the plain way, which looks at every pair.
TEST(MergedRanges, LeavesOutWhatOverlapsOneBefore) {
  std::mt19937 random(6);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same every time.
  const auto below = [&random](std::size_t bound) { return random() % bound; };
  for (int round = 0; round < 500; ++round) {
    std::vector<MergedRange> merges;
    for (std::size_t i = below(20); i > 0; --i) {
      const std::size_t row = 1 + below(12);
      const std::size_t column = below(12);
      merges.push_back({row, column, row + below(6), column + below(6)});
    }
    auto sorted = merges;
    std::ranges::sort(sorted);
    std::vector<MergedRange> kept;
    for (const MergedRange& merge : sorted) {
      if (std::ranges::none_of(kept, [&](const auto& one) { return overlap(one, merge); })) {
        kept.push_back(merge);
      }
    }
    EXPECT_EQ(without_overlaps(merges), kept) << round;
  }
}

TEST(MergedRanges, ManyLargeOnesCostNoMoreThanSmallOnes) {
  const std::vector<MergedRange> same(1'000'000, {1, 0, 500'000, 1});
  EXPECT_EQ(without_overlaps(same), (std::vector<MergedRange>{same.front()}));
}

TEST(MergedRanges, KnowsWhatCoversACell) {
  OpenRanges open;
  ASSERT_TRUE(open.add({2, 1, 4, 3}));
  EXPECT_FALSE(open.add({3, 0, 3, 1}));
  EXPECT_EQ(open.at(3, 0), nullptr);
  ASSERT_NE(open.at(3, 2), nullptr);
  EXPECT_EQ(open.at(4, 3)->first_row, 2U);
  EXPECT_EQ(open.at(4, 4), nullptr);
  EXPECT_EQ(open.at(5, 2), nullptr) << "it has ended";
  EXPECT_TRUE(open.add({5, 3, 5, 9}));
}

}  // namespace
}  // namespace sixscope::table
