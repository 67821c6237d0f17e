#include "api/question.h"

#include <gmock/gmock.h>

#include "api/time_text.h"
#include "api/world_test.h"
#include "testing/json.h"

namespace sixscope::api {
namespace {

using ::testing::HasSubstr;

Parsed<TrafficQuestion> asked(std::string_view query) {
  http::Request request;
  request.target = http::parse_target("/t?" + std::string(query)).value();
  return parse_traffic_question(request, kNoon + std::chrono::seconds(30));
}

TEST(Instants, ReadAndWrite) {
  EXPECT_EQ(format_instant(kNoon), "2026-03-01T12:00:00Z");
  EXPECT_EQ(parse_instant("2026-03-01T12:00:00Z").value(), kNoon);
  EXPECT_EQ(parse_instant("2026-03-01T20:00:00+08:00").value(), kNoon);
  EXPECT_EQ(parse_instant("2026-03-01t12:00:00.250z").value(),
            kNoon + std::chrono::milliseconds(250));
  EXPECT_EQ(parse_instant("2026-03-01T12:00:00.123456789Z").value(),
            kNoon + std::chrono::milliseconds(123));
  const std::string whole = "2026-03-01T12:00:00Z";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_instant(whole.substr(0, size))) << size;
  }
  for (const char* wrong : {"2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-01T24:00:00Z",
                            "1969-01-01T00:00:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00:00ZZ",
                            "2026-03-01T12:00:00.Z", "yesterday"}) {
    EXPECT_FALSE(parse_instant(wrong)) << wrong;
  }
}

// kNoon is eight in the evening in China.
TEST(Effective, TodayIsNowAndAnotherDayItsBeginning) {
  EXPECT_EQ(parse_effective("2026-03-01", kNoon).value(), kNoon)
      << "what was written this morning came before";
  EXPECT_EQ(parse_effective("2026-02-28", kNoon).value(),
            parse_instant("2026-02-27T16:00:00Z").value());
  EXPECT_EQ(parse_effective("2026-03-01T01:00:00Z", kNoon).value(),
            parse_instant("2026-03-01T01:00:00Z").value());
  EXPECT_EQ(parse_effective("2026-03-02", kNoon).error().code, Errc::out_of_range);
  EXPECT_EQ(parse_effective("2026-03-01T12:00:01Z", kNoon).error().code, Errc::out_of_range);
  EXPECT_EQ(parse_effective("yesterday", kNoon).error().code, Errc::malformed);
  EXPECT_EQ(parse_effective("", kNoon).error().code, Errc::malformed);
}

TEST(TrafficQuestion, FillsInWhatIsLeftOut) {
  const auto question = asked("");
  ASSERT_TRUE(question);
  EXPECT_EQ(format_instant(question->query.begin), "2026-03-01T11:01:00Z");
  EXPECT_EQ(format_instant(question->query.end), "2026-03-01T12:01:00Z");
  EXPECT_FALSE(question->query.step);
  EXPECT_EQ(question->order, (Order{OrderKey::bytes, true}));
  ASSERT_EQ(question->query.filters.size(), 1U);
  EXPECT_EQ(question->query.filters[0].values[0], "user");
}

TEST(TrafficQuestion, PicksTheStepForTheSpan) {
  struct Row {
    const char* from;
    store::Resolution step;
  };
  const Row rows[] = {{"2026-03-01T11:00:00Z", store::Resolution::minute},
                      {"2026-02-28T12:00:00Z", store::Resolution::five_minutes},
                      {"2026-02-22T12:00:00Z", store::Resolution::hour},
                      {"2025-03-01T12:00:00Z", store::Resolution::day},
                      {"2020-03-01T12:00:00Z", store::Resolution::month}};
  for (const auto& [from, step] : rows) {
    SCOPED_TRACE(from);
    const auto question = asked(std::string("step=auto&to=2026-03-01T12:00:00Z&from=") + from);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->query.step, step);
    EXPECT_LE(windows_between(question->query.begin, question->query.end, step), kAutoWindowsMax);
  }
}

TEST(TrafficQuestion, WidensToWholeWindowsOfTheReportingZone) {
  const auto question = asked("step=day&from=2026-02-27T10:00:00Z&to=2026-02-27T20:00:00Z");
  ASSERT_TRUE(question);
  EXPECT_EQ(format_instant(question->query.begin), "2026-02-26T16:00:00Z");
  EXPECT_EQ(format_instant(question->query.end), "2026-02-28T16:00:00Z");
}

TEST(TrafficQuestion, AsOfLeavesOutWindowsThatWereNotOver) {
  const auto question = asked(
      "step=hour&from=2026-03-01T08:00:00Z&to=2026-03-01T12:00:00Z"
      "&as_of=2026-03-01T10:30:00Z");
  ASSERT_TRUE(question);
  EXPECT_EQ(format_instant(question->query.end), "2026-03-01T10:00:00Z");
  EXPECT_FALSE(
      asked("step=hour&from=2026-03-01T08:00:00Z&to=2026-03-01T12:00:00Z"
            "&as_of=2026-03-01T07:30:00Z"));
}

TEST(TrafficQuestion, NamingTheClassLiftsTheDefault) {
  EXPECT_FALSE(asked("")->every_class);
  EXPECT_TRUE(asked("class=all")->every_class);
  EXPECT_TRUE(asked("by=traffic_class")->every_class);
  EXPECT_TRUE(asked("filter=traffic_class+%3D+router")->every_class);
  EXPECT_FALSE(asked("by=traffic_class&class=user")->every_class);
}

TEST(TrafficQuestion, ListsEveryFaultAtOnce) {
  const auto question = asked(
      "from=now&step=week&by=reigon,access,access&order=size&limit=0"
      "&compare=last&format=xml&class=some&filter=x");
  ASSERT_FALSE(question);
  std::string names;
  for (const auto& fault : question.error()) {
    names += fault.parameter + " ";
  }
  EXPECT_EQ(names, "from step by by class filter order limit compare format ");
}

// The parameters that a refusal of `target` names, in order.
std::string blamed(const http::Response& response) {
  EXPECT_EQ(response.status, 400) << response.body;
  std::string names;
  const auto problem = testing::Json::parse(response.body);
  for (const auto& fault : problem["errors"]) {
    names += fault["parameter"].get<std::string>() + " ";
  }
  return names;
}

TEST(Calls, TellEveryFaultOfNamesAndValuesAtOnce) {
  struct Row {
    const char* target;
    const char* blamed;
  };
  const Row rows[] = {
      {"/api/v1/traffic?by=bogus&frm=1&limit=0&step=zz", "frm step by limit "},
      {"/api/v1/traffic?by=region&by=access", "by "},
      {"/api/v1/traffic?by=region&by=access&cursor=x&limit=x", "by limit cursor "},
      {"/api/v1/traffic?by=exporter,application", "by "},
      {"/api/v1/traffic?by=exporter,application&limit=0", "by limit "},
      {"/api/v1/traffic?by=exporter&filter=cdn+=+x", "filter "},
      {"/api/v1/traffic/attribution?filter=exporter+=+x", "filter "},
      {"/api/v1/traffic/attribution?step=zz&from=x&class=x", "step from class "},
      {"/api/v1/dimensions/region/values?to=x&limit=0&Q=1", "Q to limit "},
      {"/api/v1/dimensions/region/values?to=x&limit=0", "to limit "},
  };
  const World world;
  for (const auto& [target, names] : rows) {
    SCOPED_TRACE(target);
    EXPECT_EQ(blamed(world.get(target)), names);
  }
  EXPECT_THAT(world.get("/api/v1/traffic?by=a&by=b").body, HasSubstr("by: given twice"));
  EXPECT_THAT(world.get("/api/v1/traffic?by=exporter,application").body,
              HasSubstr("ask for the exporter without application and cdn"));
}

TEST(TrafficQuestion, RefusesSpansThatCannotBe) {
  const auto reversed = asked("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z");
  ASSERT_FALSE(reversed);
  EXPECT_THAT(reversed.error()[0].detail, HasSubstr("before"));
  EXPECT_FALSE(asked("from=1990-03-02T00:00:00Z"));
}

TEST(PreviousSpan, IsEarlierByWhatWasAskedFor) {
  struct Row {
    const char* name;
    const char* question;
    const char* begin;
    const char* end;
  };
  const Row rows[] = {
      {"whole hours", "step=hour&from=2026-03-01T08:00:00Z&to=2026-03-01T12:00:00Z",
       "2026-03-01T04:00:00Z", "2026-03-01T08:00:00Z"},
      {"a day within hours, 25 of them",
       "step=hour&from=2026-02-28T09:20:00Z&to=2026-03-01T09:20:00Z", "2026-02-27T09:00:00Z",
       "2026-02-28T10:00:00Z"},
      {"a day within minutes, without a step", "from=2026-02-28T09:20:10Z&to=2026-03-01T09:20:10Z",
       "2026-02-27T09:20:00Z", "2026-02-28T09:21:00Z"},
      {"less than a window", "step=hour&from=2026-03-01T08:10:00Z&to=2026-03-01T08:20:00Z",
       "2026-03-01T07:00:00Z", "2026-03-01T08:00:00Z"},
      {"a week within days, 8 of them",
       "step=day&from=2026-02-22T09:20:00Z&to=2026-03-01T09:20:00Z", "2026-02-14T16:00:00Z",
       "2026-02-22T16:00:00Z"},
      {"a whole month", "step=month&from=2026-01-31T16:00:00Z&to=2026-02-28T16:00:00Z",
       "2025-12-31T16:00:00Z", "2026-01-31T16:00:00Z"},
      {"a year within months, 13 of them",
       "step=month&from=2025-03-01T09:20:00Z&to=2026-03-01T09:20:00Z", "2024-02-29T16:00:00Z",
       "2025-03-31T16:00:00Z"},
      {"cut at as_of",
       "step=hour&from=2026-02-28T09:20:00Z&to=2026-03-01T09:20:00Z&as_of=2026-03-01T08:30:00Z",
       "2026-02-27T09:00:00Z", "2026-02-28T08:00:00Z"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto question = asked(row.question);
    ASSERT_TRUE(question);
    const Span span = previous_span(*question);
    EXPECT_EQ(format_instant(span.begin), row.begin);
    EXPECT_EQ(format_instant(span.end), row.end);
  }
}

TEST(PreviousSpan, StaysWhileTimePassesBetweenPages) {
  const std::string text = "by=region&step=hour&from=2026-03-01T08:00:00Z&compare=previous";
  const auto first = asked(text);
  ASSERT_TRUE(first);
  const std::string cursor = encode_cursor({.question = first->fingerprint,
                                            .begin = first->query.begin,
                                            .end = first->query.end,
                                            .earlier = 3,
                                            .dimensions = {"440000"}});
  EXPECT_EQ(asked(text + "&cursor=" + cursor)->earlier, 3U);
}

TEST(Cursor, SurvivesText) {
  const Cursor cursor{.question = 0xfedcba9876543210U,
                      .begin = kNoon - std::chrono::hours(1),
                      .end = kNoon,
                      .earlier = 25,
                      .number = 123456789,
                      .missing = true,
                      .start = kNoon,
                      .dimensions = {"440000", "", "广东"}};
  const std::string text = encode_cursor(cursor);
  EXPECT_EQ(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  EXPECT_EQ(decode_cursor(text).value(), cursor);
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(decode_cursor(text.substr(0, size))) << size;
  }
}

TEST(Cursor, OfAnotherQuestionIsRefused) {
  const auto question = asked("by=region");
  const std::string text = encode_cursor({.question = question->fingerprint,
                                          .begin = question->query.begin,
                                          .end = question->query.end,
                                          .dimensions = {"440000"}});
  EXPECT_TRUE(asked("by=region&cursor=" + text));
  EXPECT_FALSE(asked("by=access&cursor=" + text));
  EXPECT_FALSE(asked("by=region&order=bytes&cursor=" + text));
  EXPECT_FALSE(asked("by=region&cursor=abc"));
  const std::string endless = encode_cursor({.question = question->fingerprint,
                                             .begin = question->query.begin,
                                             .end = question->query.end,
                                             .earlier = 0xffffffff,
                                             .dimensions = {"440000"}});
  EXPECT_FALSE(asked("by=region&cursor=" + endless));
}

}  // namespace
}  // namespace sixscope::api
