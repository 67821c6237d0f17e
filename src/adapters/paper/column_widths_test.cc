#include "adapters/paper/column_widths.h"

#include <gtest/gtest.h>

#include <numeric>

#include "document/draw_axes.h"

namespace sixscope::adapters {
namespace {

constexpr double kWidth = 440;
constexpr double kSize = 10;
constexpr double kPadding = 3;

document::Table table_of(std::vector<std::string> titles, std::vector<std::string> texts) {
  document::Table table;
  std::vector<document::Cell> row;
  for (std::size_t n = 0; n < titles.size(); ++n) {
    table.columns.push_back({.id = "c" + std::to_string(n), .title = titles[n]});
    row.push_back({.text = texts[n]});
  }
  table.rows = {row};
  return table;
}

double sum(const std::vector<double>& widths) {
  return std::accumulate(widths.begin(), widths.end(), 0.0);
}

TEST(ColumnWidths, FillTheTable) {
  for (std::size_t columns = 1; columns < 40; ++columns) {
    const auto widths = column_widths(table_of(std::vector<std::string>(columns, "省份"),
                                               std::vector<std::string>(columns, "北京市")),
                                      kWidth, kSize, kPadding);
    EXPECT_NEAR(sum(widths), kWidth, 1e-6) << columns;
  }
}

TEST(ColumnWidths, GoByWeightWhereTextsAreLong) {
  std::string words;
  for (int n = 0; n < 200; ++n) {
    words += "问题";
  }
  document::Table table = table_of({"甲", "乙"}, {words, words});
  table.columns[1].weight = 3;
  const auto widths = column_widths(table, kWidth, kSize, kPadding);
  EXPECT_NEAR(widths[1], 3 * widths[0], 1e-3);
}

TEST(ColumnWidths, BreakNoWordAndNoNumber) {
  document::Table table =
      table_of({"序号", "网址", "说明"}, {"1234567.89", "www.site-0001.example.gov.cn", "问题"});
  table.columns[2].weight = 50;
  const auto widths = column_widths(table, kWidth, kSize, kPadding);
  EXPECT_GE(widths[0], document::text_width("1234567.89", kSize) + 2 * kPadding);
  // A word longer than three tenths of the table is broken in the end.
  EXPECT_GE(widths[1], 0.3 * kWidth);
}

TEST(ColumnWidths, NarrowTablesStayWhole) {
  const document::Table table = table_of(std::vector<std::string>(30, "IPv4+IPv6"),
                                         std::vector<std::string>(30, "12345678.90"));
  const auto widths = column_widths(table, kWidth, kSize, kPadding);
  EXPECT_NEAR(sum(widths), kWidth, 1e-6);
  EXPECT_GT(least_width(table, kSize, kPadding), kWidth);
  EXPECT_LT(least_width(table, kSize / 2, 0), least_width(table, kSize, 0));
}

}  // namespace
}  // namespace sixscope::adapters
