#include "registry/later_changes.h"

#include <gmock/gmock.h>

#include <chrono>

namespace sixscope::registry {
namespace {

using model::Decimal;
using testing::ElementsAre;

Instant day(unsigned number) {
  return std::chrono::sys_days(std::chrono::year(2026) / std::chrono::month(1) / 1) +
         std::chrono::days(number);
}

Kind device_kind() {
  Kind kind;
  kind.id = "device";
  kind.key = {"name"};
  const auto add = [&kind](const char* name, FieldType type, Words title) -> Field& {
    Field& field = kind.fields.emplace_back();
    field.name = name;
    field.type = type;
    field.title = std::move(title);
    return field;
  };
  kind.fields.reserve(5);
  add("name", FieldType::text, {"名称", "name"});
  add("capacity", FieldType::decimal, {"容量", "capacity"});
  add("peak", FieldType::decimal, {"峰值", "peak"}).soft.at_most_field = "capacity";
  add("begun", FieldType::date, {"启用", "begun"});
  add("ended", FieldType::date, {"退网", "ended"}).soft.not_before_field = "begun";
  return kind;
}

LaterChange later(unsigned on, const char* field, Value value) {
  return {.effective = day(on), .commit = CommitNumber(on), .field = field, .value = value};
}

std::vector<std::string> said(const std::vector<FieldFault>& faults) {
  std::vector<std::string> all;
  for (const FieldFault& one : faults) {
    all.push_back(one.field + " " + std::string(one.fault.rule) + ": " + one.fault.what.en + " / " +
                  one.fault.what.zh);
  }
  return all;
}

Document device(int capacity, int peak) {
  return {{"name", std::string("a")},
          {"capacity", Decimal::whole(capacity)},
          {"peak", Decimal::whole(peak)}};
}

TEST(CheckLater, SaysWhatBreaksLaterAndSinceWhen) {
  const std::vector<LaterChange> changes = {later(10, "capacity", Decimal::whole(60))};
  EXPECT_THAT(said(check_later(device_kind(), device(100, 50), device(100, 90), changes)),
              ElementsAre("peak at_most: it is above 'capacity' (60), from 2026-01-11 on / 自 "
                          "2026-01-11 起大于“容量”（60）"));
}

TEST(CheckLater, WhatIsReplacedBeforeItBreaksIsWell) {
  const std::vector<LaterChange> changes = {later(9, "peak", Decimal::whole(40)),
                                            later(10, "capacity", Decimal::whole(60))};
  EXPECT_THAT(said(check_later(device_kind(), device(100, 50), device(100, 90), changes)),
              ElementsAre());
  const std::vector<LaterChange> at_once = {later(10, "capacity", Decimal::whole(60)),
                                            later(10, "peak", Decimal::whole(40))};
  EXPECT_THAT(said(check_later(device_kind(), device(100, 50), device(100, 90), at_once)),
              ElementsAre());
}

TEST(CheckLater, WhatWasBrokenWithoutTheEditIsNotAskedAgain) {
  const std::vector<LaterChange> changes = {later(10, "capacity", Decimal::whole(60))};
  Document noted = device(100, 90);
  noted["begun"] = std::string("2026-01-01");
  EXPECT_THAT(said(check_later(device_kind(), device(100, 90), noted, changes)), ElementsAre());
}

TEST(CheckLater, EachFaultStandsOnce) {
  const std::vector<LaterChange> changes = {later(10, "capacity", Decimal::whole(60)),
                                            later(11, "capacity", Decimal::whole(50)),
                                            later(12, "begun", std::string("2026-03-01"))};
  Document after = device(100, 90);
  after["ended"] = std::string("2026-02-01");
  EXPECT_EQ(said(check_later(device_kind(), device(100, 40), after, changes)).size(), 2U);
  EXPECT_THAT(said(check_later(device_kind(), device(100, 40), device(100, 110), changes)),
              ElementsAre())
      << "what is wrong at once is told by the check of that time";
}

}  // namespace
}  // namespace sixscope::registry
