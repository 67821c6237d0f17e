#include "registry/group_head.h"

#include <gmock/gmock.h>

namespace sixscope::registry {
namespace {

using Use = GroupColumn::Use;

TEST(MonthIn, FindsAMonthInWords) {
  const std::pair<const char*, const char*> cases[] = {{"2025年6月分省统计表", "2025-06"},
                                                       {"分省统计表（2025年12月）", "2025-12"},
                                                       {"report 2025-06", "2025-06"},
                                                       {"２０２５年６月", "2025-06"},
                                                       {"2025.6", "2025-06"},
                                                       {"2025年第二季度", ""},
                                                       {"工信厅2024263号", ""},
                                                       {"2025年13月", ""},
                                                       {"", ""}};
  for (const auto& [text, month] : cases) {
    EXPECT_EQ(month_in(text), month) << text;
  }
}

table::Row row_of(std::size_t number, const std::vector<const char*>& texts) {
  table::Row row{.number = number};
  for (const char* const text : texts) {
    row.cells.push_back({.type = table::CellType::text, .text = text});
  }
  return row;
}

Kind form() {
  Kind kind;
  kind.region_field = "region";
  kind.owner_field = "operator";
  for (const auto& [name, zh] :
       {std::pair("region", "区域"), std::pair("operator", "运营商"),
        std::pair("metro", "城域网总量"), std::pair("metro_ipv6", "城域网IPv6")}) {
    Field field;
    field.name = name;
    field.title = {zh, name};
    kind.fields.push_back(field);
  }
  kind.groups = {{.titles = {"城域网出口"}, .total = "metro", .part = "metro_ipv6"}};
  return kind;
}

TEST(GroupHead, TakesItsColumnsByBothLines) {
  table::Sheet sheet;
  sheet.rows = {row_of(1, {"2025年6月分省统计表"}),
                row_of(2, {"省份", "运营商", "城域网出口（Gbps）", "", "", "其他", ""}),
                row_of(3, {"", "", "IPv4+IPv6", "IPv6（PB/日）", "占比", "总流量", "占比"})};
  const auto head = group_head_of(sheet, form());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->first, 1U);
  EXPECT_EQ(head->month, "2025-06");
  ASSERT_EQ(head->columns.size(), 7U);
  EXPECT_EQ(head->columns[0].use, Use::region);
  EXPECT_EQ(head->columns[1].use, Use::operator_);
  EXPECT_EQ(head->columns[2].title, "城域网总量(gbps)") << "the unit of the group";
  EXPECT_EQ(head->columns[3].title, "城域网IPv6(pb/日)") << "its own goes before";
  EXPECT_EQ(head->columns[4].use, Use::share);
  EXPECT_EQ(head->columns[5].use, Use::other) << "a group that the form does not know";
  EXPECT_EQ(head->columns[5].title, "其他 / 总流量");
}

TEST(GroupHead, IsNotSeenInAHeadOfOneLine) {
  table::Sheet sheet;
  sheet.rows = {row_of(1, {"月份", "区域", "运营商", "城域网总量", "城域网IPv6"}),
                row_of(2, {"2025-06", "广东", "移动", "100", "40"})};
  EXPECT_FALSE(group_head_of(sheet, form()));
  Kind plain = form();
  plain.groups.clear();
  sheet.rows = {row_of(1, {"省份", "城域网出口", ""}), row_of(2, {"", "总流量", "占比"})};
  EXPECT_FALSE(group_head_of(sheet, plain)) << "a form without groups has no such head";
  EXPECT_TRUE(group_head_of(sheet, form()));
}

}  // namespace
}  // namespace sixscope::registry
