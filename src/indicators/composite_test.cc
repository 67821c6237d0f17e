#include "indicators/composite.h"

#include <gtest/gtest.h>

#include "indicators/rank.h"

namespace sixscope::indicators {
namespace {

// Users 0.5: one share; traffic 0.3: two shares, the second three times the first; quality 0.2: a
// delay of which less is better, 100 ms is 0 and 20 ms is 1.
CompositeDefinition three() {
  CompositeDefinition all;
  all.dimensions = {{.id = "users",
                     .title = {},
                     .parameter = {},
                     .weight = 0.5,
                     .parts = {{.indicator = "active", .version = "1"}}},
                    {.id = "traffic",
                     .title = {},
                     .parameter = {},
                     .weight = 0.3,
                     .parts = {{.indicator = "mobile", .version = "1", .weight = 1},
                               {.indicator = "fixed", .version = "1", .weight = 3}}},
                    {.id = "quality",
                     .title = {},
                     .parameter = {},
                     .weight = 0.2,
                     .parts = {{.indicator = "rtt", .version = "1", .least = 100, .most = 20}}}};
  return all;
}

using Figures = std::vector<std::optional<double>>;

TEST(Composite, IsTheWeightedMeanOfNormalisedDimensions) {
  // Traffic: (1 x 0.8 + 3 x 0.4) / 4 = 0.5. Quality: (40 - 100) / (20 - 100) = 0.75.
  // Index: 0.5 x 0.6 + 0.3 x 0.5 + 0.2 x 0.75 = 0.3 + 0.15 + 0.15 = 0.6.
  const CompositeScore made = composite_score(three(), Figures{0.6, 0.8, 0.4, 40});
  ASSERT_TRUE(made.index.value);
  EXPECT_NEAR(*made.index.value, 0.6, 1e-12);
  EXPECT_TRUE(made.is_whole());
  EXPECT_NEAR(*made.dimensions[1].index.value, 0.5, 1e-12);
  EXPECT_NEAR(made.dimensions[0].contribution, 0.3, 1e-12);
  EXPECT_NEAR(made.dimensions[1].contribution, 0.15, 1e-12);
  EXPECT_NEAR(made.dimensions[2].contribution, 0.15, 1e-12);
}

TEST(Composite, ADimensionThatLacksIsLeftOutAndNeverZero) {
  // Without quality: (0.5 x 0.6 + 0.3 x 0.5) / 0.8 = 0.5625, of 0.8 of the weights.
  const CompositeScore made = composite_score(three(), Figures{0.6, 0.8, 0.4, std::nullopt});
  EXPECT_NEAR(*made.index.value, 0.5625, 1e-12);
  EXPECT_NEAR(made.complete, 0.8, 1e-12);
  EXPECT_FALSE(made.is_whole());
  EXPECT_FALSE(made.dimensions[2].index.value);
  EXPECT_NEAR(made.dimensions[0].contribution + made.dimensions[1].contribution, 0.5625, 1e-12);
  EXPECT_EQ(made.dimensions[2].contribution, 0);
}

TEST(Composite, APartThatLacksLeavesItsDimensionToTheOthers) {
  // Traffic is the mobile share alone, 0.8, and a quarter of its weight is there.
  const CompositeScore made = composite_score(three(), Figures{0.6, 0.8, std::nullopt, 40});
  EXPECT_NEAR(*made.dimensions[1].index.value, 0.8, 1e-12);
  EXPECT_NEAR(made.dimensions[1].index.weight, 0.25, 1e-12);
  EXPECT_NEAR(made.complete, 0.5 + 0.3 * 0.25 + 0.2, 1e-12);
  EXPECT_NEAR(*made.index.value, 0.3 + 0.24 + 0.15, 1e-12);
  EXPECT_FALSE(made.is_whole());
}

TEST(Composite, NothingIsNothing) {
  const CompositeScore made = composite_score(three(), Figures(4));
  EXPECT_FALSE(made.index.value);
  EXPECT_EQ(made.complete, 0);
  EXPECT_FALSE(composite_score({}, {}).index.value);
}

TEST(Composite, FiguresBeyondTheBoundsAreBounded) {
  const CompositeScore made = composite_score(three(), Figures{1.4, 0, 0, 500});
  EXPECT_EQ(made.dimensions[0].scores[0], 1.0);
  EXPECT_EQ(made.dimensions[2].scores[0], 0.0);
  EXPECT_NEAR(*made.index.value, 0.5, 1e-12);
}

TEST(Ranks, TiesShareARankAndWhatHasNoneIsApart) {
  const Figures values = {0.3, 0.9, std::nullopt, 0.3, 0.1};
  const std::vector<std::optional<std::size_t>> expected = {2, 1, std::nullopt, 2, 4};
  EXPECT_EQ(ranks(values), expected);
  const std::vector<std::optional<std::size_t>> lowest = {2, 4, std::nullopt, 2, 1};
  EXPECT_EQ(ranks(values, false), lowest);
}

}  // namespace
}  // namespace sixscope::indicators
