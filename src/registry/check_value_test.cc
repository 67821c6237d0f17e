#include "registry/check_value.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "registry/named_checks.h"

namespace sixscope::registry {
namespace {

using table::Cell;
using table::CellType;

const Kinds kKinds = {
    .kinds = {},
    .codes = {{"unit",
               {{"Gbit/s", {"Gbit/s", "Gbit/s"}, {"Gbps", "G"}, "", "", "", ""},
                {"sessions", {"会话", "sessions"}, {"个"}, "", "", "", ""},
                {"%", {"%", "%"}, {}, "", "", "", ""}}},
              {"region",
               {{"440000", {"广东", "Guangdong"}, {"广东省"}, "", "", "", "44"},
                {"000000", {"全国", "Country"}, {}, "", "", "", ""}}},
              {"mode",
               {{"napt44", {"NAPT44（地址和端口）", "NAPT44"}, {"NAT444", "CGN"}, "", "", "", ""},
                {"nat64", {"NAT64", "NAT64"}, {}, "", "", "", ""},
                {"old", {"旧", "Old"}, {}, "", "2020-01-01", "napt44", ""},
                {"new", {"新", "New"}, {}, "2021-01-01", "", "", ""},
                {"early", {"早", "Early"}, {}, "", "2021-01-01", "new", ""}}}}};

Field field_of(FieldType type) {
  Field field;
  field.name = "field";
  field.type = type;
  field.title = {"字段", "Field"};
  field.codes = type == FieldType::code || type == FieldType::codes ? "mode" : "";
  return field;
}
Field number_of(FieldType type, std::string unit) {
  Field field = field_of(type);
  field.unit = std::move(unit);
  return field;
}
Field text_of_check(std::string check) {
  Field field = field_of(FieldType::text);
  field.check = std::move(check);
  field.length_max = 300;
  return field;
}

struct Case {
  const char* name;
  Cell cell;
  std::string expected;  // The value's text, or "!" and the rules that are broken.
};

std::string outcome(const Checked& checked) {
  if (checked.faults.empty()) {
    return text_of(checked.value);
  }
  std::string text = checked.is_refused() ? "!" : text_of(checked.value) + " ?";
  for (const Fault& fault : checked.faults) {
    EXPECT_FALSE(fault.what.zh.empty() || fault.what.en.empty() || fault.remedy.zh.empty() ||
                 fault.remedy.en.empty());
    EXPECT_EQ(fault.what.zh.find("{0}"), std::string::npos) << fault.what.zh;
    text += std::string(fault.rule) + " ";
  }
  text.pop_back();
  return text;
}

void expect_all(const Field& field, const std::vector<Case>& cases) {
  const ValueChecker checker(field, kKinds);
  for (const auto& [name, cell, expected] : cases) {
    EXPECT_EQ(outcome(checker.check(cell)), expected) << name << ": " << cell.text;
  }
}

Cell typed(std::string text) { return {.type = CellType::text, .text = std::move(text)}; }
Cell number(std::string text) { return {.type = CellType::number, .text = std::move(text)}; }
Cell date(std::string text) { return {.type = CellType::date, .text = std::move(text)}; }

TEST(CheckValue, ReadsNumbersAsPeopleTypeThem) {
  expect_all(number_of(FieldType::decimal, "Gbit/s"),
             {{"plain", typed("12.5"), "12.5"},
              {"stored as text with blanks",
               typed(" \xE3\x80\x80"
                     "400 "),
               "400"},
              {"number cell", number("400"), "400"},
              {"full width", typed("１２３．５"), "123.5"},
              {"full-width minus", typed("－３"), "-3"},
              {"thousands", typed("1,234,567.25"), "1234567.25"},
              {"full-width thousands", typed("１，２３４"), "1234"},
              {"blank as separator", typed("1 234 567"), "1234567"},
              {"ten thousand", typed("1.2万"), "12000"},
              {"hundred million", typed("3亿"), "300000000"},
              {"its unit", typed("100Gbps"), "100"},
              {"its unit in Chinese width", typed("100 Ｇｂｉｔ／ｓ"), "100"},
              {"multiplier and unit", typed("2万Gbit/s"), "20000"},
              {"exponent of a number cell", number("1.5e+3"), "1500"},
              {"too precise number cell is rounded", number("0.3333333333"), "0.333333"},
              {"rounded away from zero", number("-0.0000005"), "-0.000001"},
              {"other unit", typed("100Mbps"), "!unit"},
              {"bytes are no bits", typed("100 GByte/s"), "!unit"},
              {"percent", typed("85%"), "!percent"},
              {"decimal comma", typed("1,5"), "!thousands"},
              {"groups of four", typed("1,0000"), "!thousands"},
              {"two points", typed("1.2.3"), "!thousands"},
              {"too many places", typed("0.1234567"), "!places"},
              {"range", typed("10-20"), "!number_form"},
              {"word", typed("很多"), "!number_form"},
              {"date cell", date("2026-06-30"), "!number_form"},
              {"beyond", typed("1e20"), "!too_large"},
              {"far beyond", typed("1e999"), "!too_large"},
              {"error as text", {.type = CellType::text, .text = "#DIV/0!"}, "!cell_error"},
              {"error with blanks", {.type = CellType::text, .text = "\f#REF! "}, "!cell_error"},
              {"error cell", {.type = CellType::error, .text = "#REF!"}, "!cell_error"},
              {"formula without result",
               {.type = CellType::empty, .text = "", .formula = true},
               "!formula_without_value"},
              {"empty", {}, ""}});
}

TEST(CheckValue, HoldsBoundsAndWholeness) {
  Field field = number_of(FieldType::integer, "sessions");
  field.least = model::Decimal{};
  field.most = model::Decimal::whole(64'000'000);
  expect_all(field, {{"whole", typed("6400万会话"), "64000000"},
                     {"fraction", typed("1.5"), "!not_whole"},
                     {"a multiplier makes it whole", typed("1.5万"), "15000"},
                     {"negative", typed("-1"), "!too_small"},
                     {"above", typed("6401万"), "!too_large"}});
}

TEST(CheckValue, ScalesByTheTitlesUnit) {
  const Field field = number_of(FieldType::integer, "sessions");
  const ValueChecker checker(field, kKinds);
  EXPECT_EQ(checker.scale_of("万"), 10'000);
  EXPECT_EQ(checker.scale_of("万个"), 10'000);
  EXPECT_EQ(checker.scale_of("会话"), 1);
  EXPECT_EQ(checker.scale_of("Gbps"), std::nullopt);
  EXPECT_EQ(outcome(checker.check(typed("1.5"), 10'000)), "15000");
  EXPECT_EQ(outcome(checker.check(typed("1.5万"), 10'000)), "!unit");
}

TEST(CheckValue, TakesPercentWhereThatIsTheUnit) {
  expect_all(number_of(FieldType::decimal, "%"), {{"with sign", typed("85.5％"), "85.5"}});
}

TEST(CheckValue, ReadsDatesInEveryUsualForm) {
  expect_all(field_of(FieldType::date),
             {{"ISO", typed("2026-06-30"), "2026-06-30"},
              {"slashes", typed("2026/6/30"), "2026-06-30"},
              {"points", typed("2026.6.30"), "2026-06-30"},
              {"Chinese", typed("2026年6月30日"), "2026-06-30"},
              {"Chinese, full width", typed("２０２６年６月３０号"), "2026-06-30"},
              {"digits alone", typed("20260630"), "2026-06-30"},
              {"digits alone, number cell", number("20260630"), "2026-06-30"},
              {"date cell", date("2026-06-30"), "2026-06-30"},
              {"date cell with time", date("2026-06-30T08:00:00"), "2026-06-30"},
              {"time behind", typed("2026-06-30 08:00"), "2026-06-30"},
              {"named month", typed("30 Jun 2026"), "2026-06-30"},
              {"named month first", typed("June 30, 2026"), "2026-06-30"},
              {"ambiguous", typed("06/07/2026"), "!date_order"},
              {"two-digit year", typed("26-06-30"), "!date_order"},
              {"no such day", typed("2026-02-30"), "!date_impossible"},
              {"no such month", typed("2026-13-01"), "!date_impossible"},
              {"leap day", typed("2024-02-29"), "2024-02-29"},
              {"before all", typed("1899-12-31"), "!date_impossible"},
              {"serial", number("46203"), "!date_serial"},
              {"a month", typed("2026-06"), "!date_form"},
              {"word", typed("下个月"), "!date_form"},
              {"time alone", date("08:00:00"), "!date_form"},
              {"two separators", typed("2026--06-30"), "!date_form"}});
}

TEST(CheckValue, ReadsMonths) {
  expect_all(field_of(FieldType::month),
             {{"ISO", typed("2026-06"), "2026-06"},
              {"slash", typed("2026/6"), "2026-06"},
              {"Chinese", typed("2026年6月"), "2026-06"},
              {"digits alone", typed("202606"), "2026-06"},
              {"October as text", typed("2026.10"), "2026-10"},
              {"named", typed("Jun 2026"), "2026-06"},
              {"a date cell's month", date("2026-06-01"), "2026-06"},
              {"a date's month", typed("2026-06-30"), "2026-06"},
              {"number that may be October", number("2026.1"), "!month_number"},
              {"number that is February", number("2026.2"), "2026-02"},
              {"thirteenth", typed("202613"), "!date_impossible"},
              {"year alone", typed("2026年"), "!month_form"},
              {"year last", typed("06/2026"), "!month_form"}});
}

TEST(CheckValue, ReadsYesAndNo) {
  expect_all(field_of(FieldType::boolean),
             {{"yes", typed("是"), "true"},
              {"no", typed("否"), "false"},
              {"tick", typed("√"), "true"},
              {"cross", typed("×"), "false"},
              {"English", typed("YES"), "true"},
              {"cell", {.type = CellType::boolean, .text = "false"}, "false"},
              {"number", number("1"), "true"},
              {"full width", typed("０"), "false"},
              {"perhaps", typed("部分"), "!boolean_form"}});
}

TEST(CheckValue, FindsCodesByCodeTitleAndAlias) {
  expect_all(field_of(FieldType::code),
             {{"code", typed("napt44"), "napt44"},
              {"case and width", typed("ＮＡＰＴ44"), "napt44"},
              {"title with brackets of either width", typed("NAPT44(地址和端口)"), "napt44"},
              {"alias", typed(" cgn "), "napt44"},
              {"code and title", typed("nat64 NAT64"), "nat64"},
              {"ended", typed("旧"), "old ?code_ended"},
              {"of a day", typed("新"), "new ?code_not_yet"},
              {"unknown", typed("NAT46"), "!code_unknown"}});
  expect_all(field_of(FieldType::codes),
             {{"several", typed("CGN、NAT64"), "napt44, nat64"},
              {"other separators", typed("CGN；NAT64,napt44"), "napt44, nat64"},
              {"each by its own dates", typed("旧、新"), "old, new ?code_ended code_not_yet"},
              {"one is unknown", typed("CGN;NAT46"), "!code_unknown"}});
}

TEST(CheckValue, SaysWhichCodeHeldBeforeOneThatIsNotYet) {
  const Checked checked = ValueChecker(field_of(FieldType::codes), kKinds).check("CGN;新");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(checked.faults[0].severity, Severity::soft);
  EXPECT_EQ(checked.faults[0].code, "new");
  EXPECT_EQ(checked.faults[0].what.en, "the code new begins on 2021-01-01, and is to hold earlier");
  EXPECT_EQ(checked.faults[0].remedy.en, "use early, which held then, or explain");
  EXPECT_EQ(checked.faults[0].remedy.zh, "改用当时的 early，或加以说明");
}

TEST(CheckValue, TakesCodesBelowAListedOneWithANote) {
  Field field = field_of(FieldType::code);
  field.codes = "region";
  expect_all(field, {{"province", typed("广东省"), "440000"},
                     {"city", number("440100"), "440100 ?code_below"},
                     {"unknown province", typed("990100"), "!code_unknown"},
                     {"the country has none below", typed("000100"), "!code_unknown"},
                     {"too short", typed("4401"), "!code_unknown"}});
}

TEST(CheckValue, CleansTextsAndBoundsThem) {
  Field field = field_of(FieldType::text);
  field.length_max = 5;
  expect_all(field,
             {{"blanks", typed("  a \t\xC2\xA0 b\n"), "a b"},
              {"pasted marks",
               typed("\xEF\xBB\xBF"
                     "ab\xE2\x80\x8B"),
               "ab"},
              {"characters, not bytes", typed("天河区一号"), "天河区一号"},
              {"too long", typed("天河区一号楼"), "!too_long"},
              {"control", typed(std::string("a\x01") + "b"), "!control_character"},
              {"no UTF-8", typed("\xFF"), "!encoding"},
              {"a letter and its accent", typed("Cafe\xCC\x81s"), "Caf\xC3\xA9s"},
              {"no width inside",
               typed("a\xE2\x80\x8B"
                     "b"),
               "!zero_width"},
              {"nor a byte order mark",
               typed("a\xEF\xBB\xBF"
                     "b"),
               "!zero_width"},
              {"soft hyphen", typed("a\u00ADb"), "!zero_width"},
              {"at an end too", typed("ab\u00AD"), "!zero_width"},
              {"joiner of letters that are not joined", typed("a\u200Db"), "!zero_width"},
              {"nor after a blank", typed("\u0645 \u200C\u062E"), "!zero_width"},
              {"joined Persian", typed("\u0645\u06CC\u200C\u062E"), "\u0645\u06CC\u200C\u062E"},
              {"joined Hindi", typed("\u0915\u094D\u200D\u0937"), "\u0915\u094D\u200D\u0937"},
              {"two joiners", typed("\u0645\u200C\u200C\u062E"), "!zero_width"},
              {"Mongolian vowel", typed("\u1828\u180E\u1820"), "\u1828\u180E\u1820"},
              {"vowel separator elsewhere", typed("a\u180Eb"), "!zero_width"},
              {"and at an end", typed("ab\u180E"), "!zero_width"},
              {"word joiner", typed("a\u2060b"), "!zero_width"},
              {"invisible separator", typed("a\u2063b"), "!zero_width"},
              {"filler", typed("a\u3164b"), "!zero_width"},
              {"tag", typed("a\U000E0041b"), "!zero_width"},
              {"chosen form", typed("\u8FBB\U000E0100"), "\u8FBB\U000E0100"},
              {"mark of an Arabic letter", typed("a\u061Cb"), "!direction_mark"},
              {"mark of direction", typed("a\u200Eb"), "!direction_mark"},
              {"mark of direction, pasted along", typed("\u200Eab\u200F"), "ab"},
              {"turned",
               typed("a\xE2\x80\xAE"
                     "b"),
               "!direction_mark"},
              {"isolated, at an end", typed("ab\xE2\x81\xA9"), "!direction_mark"},
              {"number", number("12"), "12"}});
  field.length_max = 1000;
  expect_all(field, {{"lines of a long text", typed("a \r\n b"), "a\nb"}});
  field.pattern = "[0-9]{6}";
  expect_all(field, {{"fits, in any width", typed("４４０１００"), "440100"},
                     {"does not fit whole", typed("4401000"), "!pattern"}});
}

// What a spreadsheet writes where a formula failed is no name of anything, alone or in a list.
TEST(CheckValue, RefusesErrorsOfASheetAmongTexts) {
  Field field;
  field.type = FieldType::texts;
  expect_all(field, {{"a member", typed("eth0; #REF!"), "!cell_error"},
                     {"the only member", typed("#N/A;"), "!cell_error"},
                     {"no error", typed("#1; eth0"), "#1, eth0"}});
}

TEST(CheckValue, HoldsNamedChecks) {
  expect_all(text_of_check("ip_address"), {{"IPv4", typed("192.0.2.1"), "192.0.2.1"},
                                           {"IPv6", typed("2001:DB8:0::1"), "2001:db8::1"},
                                           {"word", typed("192.0.2.256"), "!ip_address"}});
  expect_all(text_of_check("ipv4_address"), {{"IPv6", typed("2001:db8::1"), "!ip_address"}});
  expect_all(text_of_check("prefix"), {{"IPv6", typed("2001:DB8::/32"), "2001:db8::/32"},
                                       {"host bits", typed("192.0.2.1/24"), "!prefix"}});
  expect_all(text_of_check("domain"),
             {{"case and dot", typed("WWW.Example.CN."), "www.example.cn"},
              {"Chinese", typed("政务.中国"), "政务.中国"},
              {"a wide letter and its accent", typed("ｅ\xCC\x81.cn"), "\xC3\xA9.cn"},
              {"URL", typed("https://example.cn"), "!domain"},
              {"one label", typed("localhost"), "!domain"},
              {"address", typed("192.0.2.1"), "!domain"},
              {"empty label", typed("a..cn"), "!domain"}});
  expect_all(text_of_check("url"),
             {{"URL", typed("https://a.cn/x?y"), "https://a.cn/x?y"},
              {"address", typed("http://[2001:db8::1]/"), "http://[2001:db8::1]/"},
              {"no scheme", typed("a.cn"), "!url"}});
  // 91350100M000100Y43 is the standard's own example.
  expect_all(text_of_check("credit_code"),
             {{"fits", typed("91350100m000100y43"), "91350100M000100Y43"},
              {"check character", typed("91350100M000100Y44"), "91350100M000100Y44 ?credit_code"},
              {"short", typed("123"), "123 ?credit_code"}});
}

Kind ledger() {
  Kind kind{.id = "device",
            .title = {"设备", "Device"},
            .description = {},
            .source = {},
            .key = {"name"},
            .region_field = "",
            .owner_field = "",
            .fields = {}};
  const auto add = [&kind](const char* name, FieldType type) -> Field& {
    Field field = field_of(type);
    field.name = name;
    kind.fields.push_back(field);
    return kind.fields.back();
  };
  add("name", FieldType::text).required = true;
  Field& capacity = add("capacity", FieldType::integer);
  capacity.soft.jump_percent = model::Decimal::whole(50);
  capacity.soft.zero_after_more = true;
  add("peak", FieldType::integer).soft.at_most_field = "capacity";
  add("since", FieldType::date);
  add("plan_month", FieldType::month).soft.not_before_field = "since";
  add("wide", FieldType::boolean);
  add("rollback", FieldType::text).soft.needed_with = "wide";
  return kind;
}

Value whole(std::int64_t number) { return model::Decimal::whole(number); }
Value words(const char* text) { return std::string(text); }

TEST(CheckDocument, HoldsFieldsAgainstEachOtherAndBefore) {
  const Kind kind = ledger();
  const Document before = {{"name", words("a")}, {"capacity", whole(100)}, {"peak", whole(120)}};
  struct Row {
    const char* name;
    Document document;
    const Document* before;
    std::string rules;
  };
  const Row rows[] = {
      {"fits", {{"name", words("a")}, {"capacity", whole(100)}}, nullptr, ""},
      {"required", {{"capacity", whole(1)}}, nullptr, "name required "},
      {"at most",
       {{"name", words("a")}, {"capacity", whole(1)}, {"peak", whole(2)}},
       nullptr,
       "peak at_most "},
      {"what did not change is not asked again", before, &before, ""},
      {"jump up", {{"name", words("a")}, {"capacity", whole(151)}}, &before, "capacity jump "},
      {"just not", {{"name", words("a")}, {"capacity", whole(150)}}, &before, ""},
      {"jump down", {{"name", words("a")}, {"capacity", whole(49)}}, &before, "capacity jump "},
      {"zero",
       {{"name", words("a")}, {"capacity", whole(0)}},
       &before,
       "capacity zero_after_more "},
      {"emptied", {{"name", words("a")}}, &before, "capacity zero_after_more "},
      {"month before date",
       {{"name", words("a")}, {"since", words("2026-06-30")}, {"plan_month", words("2026-05")}},
       nullptr,
       "plan_month not_before "},
      {"month of the date",
       {{"name", words("a")}, {"since", words("2026-06-30")}, {"plan_month", words("2026-06")}},
       nullptr,
       ""},
      {"needed", {{"name", words("a")}, {"wide", true}}, nullptr, "rollback needed_with "},
      {"not needed", {{"name", words("a")}, {"wide", false}}, nullptr, ""},
  };
  for (const Row& row : rows) {
    std::string rules;
    for (const FieldFault& found : check_document(kind, row.document, row.before)) {
      rules += found.field + " " + std::string(found.fault.rule) + " ";
    }
    EXPECT_EQ(rules, row.rules) << row.name;
  }
}

TEST(FaultOf, HasWordsForEveryRuleInItsPlace) {
  for (std::size_t i = 0; i < kRules; ++i) {
    const Fault fault = fault_of(static_cast<Rule>(i), {same("0"), same("1"), same("2")});
    EXPECT_FALSE(fault.rule.empty() || fault.what.zh.empty() || fault.what.en.empty() ||
                 fault.remedy.zh.empty() || fault.remedy.en.empty())
        << i;
  }
  EXPECT_EQ(fault_of(Rule::month_number).rule, "month_number");
  EXPECT_EQ(fault_of(Rule::hidden_column).rule, "hidden_column");
}

}  // namespace
}  // namespace sixscope::registry
