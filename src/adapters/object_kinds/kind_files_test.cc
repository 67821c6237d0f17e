#include "adapters/object_kinds/kind_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

#include "model/month.h"
#include "registry/check_value.h"
#include "testing/source_dir.h"

namespace sixscope::adapters {
namespace {

using registry::Field;
using registry::Kind;
using registry::Kinds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::filesystem::path kCatalogue = testing::source_dir() / "catalogue";

std::string all_of(const std::vector<CatalogueFault>& faults) {
  std::string text;
  for (const CatalogueFault& fault : faults) {
    text += fault.describe() + "\n";
  }
  return text;
}

// A copy of the shipped catalogue in which one file can be made wrong.
class KindFiles : public ::testing::Test {
 protected:
  KindFiles() {
    copy_ = std::filesystem::path(::testing::TempDir()) /
            ("kinds_" + std::to_string(::getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(copy_);
    std::filesystem::copy(kCatalogue, copy_, std::filesystem::copy_options::recursive);
  }
  ~KindFiles() override { std::filesystem::remove_all(copy_); }

  [[nodiscard]] std::string read(const char* file) const {
    std::ifstream in(copy_ / file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  // The line at which `was` stood.
  std::size_t replace(const char* file, std::string_view was, std::string_view becomes) const {
    std::string text = read(file);
    const auto at = text.find(was);
    EXPECT_NE(at, std::string::npos) << was;
    const auto before = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto line = static_cast<std::size_t>(std::count(text.begin(), before, '\n')) + 1;
    text.replace(at, was.size(), becomes);
    std::ofstream(copy_ / file, std::ios::binary) << text;
    return line;
  }

  std::filesystem::path copy_;
};

TEST(ReadKinds, ReadsWhatIsShippedWithoutAFault) {
  const ReadKinds read = read_kinds(kCatalogue);
  EXPECT_EQ(all_of(read.faults), "");
  std::set<std::string> ids;
  std::set<std::string> forms;
  for (const Kind& kind : read.kinds.kinds) {
    (kind.form ? forms : ids).insert(kind.id);
  }
  EXPECT_EQ(ids, (std::set<std::string>{
                     "region", "organisation", "operator", "network_segment", "nat44_device",
                     "nat_address_pool", "internet_leased_line", "home_gateway_model",
                     "home_gateway_stock", "idc_room", "cdn_provider", "cdn_node", "cloud_product",
                     "dns_service", "application", "site", "site_list", "link", "address_block"}));
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(kCatalogue / "forms")) {
    files.insert(entry.path().stem().string());
  }
  EXPECT_EQ(forms, files);
  EXPECT_TRUE(load_kinds(kCatalogue));
}

TEST(ReadKinds, HasAnExampleThatPassesForEveryField) {
  const ReadKinds read = read_kinds(kCatalogue);
  for (const Kind& kind : read.kinds.kinds) {
    for (const Field& field : kind.fields) {
      SCOPED_TRACE(kind.id + "." + field.name);
      EXPECT_TRUE(!field.example.empty() || field.name == "remark");
      const auto checked = registry::ValueChecker(field, read.kinds).check(field.example);
      for (const registry::Fault& fault : checked.faults) {
        EXPECT_EQ(fault.rule, "code_below") << fault.what.en;
      }
    }
  }
}

TEST(ReadKinds, SaysOfTheLedgerThatItIsNotTheOfficialAnnex) {
  const ReadKinds read = read_kinds(kCatalogue);
  const Kind* const ledger = read.kinds.kind("nat44_device");
  ASSERT_NE(ledger, nullptr);
  EXPECT_THAT(ledger->source.en, HasSubstr("not the official annex"));
  EXPECT_THAT(ledger->source.zh, HasSubstr("非官方附件1"));
  for (const char* name : {"max_sessions",
                           "design_throughput",
                           "public_addresses",
                           "port_blocks",
                           "subscribers_max",
                           "plan_max_sessions",
                           "plan_design_throughput",
                           "peak_sessions",
                           "mean_traffic",
                           "active_subscribers",
                           "used_addresses",
                           "used_port_blocks",
                           "load_month",
                           "pools",
                           "plan_action",
                           "plan_month",
                           "ledger_class",
                           "status",
                           "in_service_since",
                           "retired_on"}) {
    EXPECT_NE(ledger->field(name), nullptr) << name;
  }
}

TEST(ReadKinds, TakesProvincesAndOperatorsFromTheirFiles) {
  const ReadKinds read = read_kinds(kCatalogue);
  const registry::CodeList* const regions = read.kinds.list("region");
  ASSERT_NE(regions, nullptr);
  // 34 divisions of the first level and 333 of the second, the country, the corps' code of ours,
  // and 12 of the second level that are no more.
  EXPECT_EQ(regions->size(), 381U);
  const auto find = [](const registry::CodeList& list, std::string_view code) {
    return *std::ranges::find(list, code, &registry::Code::code);
  };
  EXPECT_EQ(find(*regions, "440000").title.zh, "广东");
  EXPECT_EQ(find(*regions, "440000").prefix, "44");
  EXPECT_EQ(find(*regions, "000000").prefix, "");
  EXPECT_EQ(find(*regions, "440100").prefix, "4401");
  EXPECT_THAT(find(*regions, "660000").title.zh, HasSubstr("本平台代码"));
  EXPECT_EQ(find(*read.kinds.list("operator"), "china_mobile").title.en, "China Mobile");
}

// As they stand in carriers' sheets.
TEST(ReadKinds, TakesCitiesByNameAndCountiesByTheirCity) {
  const ReadKinds read = read_kinds(kCatalogue);
  const registry::Field& region = *read.kinds.kind("nat44_device")->field("region");
  const registry::ValueChecker checker(region, read.kinds);
  const auto code = [&](const char* text) {
    const auto checked = checker.check(text);
    return checked.faults.empty() ? std::get<std::string>(checked.value)
                                  : checked.faults[0].what.zh;
  };
  EXPECT_EQ(code("广州市"), "440100");
  EXPECT_EQ(code("广州"), "440100");
  EXPECT_EQ(code("延边朝鲜族自治州"), "222400");
  EXPECT_EQ(code("吉林"), "220000") << "the province; the city says so";
  EXPECT_EQ(code("吉林市"), "220200");
  EXPECT_EQ(code("海南"), "460000");
  EXPECT_EQ(code("Suzhou (Anhui)"), "341300");
  EXPECT_THAT(code("440106"), HasSubstr("广州")) << "a county: what it lies in is pointed out";
  EXPECT_THAT(code("429004"), HasSubstr("湖北")) << "under the province itself";
}

TEST(ReadKinds, KnowsDivisionsThatAreNoMoreAndWhatTookTheirPlace) {
  const ReadKinds read = read_kinds(kCatalogue);
  const registry::Field& region = *read.kinds.kind("nat44_device")->field("region");
  const registry::ValueChecker checker(region, read.kinds);
  const auto successor = [&](const char* text) {
    const auto checked = checker.check(text);
    EXPECT_FALSE(checked.is_refused()) << text;
    return checked.faults.size() == 1 && checked.faults[0].rule == "code_ended"
               ? checked.faults[0].remedy.en
               : "none";
  };
  EXPECT_EQ(successor("371200"), "use 370100, or explain");
  EXPECT_EQ(successor("莱芜市"), "use 370100, or explain");
  EXPECT_EQ(successor("341400"), "use another code, or explain") << "three cities share it";
  EXPECT_EQ(successor("海东地区"), "use 630200, or explain");
  EXPECT_EQ(successor("652100"), "use 650400, or explain");
  EXPECT_EQ(successor("652200"), "use 650500, or explain");
  EXPECT_EQ(successor("522200"), "use 520600, or explain");
  EXPECT_EQ(successor("542400"), "use 540600, or explain");
  EXPECT_EQ(successor("海东"), "none") << "what bears the name now";
  EXPECT_EQ(std::get<std::string>(checker.check("海东").value), "630200");
  EXPECT_EQ(std::get<std::string>(checker.check("襄樊市").value), "420600") << "renamed";
  for (const registry::Code& code : *read.kinds.list("region")) {
    SCOPED_TRACE(code.code);
    EXPECT_TRUE(code.valid_from.empty() || model::parse_day(code.valid_from));
    EXPECT_TRUE(code.valid_to.empty() || model::parse_day(code.valid_to));
  }
}

TEST_F(KindFiles, NamesFileAndLineOfEveryFault) {
  struct Wrong {
    const char* name;
    const char* was;
    const char* becomes;
    const char* what;
  };
  const Wrong cases[] = {
      {"unknown key", "length_max = 120", "lenght_max = 120", "unknown key 'lenght_max'"},
      {"unknown type", "type = \"decimal\"", "type = \"float\"", "unknown type 'float'"},
      {"no such code list", "codes = \"service_state\"", "codes = \"state\"",
       "code list 'state' is not there"},
      {"one language", "title = { zh = \"机架数\", en = \"Racks\" }", "title = { zh = \"机架数\" }",
       "key 'en' is missing"},
      {"key field not required", "key = [\"operator\", \"region\", \"name\"]",
       "key = [\"operator\", \"region\", \"remark\"]", "key field 'remark' has to be a required"},
      {"region field no code", "region_field = \"region\"", "region_field = \"address\"",
       "region_field 'address' has to be a code"},
      {"name twice", "name = \"uplink\"", "name = \"racks\"", "taken by another column"},
      {"unknown kind", "refers = \"organisation\"", "refers = \"company\"",
       "kind 'company' is not there"},
      {"unknown unit", "unit = \"racks\"", "unit = \"furlongs\"", "unit 'furlongs'"},
      {"unknown other field", "at_most_field = \"uplink\"", "at_most_field = \"downlink\"",
       "no other field of the kind"},
      {"other id", "id = \"idc_room\"", "id = \"room\"", "has to be the name of the file"},
  };
  const std::string shipped = read("objects/idc_room.toml");
  for (const Wrong& wrong : cases) {
    SCOPED_TRACE(wrong.name);
    std::ofstream(copy_ / "objects/idc_room.toml", std::ios::binary) << shipped;
    replace("objects/idc_room.toml", wrong.was, wrong.becomes);
    const ReadKinds faulty = read_kinds(copy_);
    EXPECT_THAT(all_of(faulty.faults), HasSubstr(wrong.what));
    EXPECT_THAT(all_of(faulty.faults), HasSubstr("objects/idc_room.toml line "));
  }
}

TEST_F(KindFiles, ListsAllFaultsAtOnceByLine) {
  const std::size_t first = replace("objects/site.toml", "length_max = 253", "length_max = \"x\"");
  const std::size_t second = replace("objects/site.toml", "check = \"url\"", "check = \"uri\"");
  replace("codes/unit.toml", "aliases = ", "alias = ");
  const auto loaded = load_kinds(copy_);
  ASSERT_FALSE(loaded);
  const std::string& detail = loaded.error().detail;
  EXPECT_THAT(detail, HasSubstr("objects/site.toml line " + std::to_string(first) + ": "));
  EXPECT_THAT(detail, HasSubstr("unknown check 'uri'"));
  EXPECT_THAT(detail, HasSubstr("codes/unit.toml line "));
  EXPECT_LT(first, second);
}

TEST_F(KindFiles, NotesWhereTheFileIsNoToml) {
  std::ofstream(copy_ / "objects/link.toml") << "id = \"link\"\nbroken\n";
  const ReadKinds read = read_kinds(copy_);
  EXPECT_THAT(all_of(read.faults), HasSubstr("objects/link.toml line 2"));
}

TEST_F(KindFiles, FaultsATextThatStandsForTwoCodes) {
  replace("codes/operator.toml", "aliases = [\"电信\"", "aliases = [\"联通\"");
  EXPECT_THAT(all_of(read_kinds(copy_).faults), HasSubstr("'联通' stands for"));
}

TEST_F(KindFiles, TakesANewFieldWithoutACodeChange) {
  std::ofstream(copy_ / "objects/nat44_device.toml", std::ios::app) << R"(
[[fields]]
name = "energy"
type = "decimal"
title = { zh = "能耗", en = "Energy" }
group = "device"
least = 0
example = "3.5"
)";
  const auto kinds = load_kinds(copy_);
  ASSERT_TRUE(kinds) << describe(kinds.error());
  const Field* const field = (*kinds)->kind("nat44_device")->field("energy");
  ASSERT_NE(field, nullptr);
  const auto checked = registry::ValueChecker(*field, **kinds).check("3.5");
  EXPECT_THAT(checked.faults, IsEmpty());
  EXPECT_EQ(registry::text_of(checked.value), "3.5");
  EXPECT_TRUE(registry::ValueChecker(*field, **kinds).check("-1").is_refused());
}

}  // namespace
}  // namespace sixscope::adapters
