#include "api/diagnoses.h"

#include <gtest/gtest.h>

#include "api/world_test.h"

namespace sixscope::api {
namespace {

store::ExporterStatus sender(std::string address, std::map<std::string, std::uint64_t> counters) {
  store::ExporterStatus one;
  one.address = std::move(address);
  one.protocol = "unknown";
  one.last_seen = kNoon - std::chrono::seconds(2);
  one.sampling_known = true;
  one.v6_sight = model::V6Sight::no_template;
  one.counters = std::move(counters);
  return one;
}

std::vector<Diagnosis> found(const store::ExporterStatus& one, const RecentCounters& recent = {}) {
  return diagnose(one, recent, kNoon, Rules{});
}

std::string codes(const std::vector<Diagnosis>& diagnoses) {
  std::string list;
  for (const Diagnosis& diagnosis : diagnoses) {
    list += (list.empty() ? "" : " ") + diagnosis.code;
  }
  return list;
}

TEST(Diagnose, RubbishIsMalformedAndNothingElse) {
  std::map<std::string, std::uint64_t> counters = {{"datagrams", 9}, {"malformed_bad_version", 9}};
  EXPECT_EQ(codes(found(sender("192.0.2.1", counters))), "malformed");
  counters = {{"datagrams", 9}, {"records", 270}, {"malformed_implausible_counters", 270}};
  EXPECT_EQ(codes(found(sender("192.0.2.1", counters))), "malformed");
  counters["records"] = 271;
  EXPECT_EQ(codes(found(sender("192.0.2.1", counters))), "no_v6_template malformed");
  counters = {{"datagrams", 9}, {"templates_seen", 1}};
  EXPECT_EQ(codes(found(sender("192.0.2.1", counters))), "no_v6_template");
}

TEST(Diagnose, WhoIsRefusedIsToldSoAloneAsLongAsItIsListed) {
  store::ExporterStatus one = sender("192.0.2.9", {{"datagrams", 0}, {"refused", 12}});
  one.last_seen = kNoon - std::chrono::minutes(50);
  const auto diagnoses = found(one, {.counters = {{"refused", 0}}, .known = true});
  ASSERT_EQ(codes(diagnoses), "not_allowed");
  EXPECT_EQ(diagnoses[0].figures.at("datagrams"), "12");
  EXPECT_EQ(diagnoses[0].figures.at("exporter"), "192.0.2.9");
}

TEST(Diagnose, TheSumOfAllOthersIsNoExporter) {
  const auto diagnoses =
      found(sender("::", {{"datagrams", 40}, {"malformed_unknown_exporter", 40}, {"refused", 2}}));
  ASSERT_EQ(codes(diagnoses), "exporter_limit");
  EXPECT_EQ(diagnoses[0].figures.at("datagrams"), "40");
  EXPECT_EQ(diagnoses[0].figures.at("refused"), "2");
}

}  // namespace
}  // namespace sixscope::api
