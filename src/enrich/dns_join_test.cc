#include "enrich/dns_join.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "enrich/enrich_fixture.h"

namespace sixscope::enrich {
namespace {

using std::chrono::seconds;

constexpr Instant kNoon{seconds(1'800'000'000)};
constexpr const char* kServer = "2001:db8::80";
constexpr const char* kClient = "240e:1:2:3::1";

DnsJoin::Answer told(NameId application, NameId cdn, Instant at = kNoon,
                     const char* client = kClient) {
  DnsJoin::Answer answer{.server = address_of(kServer),
                         .client = std::nullopt,
                         .application = application,
                         .cdn = cdn,
                         .at = at,
                         .ttl = seconds(100)};
  if (client != nullptr) {
    answer.client = address_of(client);
  }
  return answer;
}
DnsJoin::Match at(const DnsJoin& join, Instant when, const char* client = kClient) {
  return join.find({.server = address_of(kServer), .client = address_of(client), .at = when});
}

TEST(DnsJoin, AnswersHoldForTheirTimeAndSlack) {
  DnsJoin join({.entries_max = 100, .slack = seconds(300), .clock_tolerance = seconds(2)});
  join.add(told(5, 6));
  const struct {
    const char* name;
    int offset;
    bool found;
  } cases[] = {{"long before", -3, false},
               {"clocks differ", -2, true},
               {"at once", 0, true},
               {"last second of the TTL", 100, true},
               {"end of the slack", 400, true},
               {"past it", 401, false}};
  for (const auto& [name, offset, found] : cases) {
    SCOPED_TRACE(name);
    const auto match = at(join, kNoon + seconds(offset));
    EXPECT_EQ(match.found, found);
    EXPECT_EQ(match.application, found ? 5 : 0);
    EXPECT_EQ(match.cdn, found ? 6 : 0);
  }
  EXPECT_FALSE(
      join.find({.server = address_of("2001:db8::81"), .client = address_of(kClient), .at = kNoon})
          .found);
}

TEST(DnsJoin, NewestAnswerBeforeTheFlowCounts) {
  DnsJoin join({.entries_max = 100, .clock_tolerance = seconds(0)});
  join.add(told(1, 0));
  join.add(told(2, 0, kNoon + seconds(50)));
  EXPECT_EQ(at(join, kNoon + seconds(20)).application, 1) << "a late record of an older flow";
  EXPECT_EQ(at(join, kNoon + seconds(60)).application, 2);
}

TEST(DnsJoin, OneHouseholdSharesItsAnswers) {
  DnsJoin join({.entries_max = 100});
  join.add(told(1, 0));
  join.add(told(2, 0, kNoon, "240e:9::1"));
  EXPECT_EQ(at(join, kNoon, "240e:1:2:4:5::9").application, 1) << "another /64 of that /56";
  EXPECT_EQ(at(join, kNoon, "240e:9::77").application, 2);
}

TEST(DnsJoin, OthersAnswersServeWhereTheyAgree) {
  DnsJoin join({.entries_max = 100});
  join.add(told(1, 7));
  EXPECT_EQ(at(join, kNoon, "192.0.2.1").application, 1) << "asked over the other family";
  join.add(told(2, 7, kNoon, "240e:9::1"));
  const auto match = at(join, kNoon, "192.0.2.1");
  EXPECT_TRUE(match.found);
  EXPECT_EQ(match.application, 0) << "two applications: not guessed";
  EXPECT_EQ(match.cdn, 7) << "but one CDN";
  EXPECT_EQ(join.counters().ambiguous, 1U);
  EXPECT_EQ(at(join, kNoon).application, 1) << "who asked himself knows";
}

TEST(DnsJoin, TheSameAnswerAgainProlongsIt) {
  DnsJoin join({.entries_max = 100, .slack = seconds(0), .clock_tolerance = seconds(0)});
  join.add(told(1, 0));
  join.add(told(1, 0, kNoon + seconds(90)));
  EXPECT_TRUE(at(join, kNoon + seconds(10)).found);
  EXPECT_TRUE(at(join, kNoon + seconds(190)).found);
  EXPECT_FALSE(at(join, kNoon + seconds(191)).found);
}

TEST(DnsJoin, StaysInsideItsMemoryAndCountsWhatItGaveUp) {
  DnsJoin join({.entries_max = 1000});
  const std::size_t before = join.memory_bytes();
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    auto answer = told(1, 0);
    answer.server = net::IpAddress::v4(i);
    join.add(answer);
  }
  EXPECT_EQ(join.memory_bytes(), before);
  EXPECT_LT(before, 64U * 1024);
  EXPECT_GT(join.counters().evicted, 40'000U);
  EXPECT_EQ(join.counters().answers, 50'000U);
}

TEST(DnsJoin, IsReadWhileItIsWritten) {
  DnsJoin join({.entries_max = 10});  // Few buckets: readers and writers meet.
  std::vector<std::jthread> writers;
  for (NameId writer = 1; writer <= 2; ++writer) {
    writers.emplace_back([&join, writer](const std::stop_token& stop) {
      for (int i = 0; !stop.stop_requested(); ++i) {
        join.add(told(writer, writer, kNoon + seconds(i % 50)));
      }
    });
  }
  for (int i = 0; i < 20'000; ++i) {
    const auto match = at(join, kNoon + seconds(60));
    ASSERT_EQ(match.application, match.cdn) << "halves of two answers";
  }
}

}  // namespace
}  // namespace sixscope::enrich
