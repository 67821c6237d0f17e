#include "simulate/run_text.h"

#include <gtest/gtest.h>

#include "simulate/targets.h"

namespace sixscope::simulate {
namespace {

TEST(ParseDuration, KnowsEveryUnitAndRefusesTheRest) {
  using std::chrono::milliseconds;
  const std::pair<std::string_view, std::int64_t> good[] = {{"0s", 0},         {"500ms", 500},
                                                            {"30s", 30'000},   {"10m", 600'000},
                                                            {"2h", 7'200'000}, {"7d", 604'800'000}};
  for (const auto& [text, expected] : good) {
    SCOPED_TRACE(text);
    EXPECT_EQ(*parse_duration(text), milliseconds{expected});
  }
  for (const std::string_view bad : {"", "s", "5", "5 s", "-5s", "5w", "1.5h"}) {
    EXPECT_EQ(parse_duration(bad).error().code, Errc::malformed) << bad;
  }
  EXPECT_EQ(parse_duration("367d").error().code, Errc::out_of_range);
}

TEST(ParseSpeed, TakesAFactorOrRealtime) {
  EXPECT_EQ(*parse_speed("realtime"), 1.0);
  EXPECT_EQ(*parse_speed("60x"), 60.0);
  EXPECT_EQ(*parse_speed("0.5"), 0.5);
  for (const std::string_view bad : {"", "x", "0x", "-1x", "fast", "1e9x", "nan"}) {
    EXPECT_FALSE(parse_speed(bad)) << bad;
  }
}

TEST(ParseMoment, TakesADateOrADateWithTime) {
  const Instant now{std::chrono::seconds{5}};
  EXPECT_EQ(*parse_moment("now", now), now);
  EXPECT_EQ(format_moment(*parse_moment("2026-11-22", now)), "2026-11-22T00:00:00Z");
  EXPECT_EQ(format_moment(*parse_moment("2024-02-29T23:59:58Z", now)), "2024-02-29T23:59:58Z");
  for (const std::string_view bad :
       {"", "2026", "2026-11", "2026-02-30", "2026-11-22T08", "2026-11-22T24:00:00Z",
        "2026-11-22T08:30:00", "2026-11-22x"}) {
    EXPECT_FALSE(parse_moment(bad, now)) << bad;
  }
}

TEST(Targets, SendsEachProtocolWhereItIsTold) {
  const auto targets = Targets::parse("127.0.0.1:2055,ipfix=127.0.0.1:4739,sflow=[::1]:6343");
  ASSERT_TRUE(targets);
  EXPECT_EQ(targets->endpoint(Protocol::netflow5).port, 2055);
  EXPECT_EQ(targets->endpoint(Protocol::netflow9).port, 2055);
  EXPECT_EQ(targets->endpoint(Protocol::ipfix).port, 4739);
  EXPECT_EQ(targets->endpoint(Protocol::sflow5).address.to_string(), "::1");
  for (const std::string_view bad :
       {"", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "ipfix=127.0.0.1:1",
        "127.0.0.1:1,rtp=127.0.0.1:2", "host:1", "127.0.0.1:1,127.0.0.1:2"}) {
    EXPECT_FALSE(Targets::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace sixscope::simulate
