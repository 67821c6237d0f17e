#include "registry/check_edit.h"

#include <gmock/gmock.h>

namespace sixscope::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Field field(const char* name, FieldType type = FieldType::text) {
  Field made;
  made.name = name;
  made.type = type;
  made.title = same(name);
  return made;
}

Code code(const char* name, const char* title) {
  Code made;
  made.code = name;
  made.title = same(title);
  return made;
}

/// A kind with one of every rule that looks beyond a value.
class CheckEdit : public ::testing::Test {
 protected:
  CheckEdit() {
    Kind device;
    device.id = "device";
    device.key = {"name"};
    device.fields = {field("name"),
                     field("size", FieldType::integer),
                     field("used", FieldType::integer),
                     field("secret"),
                     field("site", FieldType::reference),
                     field("links", FieldType::references),
                     field("class", FieldType::code)};
    device.fields[1].soft.jump_percent = model::Decimal::whole(50);
    device.fields[2].soft.at_most_field = "size";
    device.fields[3].required = true;
    device.fields[3].sensitive = true;
    device.fields[4].refers = "site";
    device.fields[5].refers = "device";
    device.fields[6].codes = "class";
    device.fields[6].required = true;
    kinds_.kinds = {device};
    kinds_.codes["class"] = {code("a", "A"), code("b", "B")};
    before_.fields = {{"name", std::string("x")},
                      {"size", model::Decimal::whole(100)},
                      {"class", std::string("a")}};
  }
  std::vector<std::string> rules(const Object* before, const Document& set,
                                 const Scope& scope = Scope::everything("local")) {
    last_ = check_edit(
        kinds_.kinds.front(), kinds_, before, set,
        [](std::string_view, std::string_view key) { return key == "known"; }, scope);
    std::vector<std::string> found;
    for (const FieldFault& fault : last_.faults) {
      found.push_back(fault.field + " " + std::string(fault.fault.rule));
    }
    return found;
  }

  Kinds kinds_;
  Object before_;
  CheckedEdit last_;
};

TEST_F(CheckEdit, KeepsOnlyWhatDiffers) {
  EXPECT_THAT(rules(&before_, {{"size", std::string("100")},
                               {"used", std::string("1万")},
                               {"class", std::string("B")}}),
              ElementsAre("used at_most"));
  EXPECT_EQ(last_.set,
            (Document{{"used", model::Decimal::whole(10'000)}, {"class", std::string("b")}}));
  EXPECT_THAT(rules(&before_, {{"size", {}}, {"used", {}}}), IsEmpty());
  EXPECT_EQ(last_.set, (Document{{"size", {}}})) << "what was empty stays so";
}

TEST_F(CheckEdit, ANewObjectHasAllThatIsRequired) {
  EXPECT_THAT(rules(nullptr, {{"class", std::string("nothing")}}),
              ElementsAre("class code_unknown", "secret required", "name required"));
}

TEST_F(CheckEdit, WhatWasEmptyBeforeMayStaySo) {
  EXPECT_THAT(rules(&before_, {{"used", model::Decimal::whole(1)}}), IsEmpty())
      << "`secret` is required now and was not when it was made";
  EXPECT_THAT(rules(&before_, {{"class", {}}}), ElementsAre("class required"));
  EXPECT_THAT(rules(&before_, {{"name", std::string(" ")}}), ElementsAre("name required"));
}

TEST_F(CheckEdit, AsksForWhatItDoesNotSeeInNobody) {
  const Scope sees_little{.account = "gd", .may_write = true};
  EXPECT_THAT(
      rules(nullptr, {{"name", std::string("x")}, {"class", std::string("a")}}, sees_little),
      IsEmpty());
}

TEST_F(CheckEdit, ACodeThatEndedIsAskedAboutUnlessItHeldThen) {
  Code old = code("old", "Old");
  old.valid_to = "2016-01-01";
  old.successor = "a";
  kinds_.codes["class"].push_back(old);
  const auto faults = [&](const std::optional<model::Day>& effective) {
    const auto edit =
        check_edit(kinds_.kinds.front(), kinds_, &before_, {{"class", std::string("old")}},
                   [](std::string_view, std::string_view) { return true; },
                   Scope::everything("local"), {.effective = effective, .later = {}});
    EXPECT_EQ(edit.set, (Document{{"class", std::string("old")}})) << "it is taken";
    return edit.faults;
  };
  ASSERT_EQ(faults(std::nullopt).size(), 1U);
  EXPECT_EQ(faults(std::nullopt)[0].fault.rule, "code_ended");
  EXPECT_EQ(faults(std::nullopt)[0].fault.severity, Severity::soft);
  EXPECT_EQ(faults(std::nullopt)[0].fault.remedy.en, "use a, or explain");
  EXPECT_THAT(faults(model::parse_day("2015-06-30").value()), IsEmpty());
  EXPECT_EQ(faults(model::parse_day("2016-01-01").value()).size(), 1U);
}

TEST_F(CheckEdit, EachOfSeveralCodesIsAskedAboutByTheDayItIsToHold) {
  Code old = code("old", "Old");
  old.valid_to = "2016-01-01";
  old.successor = "new";
  Code next = code("new", "New");
  next.valid_from = "2015-01-01";
  kinds_.codes["class"].insert(kinds_.codes["class"].end(), {old, next});
  kinds_.kinds.front().fields[6].type = FieldType::codes;
  const auto remedies = [&](const char* effective) {
    const auto edit = check_edit(kinds_.kinds.front(), kinds_, &before_,
                                 {{"class", std::vector<std::string>{"a", "old", "new"}}},
                                 [](std::string_view, std::string_view) { return true; },
                                 Scope::everything("local"),
                                 {.effective = model::parse_day(effective).value(), .later = {}});
    std::vector<std::string> all;
    for (const FieldFault& found : edit.faults) {
      EXPECT_EQ(found.fault.severity, Severity::soft);
      all.push_back(found.fault.remedy.en);
    }
    return all;
  };
  EXPECT_THAT(remedies("2014-12-31"), ElementsAre("use old, which held then, or explain"));
  EXPECT_THAT(remedies("2015-01-01"), IsEmpty()) << "in the year of the change both are right";
  EXPECT_THAT(remedies("2016-01-01"), ElementsAre("use new, or explain"));
}

TEST_F(CheckEdit, SoftRulesAreAskedOfWhatChanges) {
  EXPECT_THAT(rules(&before_, {{"size", model::Decimal::whole(200)}}), ElementsAre("size jump"));
  EXPECT_THAT(rules(&before_, {{"size", model::Decimal::whole(150)}}), IsEmpty());
  EXPECT_THAT(rules(nullptr, {{"name", std::string("y")},
                              {"class", std::string("a")},
                              {"secret", std::string("s")},
                              {"size", model::Decimal::whole(200)}}),
              IsEmpty());
}

TEST_F(CheckEdit, ReferencesAreThere) {
  EXPECT_THAT(rules(&before_, {{"site", std::string("known")},
                               {"links", std::vector<std::string>{"known", "lost"}}}),
              ElementsAre("links reference_unknown"));
  EXPECT_THAT(rules(&before_, {{"site", std::string("lost")}}),
              ElementsAre("site reference_unknown"));
}

}  // namespace
}  // namespace sixscope::registry
