#include "rounds/round.h"

#include <gmock/gmock.h>

#include "rounds/form_fixture_test.h"
#include "rounds/reminder.h"
#include "rounds/respondent.h"
#include "rounds/row_check.h"

namespace sixscope::rounds {
namespace {

using model::Month;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

model::Day day(const char* text) { return model::parse_day(text).value(); }
Instant noon(const char* text) { return model::begin_in_china(day(text)) + std::chrono::hours(12); }

TEST(Period, EndsWhereItsCadenceSays) {
  const auto month = *sample_form("month").form;
  const auto half = *sample_form("half_year").form;
  EXPECT_EQ(period_ending(month, Month::of(2026, 5))->name(), "2026-05");
  EXPECT_EQ(period_ending(half, Month::of(2026, 6))->name(), "2026-H1");
  EXPECT_EQ(period_ending(half, Month::of(2026, 12))->name(), "2026-H2");
  EXPECT_FALSE(period_ending(half, Month::of(2026, 5)));
  EXPECT_EQ(before(*period_ending(half, Month::of(2026, 6))).name(), "2025-H2");
  EXPECT_EQ(before(*period_ending(month, Month::of(2026, 1))).name(), "2025-12");
  EXPECT_EQ(round_id("traffic", *period_ending(month, Month::of(2026, 5))), "traffic-2026-05");
}

TEST(Calendar, OpensAndIsDueByTheFormsRules) {
  const auto month = *sample_form("month", 15).form;
  const auto half = *sample_form("half_year", 0).form;
  const Period may = *period_ending(month, Month::of(2026, 5));
  EXPECT_EQ(calendar_of(month, may), (Calendar{day("2026-06-01"), day("2026-06-15")}));
  const Period first = *period_ending(half, Month::of(2026, 6));
  EXPECT_EQ(calendar_of(half, first), (Calendar{day("2026-06-01"), day("2026-06-30")}))
      << "by the end of June, as the notice says";
  EXPECT_EQ(newest_open(month, day("2026-06-01")).name(), "2026-05");
  EXPECT_EQ(newest_open(month, day("2026-05-31")).name(), "2026-04");
  EXPECT_EQ(newest_open(half, day("2026-05-31")).name(), "2025-H2");
  EXPECT_EQ(newest_open(half, day("2026-06-01")).name(), "2026-H1");
  EXPECT_EQ(newest_open(*sample_form("half_year", 15).form, day("2026-06-30")).name(), "2025-H2");
}

TEST(Calendar, IsLateByDaysInChina) {
  const Calendar calendar{day("2026-06-01"), day("2026-06-15")};
  EXPECT_EQ(days_late(calendar, model::begin_in_china(day("2026-06-16")) - Instant::duration(1)), 0)
      << "the last millisecond of the last day";
  EXPECT_EQ(days_late(calendar, model::begin_in_china(day("2026-06-16"))), 1);
  EXPECT_EQ(days_late(calendar, noon("2026-07-01")), 16);
}

registry::Code code(const char* name, const char* zh, const char* en) {
  registry::Code made;
  made.code = name;
  made.title = {zh, en};
  return made;
}

registry::Kinds kinds() {
  registry::Kinds all;
  all.codes["region"] = {code("000000", "全国", "Whole country"),
                         code("440000", "广东", "Guangdong"), code("440100", "广州", "Guangzhou"),
                         code("660000", "兵团", "XPCC")};
  all.codes["operator"] = {code("china_mobile", "中国移动", "China Mobile"),
                           code("china_telecom", "中国电信", "China Telecom")};
  return all;
}

std::vector<std::string> names(const std::vector<Respondent>& units) {
  std::vector<std::string> all;
  for (const Respondent& unit : units) {
    all.push_back(unit.name());
  }
  return all;
}

TEST(Respondents, FollowFromTheForm) {
  const Answerers answerers{.regions = {"440000", "660000"},
                            .operators = {"china_mobile", "china_telecom"},
                            .enterprises = {"Acme"}};
  registry::Kind form = sample_form();
  EXPECT_THAT(names(respondents_of(*shape_of(form), answerers, {})),
              ElementsAre("440000/china_mobile", "440000/china_telecom", "660000/china_mobile",
                          "660000/china_telecom"));
  form = sample_form("month", 15, "region");
  EXPECT_THAT(names(respondents_of(*shape_of(form), answerers, {})),
              ElementsAre("440000", "660000"));
  form = sample_form("month", 15, "enterprise");
  form.fields[3].type = registry::FieldType::reference;
  EXPECT_THAT(names(respondents_of(*shape_of(form), answerers, {})), ElementsAre("Acme"));
  EXPECT_THAT(names(respondents_of(*shape_of(form), answerers, {"B", "C"})), ElementsAre("B", "C"));
  EXPECT_THAT(respondents_of(*shape_of(form), {}, {}), IsEmpty()) << "nobody is made up";
  form.form.reset();
  EXPECT_FALSE(shape_of(form)) << "a kind that is no form";
}

TEST(Respondents, AreNamedAndNeverShareARow) {
  const registry::Kind form = sample_form();
  const FormShape shape = *shape_of(form);
  const auto parsed = [&](const std::vector<std::string>& texts) {
    return parse_respondents(shape, kinds(), texts);
  };
  EXPECT_THAT(names(*parsed({"440000/china_mobile", "660000/china_mobile"})),
              ElementsAre("440000/china_mobile", "660000/china_mobile"));
  for (const auto& [wrong, words] :
       {std::pair<std::vector<std::string>, const char*>{{"449900"}, "449900"},
        {{""}, "is taken"},
        {{"china_mobile/440000"}, "china_mobile/440000"},
        {{"440000/china_mobile", "440000/china_mobile"}, "the same row"},
        {{"440000/china_mobile", "440100"}, "the same row"},
        {{"440000", "440100/china_mobile"}, "the same row"}}) {
    const auto refused = parsed(wrong);
    ASSERT_FALSE(refused) << wrong.front();
    EXPECT_THAT(describe(refused.error()), HasSubstr(words));
  }
  EXPECT_FALSE(parsed(std::vector<std::string>(kRespondentsMax + 1, "440000")));
}

TEST(Respondents, OwnTheRowsOfTheirPlace) {
  const registry::Kind form = sample_form();
  const FormShape shape = *shape_of(form);
  const Respondent unit{.region = "440000", .operator_ = "china_mobile", .enterprise = {}};
  const auto row = [](const char* region, const char* operator_, const char* month = "2026-05") {
    return sample_row(month, region, operator_, 1, 1);
  };
  EXPECT_TRUE(is_row_of(shape, row("440000", "china_mobile"), unit));
  EXPECT_TRUE(is_row_of(shape, row("440100", "china_mobile"), unit)) << "a city of its";
  EXPECT_FALSE(is_row_of(shape, row("450000", "china_mobile"), unit));
  EXPECT_FALSE(is_row_of(shape, row("440000", "china_telecom"), unit));
  EXPECT_FALSE(is_row_of(shape, row("000000", "china_mobile"), unit)) << "the country is above it";
  const Period half{.first = Month::of(2026, 1), .last = Month::of(2026, 6)};
  EXPECT_TRUE(is_row_in(shape, row("440000", "china_mobile", "2026-01"), half));
  EXPECT_TRUE(is_row_in(shape, row("440000", "china_mobile", "2026-06"), half));
  EXPECT_FALSE(is_row_in(shape, row("440000", "china_mobile", "2026-07"), half));
}

// The country is no place above its provinces, but a unit that has a figure of its own.
TEST(Respondents, TheCountryOwnsItsOwnRowAlone) {
  registry::Kind form = sample_form();
  const FormShape shape = *shape_of(form);
  const Respondent country{
      .region = std::string(kCountry), .operator_ = "china_mobile", .enterprise = {}};
  EXPECT_TRUE(is_row_of(shape, sample_row("2026-05", "000000", "china_mobile", 1, 1), country));
  EXPECT_FALSE(is_row_of(shape, sample_row("2026-05", "440000", "china_mobile", 1, 1), country));
  EXPECT_TRUE(is_of_country(shape, sample_row("2026-05", "000000", "china_mobile", 1, 1)));
  EXPECT_FALSE(is_of_country(shape, sample_row("2026-05", "440000", "china_mobile", 1, 1)));
  EXPECT_TRUE(parse_respondents(shape, kinds(), {"000000/china_mobile", "440000/china_mobile"}))
      << "they share no row";
  EXPECT_FALSE(parse_respondents(shape, kinds(), {"000000/china_mobile", "000000"}));
  const Answerers answerers{
      .regions = {"440000"}, .operators = {"china_mobile"}, .enterprises = {}};
  EXPECT_THAT(names(respondents_of(shape, answerers, {})), ElementsAre("440000/china_mobile"));
  form.form->country = true;
  EXPECT_THAT(names(respondents_of(*shape_of(form), answerers, {})),
              ElementsAre("440000/china_mobile", "000000/china_mobile"));
}

registry::Object object(registry::Document fields) {
  registry::Object made;
  made.kind = "traffic";
  made.key = registry::key_of(sample_form(), fields);
  made.fields = std::move(fields);
  return made;
}

TEST(RowCheck, CountsComparesAndRemarks) {
  const registry::Kind form = sample_form();
  const FormShape shape = *shape_of(form);
  const auto was = std::vector{object(sample_row("2026-04", "440000", "china_mobile", 100, 40)),
                               object(sample_row("2026-04", "440000", "china_mobile", 9, 3, "tv"))};
  // More than half as much again, more of the part than of the whole, and a row that is gone.
  auto is = std::vector{object(sample_row("2026-05", "440000", "china_mobile", 151, 160)),
                        object(sample_row("2026-05", "440000", "china_mobile", 5, 0, "iot"))};
  is[1].fields.erase("total");
  const auto sha256 = [](std::string_view bytes) { return std::string(bytes); };
  const RowCheck check = check_rows(shape, {&is[0], &is[1]}, {&was[0], &was[1]}, sha256);
  EXPECT_EQ(check.rows, 2U);
  EXPECT_EQ(check.rows_before, 2U);
  EXPECT_EQ(check.cells, 3U);
  EXPECT_EQ(check.cells_expected, 6U) << "two fields by the two rows and the one that is gone";
  EXPECT_THAT(check.missing, ElementsAre("440000 / china_mobile / tv"));
  EXPECT_EQ(check.hard, 1U) << "a field that is required";
  EXPECT_EQ(check.soft, 2U);
  std::vector<std::string> rules;
  for (const Remark& remark : check.remarks) {
    rules.push_back(std::string(remark.found.fault.rule) + " " + remark.found.field);
  }
  EXPECT_THAT(rules, testing::UnorderedElementsAre("jump total", "at_most ipv6", "required total"));
  ASSERT_EQ(check.differences.size(), 2U);
  EXPECT_EQ(check.differences[1].field, "ipv6");
  EXPECT_EQ(registry::text_of(check.differences[1].before), "40");
  EXPECT_EQ(registry::text_of(check.differences[1].after), "160");
  EXPECT_THAT(check.sha256, HasSubstr("\"ipv6\":160"));
  EXPECT_THAT(check_rows(shape, {}, {}, sha256).sha256, IsEmpty());
}

struct Reminded : testing::Test {
  // "late-1 leader" for each that is due.
  std::vector<std::string> due(const char* when) {
    std::vector<std::string> all;
    for (const Reminder& one :
         due_reminders(round, submission, {"流量表", "Traffic"}, plan, accounts, noon(when))) {
      all.push_back(one.step + " " +
                    std::string(kAddresseeNames.at(static_cast<std::size_t>(one.addressee))));
      EXPECT_FALSE(one.words.zh.empty());
    }
    return all;
  }
  Round round{.id = "traffic-2026-05",
              .form = "traffic",
              .period = {.first = Month::of(2026, 5), .last = Month::of(2026, 5)},
              .calendar = {.opens = day("2026-06-01"), .due = day("2026-06-15")},
              .opened_by = {},
              .opened_at = {}};
  Submission submission{.round = "traffic-2026-05",
                        .number = 1,
                        .unit = {.region = "440000", .operator_ = "china_mobile", .enterprise = {}},
                        .commit = {},
                        .sha256 = {},
                        .receipt = {},
                        .submitted = {}};
  ReminderPlan plan;
  std::vector<registry::Account> accounts = {
      {.id = "gd", .regions = {"440000"}, .owners = {"china_mobile"}, .may_write = true},
      {.id = "group", .regions = {"000000"}, .owners = {"china_mobile"}, .may_write = true},
      {.id = "gdca", .regions = {"440000"}, .may_write = true},
      {.id = "ct", .regions = {"440000"}, .owners = {"china_telecom"}, .may_write = true}};
};

TEST_F(Reminded, FillerThenLeaderThenParent) {
  EXPECT_THAT(due("2026-05-31"), IsEmpty()) << "it is not open";
  EXPECT_THAT(due("2026-06-11"), IsEmpty());
  EXPECT_THAT(due("2026-06-12"), ElementsAre("before-3 filler"));
  EXPECT_THAT(due("2026-06-13"), ElementsAre("before-3 filler")) << "the same step still";
  EXPECT_THAT(due("2026-06-14"), ElementsAre("before-1 filler"));
  EXPECT_THAT(due("2026-06-15"), ElementsAre("before-1 filler"));
  EXPECT_THAT(due("2026-06-16"), ElementsAre("late-1 filler", "late-1 leader"));
  EXPECT_THAT(due("2026-06-18"), ElementsAre("late-3 filler", "late-3 leader", "late-3 parent"));
  EXPECT_THAT(due("2026-07-15"), testing::SizeIs(3)) << "thirty days";
  EXPECT_THAT(due("2026-07-16"), IsEmpty()) << "and no more";
}

TEST_F(Reminded, NobodyOnceItIsIn) {
  for (std::size_t i = 0; i < kStateNames.size(); ++i) {
    submission.state = static_cast<State>(i);
    EXPECT_EQ(due("2026-06-16").empty(), is_in(submission.state)) << kStateNames.at(i);
  }
}

TEST_F(Reminded, ReachesTheAccountsThatAreMeant) {
  const auto all =
      due_reminders(round, submission, {"流量表", "Traffic"}, plan, accounts, noon("2026-06-18"));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[0].accounts, ElementsAre("gd"));
  EXPECT_THAT(all[2].accounts, ElementsAre("group", "gdca"));
  EXPECT_THAT(all[0].words.en, HasSubstr("3 days late"));
}

}  // namespace
}  // namespace sixscope::rounds
