// The answers of the registry held against the OpenAPI document.
#include "registry_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using ::testing::IsEmpty;
using testing::SchemaCheck;

class RegistrySchemas : public RegistryApi {
 protected:
  void SetUp() override {
    const auto id = world_.create(RegistryWorld::device("cgn"));
    ASSERT_EQ(
        world_.patch("/registry/objects/nat44_device/1", {{"set", {{"remark", "x"}}}}, "\"1\"")
            .status,
        200);
    ASSERT_EQ(
        world_
            .ask(http::Method::post,
                 "/registry/objects/nat44_device/" + std::to_string(id) + "/attachments?name=a.txt",
                 "scan")
            .status,
        201);
    ASSERT_EQ(
        world_.ask(http::Method::put, "/views/nat44_device/a", R"({"content": "", "shared": true})")
            .status,
        201);
  }
  // What is wrong with an answer to a documented call.
  std::vector<std::string> faults(const std::string& path, const std::string& method,
                                  const http::Response& response) {
    const Json& call = api_["paths"][path][method];
    const std::string status = std::to_string(response.status);
    if (!call["responses"].contains(status)) {
      return {status + " is not documented: " + response.body.substr(0, 200)};
    }
    const Json& answer = call["responses"][status];
    if (!answer.contains("content")) {
      return response.body.empty() ? std::vector<std::string>{}
                                   : std::vector<std::string>{"it has a body"};
    }
    const std::string media = response.content_type.substr(0, response.content_type.find(';'));
    if (media.find("json") == std::string::npos) {
      return {};
    }
    if (!answer["content"].contains(media)) {
      return {media + " is not documented"};
    }
    return SchemaCheck(api_).faults(Json::parse(response.body), answer["content"][media]["schema"]);
  }

  const Json api_ = testing::openapi_document();
};

TEST_F(RegistrySchemas, EveryAnswerToAReaderIsAsDocumented) {
  int calls = 0;
  for (const auto& [path, methods] : api_["paths"].items()) {
    const bool is_ours = path.starts_with("/api/v1/registry/kinds") ||
                         path.starts_with("/api/v1/registry/objects") ||
                         path.starts_with("/api/v1/registry/attachments") ||
                         path == "/api/v1/views" || path == "/api/v1/session";
    if (!is_ours || !methods.contains("get")) {
      continue;
    }
    SCOPED_TRACE(path);
    ++calls;
    const Json& call = methods["get"];
    const std::string target = testing::path_of(path, call).substr(std::string("/api/v1").size());
    const auto plain = world_.get(target);
    EXPECT_EQ(plain.status, 200) << plain.body;
    EXPECT_THAT(faults(path, "get", plain), IsEmpty());
    // Each parameter on its own, as its example says.
    for (const Json& parameter : call["parameters"]) {
      if (parameter["in"] != "query" || !parameter.contains("example")) {
        continue;
      }
      const auto answer = world_.get(target + "?" + parameter["name"].get<std::string>() + "=" +
                                     http::percent_encode(parameter["example"].get<std::string>()));
      const bool may_be_none = parameter["name"] == "as_of";  // Before it was created.
      EXPECT_TRUE(answer.status == 200 || (may_be_none && answer.status == 404))
          << parameter["name"] << ": " << answer.body;
      EXPECT_THAT(faults(path, "get", answer), IsEmpty()) << parameter["name"];
    }
    EXPECT_THAT(faults(path, "get", world_.get(target, {.token = "wrong"})), IsEmpty());
  }
  EXPECT_EQ(calls, 10);
}

TEST_F(RegistrySchemas, EveryAnswerToAWriterIsAsDocumented) {
  const std::string devices = "/api/v1/registry/objects/{kind}";
  const std::string list = "/registry/objects/nat44_device";
  const Json good = {{"fields", RegistryWorld::device("b")}};
  const Json change = {{"set", {{"remark", "y"}}}};
  const Json many = {{"objects", {{{"id", 1}, {"version", 9}}}}, {"set", {{"remark", "z"}}}};
  Json many_good = many;
  many_good["objects"][0]["version"] = 3;
  const std::string view = "/api/v1/views/{page}/{name}";
  const auto put = [&](const std::string& name, const char* body, bool only_new = false) {
    Ask with;
    if (only_new) {
      with.headers.emplace_back("If-None-Match", "*");
    }
    return world_.ask(http::Method::put, "/views/nat44_device/" + name, body, with);
  };
  const struct {
    std::string path;
    const char* method;
    int status;
    http::Response response;
  } cases[] = {
      {devices, "post", 201, world_.post(list, good)},
      {devices, "post", 409, world_.post(list, good)},
      {devices, "post", 422, world_.post(list, {{"fields", {{"name", "c"}}}})},
      {devices, "post", 400, world_.post(list, Json::array())},
      {devices + "/{id}", "patch", 428, world_.patch(list + "/1", change, "")},
      {devices + "/{id}", "patch", 412, world_.patch(list + "/1", change, "\"9\"")},
      {devices + "/{id}", "patch", 200, world_.patch(list + "/1", change, "\"2\"")},
      {devices + "/{id}", "patch", 422,
       world_.patch(list + "/1", {{"set", {{"max_sessions", 0}}}}, "\"3\"")},
      {devices + "/{id}", "patch", 404, world_.patch(list + "/99", change, "\"3\"")},
      {devices + "/bulk", "post", 412, world_.post(list + "/bulk", many)},
      {devices + "/bulk", "post", 200, world_.post(list + "/bulk", many_good)},
      {devices + "/{id}/attachments", "post", 201,
       world_.ask(http::Method::post, list + "/1/attachments?name=b", "b")},
      {devices + "/{id}/attachments", "post", 415,
       world_.ask(http::Method::post, list + "/1/attachments?name=b", "")},
      {"/api/v1/registry/attachments/{id}", "delete", 204,
       world_.ask(http::Method::delete_, "/registry/attachments/1?reason=x", "")},
      {devices + "/{id}/attachments", "get", 200, world_.get(list + "/1/attachments?removed=true")},
      {view, "put", 200, put("a", R"({"content": "q=1", "shared": false})")},
      {view, "put", 201, put("b", R"({"content": "q=1", "shared": false})")},
      {view, "put", 400, put("b", "{}")},
      {view, "put", 412, put("b", R"({"content": "", "shared": false})", true)},
      {view, "delete", 204, world_.ask(http::Method::delete_, "/views/nat44_device/b", "")},
      {view, "delete", 404, world_.ask(http::Method::delete_, "/views/nat44_device/b", "")},
      {"/api/v1/session", "post", 401, world_.post("/session", {{"token", "x"}})},
      {"/api/v1/session", "delete", 204, world_.ask(http::Method::delete_, "/session", "")},
      {"/api/v1/session", "post", 403,
       world_.post("/session", {{"token", "x"}}, {.host = "evil.example"})},
  };
  for (const auto& [path, method, status, response] : cases) {
    SCOPED_TRACE(std::string(method) + " " + path + " " + std::to_string(status));
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(faults(path, method, response), IsEmpty());
  }
}

}  // namespace
}  // namespace sixscope::tests
