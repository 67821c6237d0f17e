#include "apps/fault_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sixscope::apps {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FakeLive final : public store::LiveView {
 public:
  [[nodiscard]] std::vector<store::ExporterStatus> exporters() const override {
    ++asked;
    return known;
  }
  [[nodiscard]] store::LiveTotals totals() const override { return now; }
  [[nodiscard]] store::Unstored unstored() const override { return {}; }
  [[nodiscard]] std::uint64_t turn() const override { return 0; }

  std::vector<store::ExporterStatus> known;
  store::LiveTotals now;
  mutable int asked = 0;
};

class FaultLogTest : public ::testing::Test {
 protected:
  void count(const std::string& address, const std::string& counter, std::uint64_t count,
             std::uint32_t domain = 0) {
    store::ExporterStatus status;
    status.address = address;
    status.observation_domain = domain;
    status.counters[counter] = count;
    live_.known.push_back(status);
    live_.now.counters[counter] += count;
  }
  // The lines of one look.
  std::vector<std::string> look(seconds at) {
    lines_.clear();
    log_.look(live_, FaultLog::Time(at));
    return lines_;
  }
  // The first exporter's counter, and the total with it.
  void set(const std::string& counter, std::uint64_t count) {
    std::uint64_t& own = live_.known[0].counters[counter];
    live_.now.counters[counter] += count - own;
    own = count;
  }

  FakeLive live_;
  std::vector<std::string> lines_;
  FaultLog log_{{{"datagrams", "exporter", "counter", "datagrams", {"", "Datagrams decoded."}},
                 {"malformed_template_limit",
                  "exporter",
                  "counter",
                  "events",
                  {"", "Templates over the limit of one exporter."}},
                 {"malformed_truncated", "exporter", "counter", "events", {"", "Input ends."}},
                 {"malformed_unknown_exporter",
                  "exporter",
                  "counter",
                  "events",
                  {"", "Exporters over the limit."}},
                 {"refused", "exporter", "counter", "datagrams", {"", "Refused."}},
                 {"stream_malformed", "process", "counter", "connections", {"", "Closed."}}},
                [this](const std::string& line) { lines_.push_back(line); }};
};

TEST_F(FaultLogTest, NamesExporterReasonCountAndWhereToLook) {
  count("192.0.2.1", "malformed_template_limit", 12);
  EXPECT_THAT(look(seconds(1)),
              ElementsAre("exporter 192.0.2.1: Templates over the limit of one exporter: 12 events "
                          "(malformed_template_limit); see `sixscope exporters 192.0.2.1`"));
}

TEST_F(FaultLogTest, SaysNothingOfWhatIsNoFaultOrDoesNotGrow) {
  count("192.0.2.1", "datagrams", 1000);
  count("192.0.2.1", "malformed_truncated", 0);
  EXPECT_THAT(look(seconds(1)), IsEmpty());
  count("192.0.2.2", "malformed_truncated", 1);
  EXPECT_THAT(look(seconds(2)), ElementsAre(HasSubstr("192.0.2.2")));
  EXPECT_THAT(look(seconds(200)), IsEmpty());
}

TEST_F(FaultLogTest, OneLineAMinuteWithAllSinceTheLast) {
  count("192.0.2.1", "malformed_truncated", 5);
  EXPECT_THAT(look(seconds(0)), ElementsAre(HasSubstr(": 5 events")));
  set("malformed_truncated", 7);
  EXPECT_THAT(look(seconds(30)), IsEmpty());
  set("malformed_truncated", 9);
  EXPECT_THAT(look(seconds(59)), IsEmpty());
  EXPECT_THAT(look(seconds(60)), ElementsAre(HasSubstr(": 4 events")));
}

TEST_F(FaultLogTest, AddsUpTheDomainsOfAnExporter) {
  count("192.0.2.1", "malformed_truncated", 5, 1);
  count("192.0.2.1", "malformed_truncated", 6, 2);
  EXPECT_THAT(look(seconds(0)), ElementsAre(HasSubstr(": 11 events")));
}

TEST_F(FaultLogTest, AnExporterThatWasForgottenBeginsAnew) {
  count("192.0.2.1", "malformed_truncated", 5);
  EXPECT_THAT(look(seconds(0)), ElementsAre(HasSubstr(": 5 events")));
  set("malformed_truncated", 2);
  EXPECT_THAT(look(seconds(60)), ElementsAre(HasSubstr(": 2 events")));
}

TEST_F(FaultLogTest, WhoNeverBecameAnExporterIsInTheTotals) {
  count("::", "malformed_unknown_exporter", 3);
  count("192.0.2.1", "refused", 1);
  live_.now.counters["refused"] = 5;
  live_.now.counters["stream_malformed"] = 2;
  EXPECT_THAT(
      look(seconds(0)),
      ElementsAre(
          HasSubstr("collector: Exporters over the limit: 3 events (malformed_unknown_exporter)"),
          HasSubstr("collector: Refused: 4 datagrams"),
          HasSubstr("collector: Closed: 2 connections (stream_malformed)"),
          HasSubstr("exporter 192.0.2.1: Refused: 1 datagrams")));
}

TEST_F(FaultLogTest, AsksForExportersOnlyIfThereIsSomethingToSay) {
  count("192.0.2.1", "datagrams", 1000);
  look(seconds(0));
  EXPECT_EQ(live_.asked, 0);
  count("192.0.2.2", "malformed_truncated", 1);
  look(seconds(3));
  EXPECT_EQ(live_.asked, 1);
  look(seconds(6));
  EXPECT_EQ(live_.asked, 1);
}

TEST_F(FaultLogTest, AFloodIsCutShortAndTheRestHasItsTurn) {
  const std::size_t all = FaultLog::kLinesMax + 7;
  for (std::size_t i = 0; i < all; ++i) {
    count("10.0.0." + std::to_string(100 + i), "malformed_truncated", 1);
  }
  auto lines = look(seconds(0));
  ASSERT_EQ(lines.size(), FaultLog::kLinesMax + 1);
  EXPECT_THAT(lines.back(), HasSubstr("and 7 more"));
  const std::string first = lines.front();
  EXPECT_THAT(look(seconds(5)), IsEmpty());
  for (auto& exporter : live_.known) {
    exporter.counters["malformed_truncated"] = 2;
    ++live_.now.counters["malformed_truncated"];
  }
  lines = look(seconds(60));
  ASSERT_EQ(lines.size(), FaultLog::kLinesMax + 1);
  EXPECT_THAT(lines.front(), HasSubstr("10.0.0." + std::to_string(100 + FaultLog::kLinesMax)));
  EXPECT_THAT(lines.front(), HasSubstr(": 2 events"));
}

}  // namespace
}  // namespace sixscope::apps
