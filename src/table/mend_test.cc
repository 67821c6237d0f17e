#include "table/mend.h"

#include <gtest/gtest.h>

#include <vector>

#include "table/refusal.h"

namespace sixscope::table {
namespace {

Sheet sheet() {
  Sheet made{.name = "a"};
  made.rows.push_back({.number = 2,
                       .hidden = true,
                       .cells = {{.type = CellType::number, .text = "2026.1"},
                                 {.type = CellType::error, .text = "#REF!", .formula = true},
                                 {.merged = true}}});
  made.rows.push_back({.number = 5, .cells = {{.type = CellType::text, .text = "x"}}});
  return made;
}

TEST(MendSheet, ChangesWhatWasTypedAndNothingElse) {
  Sheet mended = sheet();
  const std::vector<Mend> mends = {
      {2, 1, "5"}, {4, 2, "new"}, {2, 2, "6"}, {2, 2, "7"}, {5, 0, ""}};
  ASSERT_TRUE(mend(mended, mends));
  ASSERT_EQ(mended.rows.size(), 3U);
  EXPECT_TRUE(mended.rows[0].hidden);
  EXPECT_EQ(mended.rows[0].cells[0], sheet().rows[0].cells[0]);
  EXPECT_EQ(mended.rows[0].cells[1], (Cell{.type = CellType::text, .text = "5"}));
  EXPECT_EQ(mended.rows[0].cells[2], (Cell{.type = CellType::text, .text = "7"}));
  EXPECT_EQ(mended.rows[1].number, 4U);
  EXPECT_EQ(mended.rows[1].cells.size(), 3U);
  EXPECT_EQ(mended.rows[2].cells[0], Cell{});
  Sheet merged = sheet();
  merged.merges = {{2, 1, 2, 2}, {5, 0, 5, 1}};
  ASSERT_TRUE(mend(merged, std::vector<Mend>{{2, 2, "own"}, {5, 0, "x"}}));
  EXPECT_EQ(merged.merges, (std::vector<MergedRange>{{5, 0, 5, 1}}))
      << "what has a value of its own is merged into nothing";
  Sheet same = sheet();
  ASSERT_TRUE(mend(same, {}));
  EXPECT_EQ(same, sheet());
}

// In every second row the mend is in the range's first cell, which leaves it as it is.
TEST(MendSheet, ManyMendsAndManyMerges) {
  constexpr std::size_t kMany = 100'000;
  Sheet mended{.name = "a"};
  std::vector<Mend> mends;
  for (std::size_t i = 1; i <= kMany; ++i) {
    mended.rows.push_back({.number = i, .cells = {{}, {}, {.merged = true}}});
    mended.merges.push_back({i, 1, i, 2});
    mends.push_back({i, i % 2 == 0 ? 1U : 2U, "x"});
  }
  ASSERT_TRUE(mend(mended, mends));
  ASSERT_EQ(mended.merges.size(), kMany / 2);
  EXPECT_EQ(mended.merges.front(), (MergedRange{2, 1, 2, 2}));
  Sheet tall{.name = "a",
             .rows = {{.number = kMany, .cells = std::vector<Cell>(4)}},
             .merges = {{1, 0, kMany, 1}, {1, 2, kMany, 3}}};
  ASSERT_TRUE(mend(tall, std::vector<Mend>{{kMany, 3, "x"}, {1, 0, "x"}}));
  EXPECT_EQ(tall.merges, (std::vector<MergedRange>{{1, 0, kMany, 1}}));
}

TEST(MendSheet, KeepsTheLimits) {
  const Limits limits{.rows = 2, .columns = 4, .cells = 5, .cell_bytes = 3};
  const struct {
    Mend mend;
    Refused refused;
  } cases[] = {{{3, 0, "x"}, Refused::too_many_rows},
               {{5, 2, "x"}, Refused::too_many_cells},
               {{2, 0, "four"}, Refused::cell_too_long},
               {{2, 0, std::string(1, '\0')}, Refused::nul_character}};
  for (const auto& [one, refused] : cases) {
    Sheet mended = sheet();
    const auto done = mend(mended, std::vector<Mend>{one}, limits);
    ASSERT_FALSE(done) << one.row << " " << one.column;
    ASSERT_NE(refusal_of(done.error()), nullptr);
    EXPECT_EQ(refusal_of(done.error())->id, words_of(refused).id);
  }
}

// Nobody who mends sees a cell that the sheet does not have: what names one is a slip.
TEST(MendSheet, IsOfCellsThatTheSheetHas) {
  const struct {
    Mend mend;
    Refused refused;
    const char* where;
  } cases[] = {{{0, 1, "x"}, Refused::mend_outside_rows, "B0 (1-5)"},
               {{6, 1, "x"}, Refused::mend_outside_rows, "B6 (1-5)"},
               {{kRowNumberMax + 1, 0, ""}, Refused::mend_outside_rows, "A1048577 (1-5)"},
               {{2, 3, "x"}, Refused::mend_outside_columns, "D2 (A-C)"}};
  for (const auto& [one, refused, where] : cases) {
    Sheet mended = sheet();
    const auto done = mend(mended, std::vector<Mend>{{2, 0, "5"}, one});
    ASSERT_FALSE(done) << where;
    ASSERT_NE(refusal_of(done.error()), nullptr) << where;
    EXPECT_EQ(refusal_of(done.error())->id, words_of(refused).id) << where;
    EXPECT_EQ(done.error().detail, where);
  }
  Sheet same = sheet();
  EXPECT_TRUE(mend(same, std::vector<Mend>{{1, 0, "title"}, {5, 2, "x"}}))
      << "blank rows and cells between others are the sheet's";
  Sheet empty;
  EXPECT_EQ(mend(empty, std::vector<Mend>{{1, 0, "x"}}).error().detail, "A1 (0)");
}

}  // namespace
}  // namespace sixscope::table
