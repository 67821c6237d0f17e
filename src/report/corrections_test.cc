#include "report/corrections.h"

#include <gmock/gmock.h>

#include <variant>

#include "document/skins.h"
#include "report/press.h"
#include "report/printer.h"

namespace sixscope::report {
namespace {

using document::Document;
using document::Language;
using ::testing::HasSubstr;

TEST(Numbers, AreReadBackInTheirYear) {
  for (const Language language : {Language::zh, Language::en}) {
    for (const std::int64_t number : {1, 6, 2025}) {
      EXPECT_EQ(number_in_year(number_text(2025, number, language), 2025), number);
    }
    EXPECT_EQ(number_in_year(number_text(2024, 6, language), 2025), 0);
  }
  EXPECT_EQ(number_text(2025, 6, Language::zh), "〔2025〕6号");
  EXPECT_EQ(number_in_year("网信办〔2025〕17号", 2025), 17);
  EXPECT_EQ(number_in_year("", 2025), 0);
  EXPECT_EQ(number_in_year("第6期", 2025), 0) << "of no year that it says";
  EXPECT_EQ(number_in_year("〔2025〕99999999999999999999号", 2025), 0);
}

TEST(Corrections, AreAnAnnexThatIsTakenOffAgain) {
  Document document;
  document.blocks.emplace_back(document::Heading{1, "一、总体情况"});
  const std::size_t blocks = document.blocks.size();
  Issue before{.id = "m", .version = 1, .number = "〔2025〕6号"};
  append_corrections(document, {{"表1: 广东", "66.00%", "65.00%"}}, before, "广东更正");
  const document::Table* const table = find_table(document, kCorrectionsTable);
  ASSERT_NE(table, nullptr);
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_EQ(table->rows.front().at(1).text, "66.00%");
  EXPECT_THAT(table->note, HasSubstr("〔2025〕6号"));
  EXPECT_THAT(table->note, HasSubstr("广东更正"));
  EXPECT_EQ(without_corrections(document).blocks.size(), blocks);
  EXPECT_EQ(without_corrections(without_corrections(document)).blocks.size(), blocks);
}

TEST(Print, NamesWhatThereIs) {
  Document document;
  document.blocks.emplace_back(document::Table{.id = "regions", .columns = {{.id = "a"}}});
  const Printers printers = {{"json", "application/json", [](const Document& one) {
                                return Result<std::string>(document::json(one));
                              }}};
  EXPECT_TRUE(print(document, "json", printers));
  const auto table = print(document, "regions.csv", printers);
  ASSERT_TRUE(table);
  EXPECT_THAT(*table, HasSubstr("a"));
  for (const char* format : {"docx", "other.csv", "regions", "", ".csv"}) {
    const auto none = print(document, format, printers);
    ASSERT_FALSE(none) << format;
    EXPECT_EQ(none.error().code, Errc::not_found);
    EXPECT_THAT(describe(none.error()), HasSubstr("json"));
  }
}

TEST(Edits, AreReadBackAsTheyWereWritten) {
  const Edits edits = {{"summary", "本月为{T1.value}。\n\"二\""}, {"users", ""}};
  EXPECT_EQ(read_edits(write_edits(edits)).value(), edits);
  EXPECT_EQ(write_edits({}), "{}");
  for (const char* text : {"", "[]", "{\"a\": 1}", "{"}) {
    EXPECT_FALSE(read_edits(text)) << text;
  }
}

TEST(Marker, NamesIssueVersionAndSum) {
  const Issue issue{.id = "monthly-2025-06-100000-zh",
                    .version = 2,
                    .sha256 = "0123456789abcdef0123456789abcdef"};
  EXPECT_EQ(marker_of(issue), "sixscope:report:monthly-2025-06-100000-zh:2:0123456789abcdef");
}

}  // namespace
}  // namespace sixscope::report
