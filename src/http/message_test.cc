#include "http/message.h"

#include <gmock/gmock.h>

namespace sixscope::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(MethodOf, KnowsMethodsAsTheyStandOnTheWire) {
  for (const Method method : {Method::get, Method::head, Method::post, Method::delete_}) {
    EXPECT_EQ(method_of(to_string(method)), method);
  }
  EXPECT_EQ(method_of("get"), Method::other);
  EXPECT_EQ(method_of("BREW"), Method::other);
}

TEST(ParseTarget, TakesPathAndParametersApart) {
  const auto target = parse_target("/api/v1/traffic?by=region,access&filter=a+%3D%20b&x=&y#top");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/traffic");
  EXPECT_THAT(target->parameters, ElementsAre(Pair("by", "region,access"), Pair("filter", "a = b"),
                                              Pair("x", ""), Pair("y", "")));
}

TEST(ParseTarget, RefusesWhatIsNoTarget) {
  struct Row {
    const char* name;
    std::string target;
    Errc code;
  };
  std::string many;
  for (std::size_t i = 0; i <= kParametersMax; ++i) {
    many += "&p=1";
  }
  const Row rows[] = {
      {"empty", "", Errc::malformed},
      {"absolute form", "http://a/b", Errc::malformed},
      {"asterisk form", "*", Errc::malformed},
      {"broken escape in the path", "/a%2", Errc::malformed},
      {"broken escape in a value", "/a?b=%zz", Errc::malformed},
      {"NUL in the path", "/a%00b", Errc::malformed},
      {"NUL in a value", "/a?b=%00", Errc::malformed},
      {"too long", "/" + std::string(kTargetBytesMax, 'a'), Errc::out_of_range},
      {"too many parameters", "/a?" + many, Errc::out_of_range},
  };
  for (const auto& [name, target, code] : rows) {
    SCOPED_TRACE(name);
    const auto parsed = parse_target(target);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, code);
  }
}

TEST(PercentEncode, IsUndoneByDecode) {
  std::string every;
  for (int c = 1; c < 256; ++c) {
    every.push_back(static_cast<char>(c));
  }
  EXPECT_EQ(percent_decode(percent_encode(every), Plus::is_space).value(), every);
}

TEST(Headers, CompareNamesWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.add("content-type", "b");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
  headers.set("Content-type", "c");
  EXPECT_EQ(headers.all().size(), 1U);
  EXPECT_EQ(headers.get("nothing"), std::nullopt);
}

TEST(Prefers, RanksByTheMostSpecificRange) {
  struct Row {
    const char* name;
    const char* accept;
    bool csv;
  };
  const Row rows[] = {
      {"nothing said", "", false},
      {"csv alone", "text/csv", true},
      {"json alone", "application/json", false},
      {"anything", "*/*", false},
      {"csv first by weight", "application/json;q=0.5, text/csv;q=0.9", true},
      {"any text", "text/*", true},
      {"csv refused", "text/csv;q=0, */*", false},
      {"a browser", "text/html,application/xhtml+xml,*/*;q=0.8", false},
      {"broken weight counts as none", "text/csv;q=abc", false},
  };
  for (const auto& [name, accept, csv] : rows) {
    SCOPED_TRACE(name);
    Request request;
    if (*accept != '\0') {
      request.headers.add("Accept", accept);
    }
    EXPECT_EQ(prefers(request, "text/csv", "application/json"), csv);
  }
}

TEST(AcceptsGzip, HonoursARefusal) {
  Request request;
  EXPECT_FALSE(accepts_gzip(request));
  request.headers.set("Accept-Encoding", "br, gzip;q=0.5");
  EXPECT_TRUE(accepts_gzip(request));
  request.headers.set("Accept-Encoding", "gzip;q=0, br");
  EXPECT_FALSE(accepts_gzip(request));
}

TEST(Finish, AnswersNotModifiedToWhoHasIt) {
  Request request;
  Response response{.status = 200, .body = "text"};
  response.caching = Caching::revalidate;
  finish(request, response);
  EXPECT_EQ(response.status, 200);
  const std::string tag(response.headers.get("ETag").value());

  for (const std::string& sent : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    SCOPED_TRACE(sent);
    request.headers.set("If-None-Match", sent);
    Response again{.status = 200, .body = "text"};
    again.caching = Caching::revalidate;
    finish(request, again);
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
  }
  Response changed{.status = 200, .body = "other text"};
  changed.caching = Caching::revalidate;
  request.headers.set("If-None-Match", tag);
  finish(request, changed);
  EXPECT_EQ(changed.status, 200);
}

TEST(Finish, KeepsScriptsToOurOwnAndLiveFiguresOutOfCaches) {
  Response response{.status = 200};
  finish({}, response);
  EXPECT_THAT(std::string(*response.headers.get("Content-Security-Policy")),
              testing::HasSubstr("script-src 'self';"));
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("ETag"), std::nullopt);
}

TEST(PackedTag, IsAStrongTagOfItsOwnThatNamesTheSameContent) {
  EXPECT_EQ(packed_tag("\"9\""), "\"9-gzip\"");
  EXPECT_EQ(unpacked_tag("\"9-gzip\""), "\"9\"");
  EXPECT_EQ(unpacked_tag("\"9\""), "\"9\"");
  Request request;
  request.headers.add("If-None-Match", "\"9-gzip\"");
  Response response{.body = "{}", .caching = Caching::revalidate};
  response.headers.set("ETag", "\"9\"");
  finish(request, response);
  EXPECT_EQ(response.status, 304);
}

}  // namespace
}  // namespace sixscope::http
