#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "document/draw_axes.h"
#include "document/draw_pen.h"
#include "document/skins.h"
#include "document/tile_slots.h"

namespace sixscope::document {
namespace {

constexpr double kWidth = 442;

std::vector<Path> paths_of(const Drawing& drawing) {
  std::vector<Path> paths;
  for (const Shape& shape : drawing.shapes) {
    if (const auto* path = std::get_if<Path>(&shape)) {
      paths.push_back(*path);
    }
  }
  return paths;
}

std::vector<Label> labels_of(const Drawing& drawing) {
  std::vector<Label> labels;
  for (const Shape& shape : drawing.shapes) {
    if (const auto* label = std::get_if<Label>(&shape)) {
      labels.push_back(*label);
    }
  }
  return labels;
}

const Label* label_of(const std::vector<Label>& labels, std::string_view text) {
  const auto found =
      std::ranges::find_if(labels, [&](const Label& label) { return label.text == text; });
  return found == labels.end() ? nullptr : &*found;
}

Box box_of(const Label& label) {
  const double wide = text_width(label.text, label.size);
  const double left = label.anchor == Anchor::start    ? label.at.x
                      : label.anchor == Anchor::middle ? label.at.x - wide / 2
                                                       : label.at.x - wide;
  return {left, label.at.y - label.size * 0.75, wide, label.size * 0.75};
}

Box box_of(const Path& path) {
  Box box{path.points.front().x, path.points.front().y, 0, 0};
  for (const Point& point : path.points) {
    const double right = std::max(box.x + box.width, point.x);
    const double bottom = std::max(box.y + box.height, point.y);
    box.x = std::min(box.x, point.x);
    box.y = std::min(box.y, point.y);
    box.width = right - box.x;
    box.height = bottom - box.y;
  }
  return box;
}

bool overlap(const Box& a, const Box& b) {
  constexpr double kTouch = 0.2;
  return a.x + kTouch < b.x + b.width && b.x + kTouch < a.x + a.width &&
         a.y + kTouch < b.y + b.height && b.y + kTouch < a.y + a.height;
}

// Nothing beyond the edges, no text upon another.
void expect_tidy(const Drawing& drawing, const std::string& what) {
  ASSERT_GT(drawing.height, 0) << what;
  const auto inside = [&](const Box& box) {
    return box.x >= -0.5 && box.y >= -0.5 && box.x + box.width <= drawing.width + 0.5 &&
           box.y + box.height <= drawing.height + 0.5;
  };
  for (const Path& path : paths_of(drawing)) {
    for (const Point& point : path.points) {
      EXPECT_TRUE(std::isfinite(point.x) && std::isfinite(point.y)) << what;
    }
    EXPECT_TRUE(inside(box_of(path))) << what;
  }
  const std::vector<Label> labels = labels_of(drawing);
  for (std::size_t n = 0; n < labels.size(); ++n) {
    EXPECT_TRUE(inside(box_of(labels[n]))) << what << ": " << labels[n].text;
    for (std::size_t other = 0; other < n; ++other) {
      EXPECT_FALSE(overlap(box_of(labels[n]), box_of(labels[other])))
          << what << ": " << labels[n].text << " and " << labels[other].text;
    }
  }
}

std::vector<std::string> months(std::size_t count) {
  std::vector<std::string> labels;
  for (std::size_t n = 0; n < count; ++n) {
    labels.push_back(std::to_string(2020 + n / 12) + "-" + (n % 12 < 9 ? "0" : "") +
                     std::to_string(n % 12 + 1));
  }
  return labels;
}

Series rising(std::size_t count, double from, double step, std::string title) {
  Series series{.title = std::move(title)};
  for (std::size_t n = 0; n < count; ++n) {
    series.values.emplace_back(from + static_cast<double>(n) * step);
  }
  return series;
}

// The lines drawn in the colour of a series, long enough to be no sample of the legend.
std::vector<Path> lines_of(const Drawing& drawing, Colour colour) {
  std::vector<Path> lines = paths_of(drawing);
  std::erase_if(lines, [&](const Path& path) {
    return path.closed || path.stroke != std::vector{colour} || path.points.front().y < 20;
  });
  return lines;
}

TEST(DrawLines, BreaksAtAGap) {
  LineChart chart{.labels = months(24), .series = {rising(24, 0.5, 0.01, "移动")}};
  EXPECT_EQ(lines_of(draw(chart, kWidth, Language::zh), ink::kBlue).size(), 1U);
  chart.series[0].values[9] = std::nullopt;
  const auto lines = lines_of(draw(chart, kWidth, Language::zh), ink::kBlue);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].points.size(), 9U);
  EXPECT_EQ(lines[1].points.size(), 14U);
  chart.series[0].values[9] = std::numeric_limits<double>::quiet_NaN();  // No number, no point.
  EXPECT_EQ(lines_of(draw(chart, kWidth, Language::zh), ink::kBlue).size(), 2U);
}

TEST(DrawLines, PointsLieOnOneScale) {
  const LineChart chart{.labels = months(11), .series = {rising(11, 0, 0.1, "a")}};
  const auto lines = lines_of(draw(chart, kWidth, Language::en), ink::kBlue);
  ASSERT_EQ(lines.size(), 1U);
  const auto& points = lines[0].points;
  for (std::size_t n = 1; n < points.size(); ++n) {
    EXPECT_NEAR(points[n - 1].y - points[n].y, points[0].y - points[1].y, 1e-6);
    EXPECT_NEAR(points[n].x - points[n - 1].x, points[1].x - points[0].x, 1e-6);
  }
}

TEST(DrawLines, WhatOthersPublishIsDashedAndHollow) {
  LineChart chart{.labels = months(6),
                  .series = {rising(6, 0.1, 0.1, "ours"), rising(6, 0.2, 0.1, "theirs")}};
  chart.series[1].outside = true;
  const Drawing drawing = draw(chart, kWidth, Language::en);
  const auto ours = lines_of(drawing, ink::kBlue);
  const auto theirs = lines_of(drawing, ink::kOrange);
  ASSERT_EQ(ours.size(), 1U);
  ASSERT_EQ(theirs.size(), 1U);
  EXPECT_TRUE(ours[0].dash.empty());
  EXPECT_FALSE(theirs[0].dash.empty());
  const auto signs = [&](Colour stroke, Colour fill) {
    return std::ranges::count_if(paths_of(drawing), [&](const Path& path) {
      return path.closed && path.stroke == std::vector{stroke} && path.fill == std::vector{fill};
    });
  };
  EXPECT_EQ(signs(ink::kBlue, ink::kBlue), 7);  // Six points and the legend's.
  EXPECT_EQ(signs(ink::kOrange, ink::kPaper), 7);
}

TEST(DrawLines, LongSeriesKeepTheirSigns) {
  LineChart chart{.labels = months(60), .series = {rising(60, 0.1, 0.01, "a")}};
  chart.series[0].values[30] = std::nullopt;
  chart.series[0].values[32] = std::nullopt;  // One alone at an odd place.
  const Drawing drawing = draw(chart, kWidth, Language::en);
  const auto signs = std::ranges::count_if(paths_of(drawing), [](const Path& path) {
    return path.closed && path.fill == std::vector{ink::kBlue};
  });
  // Every second one but two, the lone one, the one behind it, and the legend's.
  EXPECT_EQ(signs, 28 + 1 + 1 + 1);
  EXPECT_NE(label_of(labels_of(drawing), "2020-01"), nullptr);
}

TEST(DrawLines, TargetsLieAtTheirLevelAndDate) {
  LineChart chart{.labels = months(13), .series = {rising(13, 0, 0.05, "a")}};
  chart.targets = {{"due", 0.3, 6}, {"later", 0.6, 99}};
  const Drawing drawing = draw(chart, kWidth, Language::en);
  const auto line = lines_of(drawing, ink::kBlue);
  ASSERT_EQ(line.size(), 1U);
  const Point due = line[0].points[6];     // 0.3 is what the line reaches then...
  const Point later = line[0].points[12];  // ...and 0.6 here.
  bool has_diamond = false;
  bool goes_through = false;
  for (const Path& path : paths_of(drawing)) {
    const Box box = box_of(path);
    has_diamond |= path.closed && path.fill == std::vector{ink::kText} &&
                   std::abs(box.x + box.width / 2 - due.x) < 0.01 &&
                   std::abs(box.y + box.height / 2 - due.y) < 0.01;
    goes_through |= !path.dash.empty() && std::abs(box.y - later.y) < 0.01 && box.width > 300;
  }
  EXPECT_TRUE(has_diamond);
  EXPECT_TRUE(goes_through);
  const std::vector<Label> labels = labels_of(drawing);
  EXPECT_NE(label_of(labels, "due"), nullptr);
  EXPECT_NE(label_of(labels, "later"), nullptr);
}

TEST(DrawLines, SixtyMonthsAndManySeriesStayTidy) {
  for (const std::size_t count : {1U, 2U, 13U, 24U, 60U, 400U}) {
    for (const Language language : {Language::zh, Language::en}) {
      LineChart chart{.labels = months(count)};
      for (std::size_t n = 0; n < 6; ++n) {
        chart.series.push_back(rising(count, 0.1 + 0.001 * static_cast<double>(n),
                                      0.5 / static_cast<double>(count),
                                      "运营商集团" + std::to_string(n)));
      }
      chart.targets = {{"2024年底65%", 0.65, count / 2}, {"2025年底70%", 0.70, count + 1}};
      expect_tidy(draw(chart, kWidth, language), std::to_string(count));
    }
  }
}

BarChart ranking(std::size_t count) {
  BarChart chart{.mean = 0.4, .mean_title = "全国", .target = 0.65, .target_title = "目标65%"};
  for (std::size_t n = 0; n < count; ++n) {
    chart.bars.push_back({"省份" + std::to_string(n), 0.7 - 0.02 * static_cast<double>(n), ""});
  }
  return chart;
}

std::vector<Box> bars_of(const Drawing& drawing) {
  std::vector<Box> bars;
  for (const Path& path : paths_of(drawing)) {
    if (path.fill == std::vector{ink::kBar}) {
      bars.push_back(box_of(path));
    }
  }
  return bars;
}

TEST(DrawBars, AreAsLongAsTheirValues) {
  const BarChart chart = ranking(31);
  const auto bars = bars_of(draw(chart, kWidth, Language::zh));
  ASSERT_EQ(bars.size(), 31U);
  const double unit = bars[0].width / *chart.bars[0].value;
  for (std::size_t n = 0; n < bars.size(); ++n) {
    EXPECT_NEAR(bars[n].width, unit * *chart.bars[n].value, 1e-6);
    EXPECT_DOUBLE_EQ(bars[n].x, bars[0].x);
  }
}

TEST(DrawBars, MeanAndTargetLieWhereABarOfThatValueEnds) {
  const BarChart chart = ranking(20);
  const Drawing drawing = draw(chart, kWidth, Language::zh);
  const auto bars = bars_of(drawing);
  const double unit = bars[0].width / *chart.bars[0].value;
  std::vector<double> found;
  for (const Path& path : paths_of(drawing)) {
    if (!path.dash.empty()) {
      found.push_back((path.points.front().x - bars[0].x) / unit);
      EXPECT_DOUBLE_EQ(path.points.front().x, path.points.back().x);
    }
  }
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0], 0.4, 1e-9);
  EXPECT_NEAR(found[1], 0.65, 1e-9);
  EXPECT_NE(label_of(labels_of(drawing), "全国 40.00%"), nullptr);
}

TEST(DrawBars, WithoutDataStandsApartWithItsReason) {
  BarChart chart = ranking(5);
  chart.bars.insert(chart.bars.begin(), {"西藏", std::nullopt, "未报送"});
  chart.bars.push_back({"青海", std::nullopt, ""});
  const Drawing drawing = draw(chart, kWidth, Language::zh);
  const auto bars = bars_of(drawing);
  EXPECT_EQ(bars.size(), 5U);
  const std::vector<Label> labels = labels_of(drawing);
  const Label* reason = label_of(labels, "未报送");
  const Label* name = label_of(labels, "西藏");
  ASSERT_NE(reason, nullptr);
  ASSERT_NE(name, nullptr);
  EXPECT_DOUBLE_EQ(reason->at.y, name->at.y);
  EXPECT_GT(name->at.y, bars.back().y + bars.back().height);
  EXPECT_NE(label_of(labels, "无数据"), nullptr);
  expect_tidy(drawing, "missing");
}

TEST(DrawBars, StayTidy) {
  for (const std::size_t count : {1U, 31U, 120U}) {
    expect_tidy(draw(ranking(count), kWidth, Language::zh), std::to_string(count));
  }
  BarChart numbers{.scale = Scale::number, .unit = "户"};
  for (const double value : {8.3e8, 1e6, -4e7, 0.0}) {
    numbers.bars.push_back({"一个名称非常非常非常非常非常非常长的责任单位", value, ""});
  }
  expect_tidy(draw(numbers, kWidth, Language::zh), "numbers");
  BarChart nobody = ranking(0);
  nobody.bars.push_back({"西藏", std::nullopt, "未报送"});
  expect_tidy(draw(nobody, kWidth, Language::zh), "nobody");
}

TEST(TileSlots, AreDistinctAndInside) {
  for (const TileSlot& slot : tile_slots()) {
    EXPECT_LT(slot.column, kSlotColumns);
    EXPECT_LT(slot.row, kSlotRows);
    EXPECT_EQ(
        std::ranges::count_if(tile_slots(),
                              [&](const TileSlot& other) {
                                return (other.column == slot.column && other.row == slot.row) ||
                                       other.code == slot.code;
                              }),
        1)
        << slot.en;
  }
}

TEST(DrawTileMap, ShadesByClassAndHatchesWhatIsMissing) {
  TileMap map{.classes = {0.4, 0.6}, .missing_title = "无数据"};
  map.tiles = {{"110000", "北京", 0.39},
               {"120000", "天津", 0.4},
               {"130000", "河北", 0.61},
               {"540000", "西藏", std::nullopt}};
  const Drawing drawing = draw(map, kWidth, Language::zh);
  const std::vector<Label> labels = labels_of(drawing);
  const auto shade_at = [&](std::string_view name) {
    const Label* label = label_of(labels, name);
    EXPECT_NE(label, nullptr) << name;
    std::vector<Colour> shade;
    for (const Path& path : paths_of(drawing)) {
      if (label != nullptr && !path.fill.empty() && overlap(box_of(path), box_of(*label))) {
        shade = path.fill;
      }
    }
    return shade;
  };
  ASSERT_EQ(shade_at("北京").size(), 1U);
  EXPECT_NE(shade_at("北京"), shade_at("天津"));
  EXPECT_NE(shade_at("天津"), shade_at("河北"));
  EXPECT_GT(shade_at("北京")[0].green, shade_at("河北")[0].green);  // More is darker.
  EXPECT_TRUE(shade_at("西藏").empty());
  EXPECT_TRUE(shade_at("台湾").empty());  // On the map though nothing was given.
  EXPECT_EQ(label_of(labels, "兵团"), nullptr);
  for (const std::string_view text : {"< 40%", "40% – 60%", "≥ 60%", "无数据"}) {
    EXPECT_NE(label_of(labels, text), nullptr) << text;
  }
  expect_tidy(drawing, "map");
}

TEST(DrawTileMap, HasAllRegionsInBothLanguages) {
  for (const Language language : {Language::zh, Language::en}) {
    TileMap map{.classes = {0.4, 0.5, 0.6, 0.7}};
    for (const TileSlot& slot : tile_slots()) {
      map.tiles.push_back({std::string(slot.code) + "0000",
                           std::string(language == Language::zh ? slot.zh : slot.en), 0.5});
    }
    const Drawing drawing = draw(map, kWidth, language);
    expect_tidy(drawing, "all regions");
    EXPECT_EQ(std::ranges::count_if(labels_of(drawing),
                                    [](const Label& label) { return label.text == "50.00%"; }),
              35);
  }
}

TEST(DrawTileMap, CitiesOfOneProvinceStandInRows) {
  TileMap map{.classes = {0.5}};
  for (std::size_t n = 1; n <= 21; ++n) {
    map.tiles.push_back(
        {"44" + std::to_string(100 * n + 10000).substr(1), "城市" + std::to_string(n), 0.4});
  }
  const Drawing drawing = draw(map, kWidth, Language::zh);
  expect_tidy(drawing, "cities");
  EXPECT_EQ(label_of(labels_of(drawing), "北京"), nullptr);
  EXPECT_NE(label_of(labels_of(drawing), "城市21"), nullptr);
}

TEST(DrawWaterfall, StepsBeginWhereTheLastOneEnded) {
  const Waterfall chart{.steps = {{"期初", 1200, true},
                                  {"新增", 85, false},
                                  {"退出", -230, false},
                                  {"期末", 1055, true}},
                        .unit = "Gbps"};
  const Drawing drawing = draw(chart, kWidth, Language::zh);
  std::vector<Box> columns;
  for (const Path& path : paths_of(drawing)) {
    if (path.closed && !path.fill.empty()) {
      columns.push_back(box_of(path));
    }
  }
  ASSERT_EQ(columns.size(), 4U);
  const auto bottom = [](const Box& box) { return box.y + box.height; };
  const double unit = columns[0].height / 1200;
  EXPECT_NEAR(bottom(columns[1]), columns[0].y, 1e-9);
  EXPECT_NEAR(columns[1].height, 85 * unit, 1e-6);
  EXPECT_NEAR(columns[2].y, columns[1].y, 1e-9);  // Down from there.
  EXPECT_NEAR(columns[2].height, 230 * unit, 1e-6);
  EXPECT_NEAR(columns[3].y, bottom(columns[2]), 1e-6);
  EXPECT_NEAR(bottom(columns[3]), bottom(columns[0]), 1e-9);
  const std::vector<Label> labels = labels_of(drawing);
  EXPECT_NE(label_of(labels, "+85"), nullptr);
  EXPECT_NE(label_of(labels, "-230"), nullptr);
  expect_tidy(drawing, "waterfall");
}

TEST(DrawHistogram, ColumnsAreAsHighAsTheirCounts) {
  const Histogram chart{.labels = {"0–20", "20–40", "40–60"}, .counts = {3, 12, 45}, .unit = "个"};
  const Drawing drawing = draw(chart, kWidth, Language::zh);
  const auto bars = bars_of(drawing);
  ASSERT_EQ(bars.size(), 3U);
  EXPECT_NEAR(bars[1].height, bars[0].height * 4, 1e-6);
  EXPECT_NEAR(bars[2].height, bars[0].height * 15, 1e-6);
  expect_tidy(drawing, "histogram");
}

TEST(DrawColumns, ManyNamesStayTidy) {
  for (const std::size_t count : {1U, 8U, 20U, 100U}) {
    Histogram histogram{.unit = "sites"};
    Waterfall waterfall{.unit = "Gbps"};
    for (std::size_t n = 0; n < count; ++n) {
      histogram.labels.push_back(std::to_string(n * 20) + "–" + std::to_string(n * 20 + 20));
      histogram.counts.push_back(static_cast<double>(n * n));
      waterfall.steps.push_back({"中国移动通信集团广东公司", n % 3 == 0 ? -5e4 : 9e4, n == 0});
    }
    expect_tidy(draw(histogram, kWidth, Language::en), "histogram " + std::to_string(count));
    expect_tidy(draw(waterfall, kWidth, Language::zh), "waterfall " + std::to_string(count));
  }
}

TEST(Draw, NothingToShowSaysSo) {
  for (const Chart& chart :
       {Chart(LineChart{}), Chart(BarChart{}), Chart(TileMap{}), Chart(Waterfall{}),
        Chart(Histogram{}), Chart(LineChart{.labels = months(3), .series = {{}}})}) {
    const Drawing drawing = draw(chart, kWidth, Language::zh);
    EXPECT_NE(label_of(labels_of(drawing), "无数据"), nullptr);
    expect_tidy(drawing, "nothing");
  }
}

TEST(Draw, EveryWidthIsKept) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double width : {-1.0, 0.0, 150.0, 300.0, 800.0, infinity}) {
    const Drawing drawing = draw(ranking(5), width, Language::zh);
    EXPECT_TRUE(drawing.width >= 120 && drawing.width <= 4000);
    expect_tidy(drawing, std::to_string(width));
  }
}

}  // namespace
}  // namespace sixscope::document
