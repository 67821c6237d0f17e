#include "http/router.h"

#include <gmock/gmock.h>

#include <vector>

#include "http/problem.h"

namespace sixscope::http {
namespace {

using testing::HasSubstr;

Handler says(std::string text) {
  return [text](const Request& request) {
    Response response{.status = 200, .body = text};
    for (const auto& [name, value] : request.captures) {
      response.body += " " + name + "=" + value;
    }
    return response;
  };
}

Request asks(Method method, std::string_view target) {
  Request request;
  request.method = method;
  request.target = parse_target(target).value();
  return request;
}

Router router() {
  Router router;
  router.add({Method::get, "/things/{id}", {}, says("one")});
  router.add({Method::get, "/things/all", {"q"}, says("all")});
  router.add({Method::post, "/things", {}, says("made")});
  router.add({Method::put, "/things/all", {}, says("set")});
  router.add({Method::get, "/things/{id}/parts/{part}", {}, says("part")});
  router.add({Method::get, "/broken", {}, [](const Request&) -> Response {
                return {.status = std::vector<int>().at(7)};  // Throws, with words of its own.
              }});
  return router;
}

TEST(Router, FindsTheHandlerByMethodAndPath) {
  struct Row {
    const char* name;
    Method method;
    const char* target;
    int status;
    const char* body;
  };
  const Row rows[] = {
      {"capture", Method::get, "/things/7", 200, "one id=7"},
      {"literal wins over capture", Method::get, "/things/all", 200, "all"},
      {"capture is decoded", Method::get, "/things/a%2Fb", 200, "one id=a/b"},
      {"two captures", Method::get, "/things/7/parts/x", 200, "part id=7 part=x"},
      {"HEAD goes where GET goes", Method::head, "/things/7", 200, "one id=7"},
      {"declared parameter", Method::get, "/things/all?q=1", 200, "all"},
      {"another method", Method::post, "/things", 200, "made"},
      {"wrong method", Method::delete_, "/things/7", 405, "it takes GET, HEAD"},
      {"each method once", Method::delete_, "/things/all", 405, "it takes GET, HEAD, PUT\""},
      {"no such path", Method::get, "/nothing", 404, "openapi.json"},
      {"empty capture matches nothing", Method::get, "/things//parts/x", 404, ""},
      {"trailing slash is another path", Method::get, "/things/7/", 404, ""},
      {"undeclared parameter", Method::get, "/things/7?x=1", 400, "takes no parameters"},
      {"unknown beside known", Method::get, "/things/all?Q=1", 400, "this call takes q"},
      {"given twice", Method::get, "/things/all?q=1&q=2", 400, "given twice"},
      {"absurdly deep", Method::get, "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", 404, ""},
  };
  for (const auto& [name, method, target, status, body] : rows) {
    SCOPED_TRACE(name);
    const Response response = router().handle(asks(method, target));
    EXPECT_EQ(response.status, status);
    EXPECT_THAT(response.body, HasSubstr(body));
    EXPECT_TRUE(response.headers.get("Content-Security-Policy"));
  }
}

TEST(Router, SaysWhichMethodsAreAllowed) {
  const Response response = router().handle(asks(Method::put, "/things/7"));
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD");
  EXPECT_EQ(response.content_type, "application/problem+json");
}

TEST(Router, TurnsAThrowingHandlerIntoA500ThatTellsNothing) {
  const Response response = router().handle(asks(Method::get, "/broken"));
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, testing::Not(HasSubstr("vector")));
}

TEST(Router, LeavesTheRestToTheFallback) {
  Router with = router();
  with.set_fallback(says("file"));
  EXPECT_EQ(with.handle(asks(Method::get, "/index.html")).body, "file");
  EXPECT_EQ(with.handle(asks(Method::post, "/index.html")).status, 404);
  EXPECT_EQ(with.handle(asks(Method::put, "/things")).status, 405);
}

TEST(Router, NeverAnswersACallThatIsNotThereWithAFile) {
  Router with = router();
  with.set_fallback(says("file"));
  for (const char* path : {"/api", "/api/", "/api/v1/nope", "/api/v1/nope.json"}) {
    SCOPED_TRACE(path);
    const Response response = with.handle(asks(Method::get, path));
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_THAT(response.body, HasSubstr("there is no call " + std::string(path)));
    EXPECT_THAT(response.body, HasSubstr("/api/v1/openapi.json"));
  }
  EXPECT_EQ(with.handle(asks(Method::get, "/apiary")).body, "file");
}

TEST(Router, TellsFaultsOfValuesBesideThoseOfNames) {
  Router with;
  bool asked = false;
  with.add({.method = Method::get,
            .pattern = "/things",
            .parameters = {"limit"},
            .handler = says("things"),
            .faults_of_values = [&asked](const Request&) {
              asked = true;
              return Faults{{"limit", "too small"}};
            }});
  EXPECT_EQ(with.handle(asks(Method::get, "/things?limit=0")).body, "things");
  EXPECT_FALSE(asked) << "the handler looks at values itself";
  const Response response = with.handle(asks(Method::get, "/things?limit=0&limit=1&x=1"));
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body,
              HasSubstr("cannot be answered: limit: given twice; give it once; x: unknown "
                        "parameter; this call takes limit; limit: too small."));
}

TEST(Problem, MapsErrorsToStatus) {
  EXPECT_EQ(problem(Error{.code = Errc::malformed, .rule = "r"}).status, 400);
  EXPECT_EQ(problem(Error{.code = Errc::truncated, .rule = "r"}).status, 400);
  EXPECT_EQ(problem(Error{.code = Errc::out_of_range, .rule = "r"}).status, 400);
  EXPECT_EQ(problem(Error{.code = Errc::not_found, .rule = "r"}).status, 404);
  const Response away = problem(Error{.code = Errc::unavailable, .rule = "r"});
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.headers.get("Retry-After"), "2");
}

TEST(Router, SaysHowLargeABodyACallTakes) {
  Router router;
  const auto answer = [](const Request&) { return Response{}; };
  router.add({.method = Method::post,
              .pattern = "/files/{id}",
              .parameters = {},
              .handler = answer,
              .body_bytes_max = 500});
  router.add(
      {.method = Method::post, .pattern = "/files/one", .parameters = {}, .handler = answer});
  EXPECT_EQ(router.body_bytes_max(Method::post, "/files/7"), 500U);
  EXPECT_EQ(router.body_bytes_max(Method::post, "/files/one"), 0U);
  EXPECT_EQ(router.body_bytes_max(Method::put, "/files/7"), 0U);
  EXPECT_EQ(router.body_bytes_max(Method::post, "/nothing"), 0U);
  EXPECT_EQ(router.body_bytes_max(Method::post, ""), 0U);
}

}  // namespace
}  // namespace sixscope::http
