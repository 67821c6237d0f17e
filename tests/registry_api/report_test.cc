// Reports over forms that were handed in: what they say, what they say of what lacks, and that the
// same figures give the same paper.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "adapters/indicator_files/indicator_files.h"
#include "adapters/report_files/report_files.h"
#include "api/ledger_figures.h"
#include "api/registry_calls.h"
#include "apps/rounds_asked.h"
#include "indicator_world.h"
#include "report/compose.h"
#include "report/snapshot.h"

namespace sixscope::tests {
namespace {

using document::Language;
using document::Table;
using indicators::kNation;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const model::Month kJune = model::Month::of(2025, 6);

class ReportCompose : public ::testing::Test {
 protected:
  ReportCompose() {
    auto read = adapters::load_indicators(testing::source_dir() / "catalogue");
    EXPECT_TRUE(read) << describe(read.error());
    catalogue_ = *read;
    auto reports = adapters::load_reports(testing::source_dir() / "catalogue", *catalogue_);
    EXPECT_TRUE(reports) << describe(reports.error());
    definitions_ = *reports;
  }

  // Mobile traffic of every province but those left out, by three operators: shares of 50 to 80 %.
  std::string everywhere(const std::string& month, const std::vector<std::string>& without = {}) {
    std::string sheet = kMobileHead;
    int n = 0;
    for (const std::string& province : expected_.provinces) {
      ++n;
      if (std::ranges::find(without, province) != without.end()) {
        continue;
      }
      for (const std::string& operator_ : expected_.operators) {
        sheet += mobile(month, province, operator_, "1000", std::to_string(500 + n * 10), "0", "0");
      }
    }
    return sheet;
  }

  Result<report::Composition> compose(const std::string& id, report::Assignment assignment) {
    const api::RegistryDependencies registry = world_.dependencies();
    const api::LedgerFigures ledger(registry);
    const figures::Sources sources{*catalogue_, *registry.kinds, registry.store, nullptr, &ledger};
    const registry::Scope everything = registry::Scope::everything("test");
    const report::Definition* const definition = definitions_->find(id);
    EXPECT_NE(definition, nullptr) << id;
    assignment.question.kind = definition->period;
    return report::compose(*definition, assignment,
                           {.figures = sources, .expectation = expected_, .account = everything});
  }

  static report::Assignment of(model::Month first, model::Month last,
                               indicators::Scope scope = {}) {
    report::Assignment assignment;
    assignment.question.period = {first, last};
    assignment.question.scope = std::move(scope);
    assignment.imprint = {.issuer = "某监测中心", .date = "2025-07-10"};
    return assignment;
  }

  report::Composition composed(const std::string& id, const report::Assignment& assignment) {
    auto made = compose(id, assignment);
    EXPECT_TRUE(made) << id << ": " << describe(made.error());
    return made ? std::move(*made) : report::Composition{};
  }

  // Every text that a reader meets, a line each.
  static std::string words_of(const document::Document& document) {
    std::string words = document.title + "\n";
    for (const document::Block& block : document.blocks) {
      if (const auto* const heading = std::get_if<document::Heading>(&block)) {
        words += heading->text + "\n";
      } else if (const auto* const paragraph = std::get_if<document::Paragraph>(&block)) {
        for (const document::Run& run : paragraph->runs) {
          words += run.text;
        }
        words += "\n";
      } else if (const auto* const figure = std::get_if<document::Figure>(&block)) {
        words += figure->caption + "\n" + figure->alt + "\n";
      }
    }
    return words;
  }

  static const Table& table(const document::Document& document, const std::string& id) {
    for (const document::Block& block : document.blocks) {
      const auto* const found = std::get_if<Table>(&block);
      if (found != nullptr && found->id == id) {
        return *found;
      }
    }
    static const Table kNone;
    ADD_FAILURE() << "no table " << id;
    return kNone;
  }

  // A table's rows, cells divided by bars.
  static std::vector<std::string> rows(const Table& table) {
    std::vector<std::string> all;
    for (const auto& row : table.rows) {
      std::string line;
      for (const document::Cell& cell : row) {
        line += (line.empty() ? "" : "|") + cell.text;
      }
      all.push_back(std::move(line));
    }
    return all;
  }

  IndicatorWorld world_;
  figures::Expectation expected_ = expected_everywhere(testing::source_dir() / "catalogue");
  std::shared_ptr<const indicators::IndicatorCatalogue> catalogue_;
  std::shared_ptr<const report::Definitions> definitions_;
};

TEST_F(ReportCompose, SaysTheNationsShareAndWhatChanged) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-05"));
  std::string june = everywhere("2025-06");
  for (std::size_t at = june.find(",1000,5"); at != std::string::npos;
       at = june.find(",1000,5", at + 1)) {
    june[at + 6] = '6';  // Ten points more where it was below 60 %.
  }
  world_.hand_in_all("traffic_by_province", june);
  const auto made = composed("brief", of(kJune, kJune));
  const std::string words = words_of(made.document);
  // 510 to 590 became 610 to 690: nine provinces of 31.
  EXPECT_THAT(words, HasSubstr("移动网络IPv6流量占比68.90%，较上月提高2.90个百分点"));
  EXPECT_THAT(words, HasSubstr("居前的是新疆（81.00%）"));
  EXPECT_THAT(words, Not(HasSubstr("{")));
}

// A number in the text is bound to the fact it came from, and the value it was made of is kept.
TEST_F(ReportCompose, BindsNumbersToFactsAndKeepsWhatTheyAreMadeOf) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06"));
  const auto made = composed("brief", of(kJune, kJune));
  bool bound = false;
  for (const document::Block& block : made.document.blocks) {
    if (const auto* const paragraph = std::get_if<document::Paragraph>(&block)) {
      for (const document::Run& run : paragraph->runs) {
        bound = bound || (run.fact == "T1.value" && run.text == "66.00%");
      }
    }
  }
  EXPECT_TRUE(bound);
  const auto used = std::ranges::find_if(made.values, [](const report::UsedValue& one) {
    return one.indicator == "mobile_v6_traffic_share" && one.period == "2025-06" &&
           one.region == kNation && one.operator_.empty();
  });
  ASSERT_NE(used, made.values.end());
  EXPECT_EQ(used->numerator, 61380);
  EXPECT_EQ(used->denominator, 93000);
  EXPECT_EQ(used->present, 93U);
}

TEST_F(ReportCompose, AMissingProvinceIsNamedAndNotZero) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06", {"540000"}));
  const auto made = composed("monthly", of(kJune, kJune));
  const auto by_region = rows(table(made.document, "traffic_by_region"));
  const auto tibet = std::ranges::find_if(
      by_region, [](const std::string& row) { return row.find("西藏") != std::string::npos; });
  ASSERT_NE(tibet, by_region.end());
  EXPECT_THAT(*tibet, HasSubstr("—|西藏|—")) << "apart, without a rank";
  EXPECT_EQ(tibet + 2, by_region.end()) << "the total alone stands behind it";
  EXPECT_THAT(rows(table(made.document, "gaps")),
              Contains("移动网络IPv6流量占比|西藏|中国电信|未报送"));
  EXPECT_THAT(rows(table(made.document, "key_values")), Contains(HasSubstr("90/93")));
}

TEST_F(ReportCompose, AShareOfNothingIsSaidToBeOne) {
  std::string sheet = everywhere("2025-06", {"540000"});
  for (const std::string& operator_ : expected_.operators) {
    sheet += mobile("2025-06", "540000", operator_, "0", "0", "0", "0");
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const auto made = composed("monthly", of(kJune, kJune));
  EXPECT_THAT(rows(table(made.document, "gaps")),
              Contains("移动网络IPv6流量占比|西藏|中国移动|分母为零"));
  EXPECT_THAT(rows(table(made.document, "traffic_by_region")),
              Contains(HasSubstr("西藏|分母为零")));
}

TEST_F(ReportCompose, MoreThanTheWholeIsAnErrorOfTheData) {
  world_.hand_in_all("traffic_by_province",
                     everywhere("2025-06", {"540000"}) +
                         mobile("2025-06", "540000", "china_mobile", "10", "10", "0", "0"));
  // The form refuses IPv6 above all traffic; a denominator that another field makes too small does
  // not exist here, so the refusal is what is tested.
  const auto refused = world_.hand_in(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "540000", "china_unicom", "10", "11", "0", "0"));
  EXPECT_THAT(refused.body, HasSubstr("lte_ipv6"));
}

// Gigabytes typed into a field of Gbit/s are refused at the desk, so the paper says that the
// province has handed in nothing.
TEST_F(ReportCompose, AMixUpOfUnitsNeverReachesThePaper) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06", {"540000"}));
  const auto refused = world_.hand_in(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "540000", "china_mobile", "3 PB", "2 GB", "0", "0"));
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("Gbit/s"));
  const auto made = composed("monthly", of(kJune, kJune));
  EXPECT_THAT(rows(table(made.document, "gaps")),
              Contains("移动网络IPv6流量占比|西藏|中国移动|未报送"));
}

TEST_F(ReportCompose, AProvinceByAnyOfItsNamesIsOneProvince) {
  std::string sheet = everywhere("2025-06", {"440000"});
  sheet += mobile("2025-06", "广东", "中国电信", "1000", "700", "0", "0");
  sheet += mobile("2025-06", "广东省", "移动", "1000", "700", "0", "0");
  sheet += mobile("2025-06", "440000", "联通", "1000", "700", "0", "0");
  world_.hand_in_all("traffic_by_province", sheet);
  const auto made = composed("monthly", of(kJune, kJune));
  EXPECT_THAT(rows(table(made.document, "traffic_by_region")), Contains(HasSubstr("广东|70.00%")));
  EXPECT_THAT(rows(table(made.document, "key_values")), Contains(HasSubstr("93/93")));
}

// A second, different answer for one key takes the place of the first, with its history; the paper
// as of the commit before says what was known then.
TEST_F(ReportCompose, ARestatedMonthIsAnotherPaperAndTheOldOneStays) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06"));
  auto known = world_.dependencies().store.newest_commit();
  ASSERT_TRUE(known);
  auto then = of(kJune, kJune);
  then.question.known = *known;
  const auto before = composed("brief", then);
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "650000", "china_telecom", "1000", "900", "0", "0"));
  EXPECT_EQ(report::to_json(composed("brief", then).document), report::to_json(before.document))
      << "the same commit gives the same bytes";
  const auto after = composed("brief", of(kJune, kJune));
  std::vector<std::string> found;
  for (const report::Difference& one : report::differences(before.document, after.document)) {
    found.push_back(one.before + " -> " + one.after);
  }
  EXPECT_THAT(found, Contains("66.00% -> 66.10%"));
  const auto values = report::differences(before.values, after.values);
  EXPECT_FALSE(values.empty());
}

TEST_F(ReportCompose, TiesShareARankAndTiersAreNamed) {
  std::string sheet = kMobileHead;
  for (const std::string& province : expected_.provinces) {
    const std::string v6 = province < "200000" ? "800" : province < "400000" ? "600" : "500";
    sheet += mobile("2025-04", province, "china_mobile", "1000", v6, "0", "0");
  }
  for (const char* const month : {"2025-05", "2025-06"}) {
    std::string again = sheet;
    for (std::size_t at = again.find("2025-04"); at != std::string::npos;
         at = again.find("2025-04")) {
      again.replace(at, 7, month);
    }
    world_.hand_in_all("traffic_by_province", again);
  }
  world_.hand_in_all("traffic_by_province", sheet);
  const auto made = composed("evaluation", of(model::Month::of(2025, 4), kJune));
  const auto tiers = rows(table(made.document, "mobile_tiers"));
  EXPECT_EQ(tiers.front(), "第一档：达到目标|1|北京|80.00%|—");
  EXPECT_THAT(tiers, Contains("第一档：达到目标|1|天津|80.00%|—"));
  EXPECT_THAT(tiers, Contains("第二档：不低于均值|6|辽宁|60.00%|—"));
  EXPECT_THAT(tiers, Contains(HasSubstr("第三档：低于均值|16|河南|50.00%")));
}

// What was short last quarter is checked again, and said to be mended or still short.
TEST_F(ReportCompose, ABulletinChecksLastPeriodsFailuresAgain) {
  const auto quarter = [&](int first, const std::string& beijing, const std::string& tianjin) {
    std::string sheet = kMobileHead;
    for (int month = first; month < first + 3; ++month) {
      const std::string name = model::Month::of(2025, month).to_string();
      // All three, or what lacks could change the verdict and it cannot be told.
      for (const std::string& operator_ : expected_.operators) {
        sheet += mobile(name, "110000", operator_, "1000", beijing, "0", "0");
        sheet += mobile(name, "120000", operator_, "1000", tianjin, "0", "0");
      }
    }
    world_.hand_in_all("traffic_by_province", sheet);
  };
  quarter(1, "400", "400");
  quarter(4, "900", "450");
  const auto made = composed("bulletin", of(model::Month::of(2025, 4), kJune));
  const auto failures = rows(table(made.document, "failures"));
  EXPECT_THAT(failures, Contains(::testing::AllOf(HasSubstr("北京|移动网络"),
                                                  HasSubstr("|40.00%|90.00%|已整改到位"))));
  EXPECT_THAT(failures,
              Contains(::testing::AllOf(HasSubstr("天津|移动网络"),
                                        HasSubstr("|40.00%|45.00%|上期未达标，仍未整改到位"))));
}

TEST_F(ReportCompose, EveryReportIsWrittenWithoutAnyFigure) {
  for (const report::Definition& definition : definitions_->reports) {
    const std::int32_t months = figures::months_of(definition.period);
    for (const Language language : {Language::zh, Language::en}) {
      for (const indicators::Scope& scope : {indicators::Scope{}, indicators::Scope{"440000", ""},
                                             indicators::Scope{kNation, "china_mobile"}}) {
        auto assignment = of(kJune - (months - 1), kJune, scope);
        assignment.language = language;
        const auto made = composed(definition.id, assignment);
        const std::string words = words_of(made.document);
        EXPECT_THAT(words, Not(HasSubstr("0.00%"))) << definition.id;
        EXPECT_THAT(words, HasSubstr(language == Language::zh ? "无数据" : "no")) << words;
        if (language == Language::en) {
          const auto chinese = [](const std::string& text) {
            return text.find("，") != std::string::npos || text.find("占比") != std::string::npos;
          };
          EXPECT_FALSE(chinese(words)) << definition.id << ": " << words;
        }
      }
    }
  }
}

TEST_F(ReportCompose, AnEditIsATextWithFactsAndTypedNumbersAreNamed) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06"));
  auto assignment = of(kJune, kJune);
  assignment.edits = {{"state", "本月为{T1.value}，去年为12.3%。\n第二段{U1b.value}"}};
  const auto made = composed("brief", assignment);
  EXPECT_THAT(words_of(made.document),
              HasSubstr("本月为66.00%，去年为12.3%。\n第二段〔无数据〕\n"));
  EXPECT_THAT(made.remarks, Contains(HasSubstr("12.3%")));
  assignment.edits = {{"state", "{T1.worth}"}};
  EXPECT_THAT(compose("brief", assignment).error().detail, HasSubstr("state: column 1"));
  assignment.edits = {{"state", "{Z9.value}"}};
  EXPECT_THAT(compose("brief", assignment).error().detail, HasSubstr("there is no such indicator"));
  assignment.edits = {{"gone", "x"}};
  EXPECT_THAT(composed("brief", assignment).remarks, Contains(HasSubstr("gone")));
}

// The example of docs/explanation/reports.md, as it stands there.
TEST_F(ReportCompose, AFileIsEnoughForAReportMore) {
  std::ifstream page(testing::source_dir() / "docs/explanation/reports.md");
  std::string example;
  bool is_there = false;
  for (std::string line; std::getline(page, line);) {
    is_there = is_there || line == "    id = \"ours\"";
    const bool is_code = line.starts_with("    ") || line.empty();
    if (is_there && !is_code) {
      break;
    }
    if (is_there) {
      example += (line.empty() ? line : line.substr(4)) + "\n";
    }
  }
  std::filesystem::create_directory(world_.folder.path() / "reports");
  std::ofstream(world_.folder.path() / "reports/ours.toml") << example;
  const auto read = adapters::load_reports(world_.folder.path(), *catalogue_);
  ASSERT_TRUE(read) << describe(read.error());
  definitions_ = *read;
  world_.hand_in_all("traffic_by_province",
                     "month,region,operator,metro_egress,metro_egress_ipv6,mobile_core_egress,"
                     "mobile_core_egress_ipv6\n2025-06,440000,china_mobile,1000,270,0,0\n");
  const auto made = composed("ours", of(kJune, kJune));
  EXPECT_THAT(words_of(made.document), HasSubstr("固定网络IPv6流量占比27.00%，较上月无可比数据。"));
  EXPECT_THAT(rows(table(made.document, "by_region")).front(), HasSubstr("1|广东|27.00%"));
}

// Who was late with a form that the report is made from is named, and who has not come yet.
TEST_F(ReportCompose, NamesWhoWasLate) {
  const api::RegistryDependencies registry = world_.dependencies();
  const figures::Sources sources{*catalogue_, *registry.kinds, registry.store, nullptr};
  const registry::Scope everything = registry::Scope::everything("test");
  const report::Inputs inputs{
      .figures = sources,
      .expectation = expected_,
      .account = everything,
      .late = [](const report::Question&) -> Result<std::vector<report::LateSubmission>> {
        return std::vector<report::LateSubmission>{
            {"traffic_by_province", "440000", "china_mobile", "submitted", 3},
            {"traffic_by_province", "540000", "china_mobile", "draft", std::nullopt},
            {"cloud_products", "440000", "", "draft", std::nullopt}};
      }};
  const auto made = report::compose(*definitions_->find("monthly"), of(kJune, kJune), inputs);
  ASSERT_TRUE(made) << describe(made.error());
  const auto gaps = rows(table(made->document, "gaps"));
  const std::string form = registry.kinds->kind("traffic_by_province")->title.zh;
  EXPECT_THAT(gaps, Contains(form + "|广东|中国移动|迟报3天"));
  EXPECT_THAT(gaps, Contains(form + "|西藏|中国移动|逾期未报"));
  EXPECT_THAT(gaps, Not(Contains(HasSubstr(registry.kinds->kind("cloud_products")->title.zh))));
}

TEST_F(ReportCompose, ASnapshotOfAWholeReportIsReadBack) {
  world_.hand_in_all("traffic_by_province", everywhere("2025-06"));
  const auto made = composed("monthly", of(kJune, kJune));
  const report::Snapshot snapshot{"monthly", of(kJune, kJune), made.document, made.values};
  const std::string text = report::to_json(snapshot);
  const auto read = report::read_snapshot(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(report::to_json(*read), text);
  EXPECT_THAT(report::differences(read->document, made.document), IsEmpty());
}

// The notice's half-year: figures of May, held against what the ledger had in May.
TEST_F(ReportCompose, AHalfYearIsOfTheMonthHandedInAndStandsBesideTheLedger) {
  for (const auto& [name, since] :
       {std::pair("A", "2026-03-01T00:00:00Z"), std::pair("B", "2026-06-20T00:00:00Z")}) {
    Fields fields = RegistryWorld::device(name);
    fields["design_throughput"] = 500;
    world_.json(world_.post("/registry/objects/nat44_device",
                            {{"fields", fields}, {"effective", since}, {"reason", "survey"}}),
                201);
  }
  world_.hand_in_all("nat44_progress",
                     "month,region,operator,design_throughput,devices\n"
                     "2026-05,440000,china_mobile,450,1\n2026-04,310000,china_mobile,70,1\n");
  const auto made =
      composed("denat_half_year", of(model::Month::of(2026, 1), model::Month::of(2026, 6)));
  EXPECT_THAT(
      words_of(made.document),
      HasSubstr("按2026年4月至2026年5月（各单位不一）报送，全国NAT44设备设计吞吐量为520 Gbit/s"));
  const Table& compared = table(made.document, "compared");
  const auto all = rows(compared);
  const auto measured = std::ranges::find_if(all, [](const std::string& row) {
    return row.starts_with("NAT44总容量：设计吞吐量|") && row.find("实测") != std::string::npos;
  });
  ASSERT_NE(measured, all.end()) << ::testing::PrintToString(all);
  EXPECT_THAT(*measured, HasSubstr("1000")) << "both devices at the end of June";
  EXPECT_THAT(*measured, HasSubstr("11.11%（1）"))
      << "500 in May on 450, over the one place of both";
  EXPECT_THAT(compared.note, HasSubstr("取期内最近报送月"));
  for (const report::UsedValue& one : made.values) {
    if (one.indicator == "nat44_design_throughput" && one.source == "submitted" &&
        one.period == "2026-H1" && one.region == kNation && one.operator_.empty()) {
      EXPECT_EQ(one.months, "2026-04..2026-05");
    }
  }
}

TEST_F(ReportCompose, WhatLacksNamesTheRoundThatAskedForIt) {
  world_.open_round("traffic_by_province", "2025-06",
                    {"440000/china_mobile", "310000/china_mobile"});
  world_.hand_in_all(
      "traffic_by_province",
      kMobileHead + mobile("2025-06", "440000", "china_mobile", "10", "4", "10", "6"));
  expected_.rounds = [this](const auto& forms, model::Month first, model::Month last) {
    return apps::rounds_asked(world_.rounds(), forms, first, last);
  };
  const auto made = composed("monthly", of(kJune, kJune));
  const auto all = rows(table(made.document, "gaps"));
  EXPECT_THAT(all, Contains(::testing::AllOf(
                       HasSubstr("上海"),
                       HasSubstr("轮次traffic_by_province-2025-06未报送，截止2025年7月15日"))));
}

}  // namespace
}  // namespace sixscope::tests
