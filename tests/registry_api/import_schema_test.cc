// The answers of the import desk held against the OpenAPI document, as a browser gets them.
#include "registry_world.h"
#include "testing/schema_check.h"

namespace sixscope::tests {
namespace {

using ::testing::IsEmpty;

constexpr const char* kHead = "运营商,区域,设备名称,台账类别,状态,最大会话数\n";

class ImportSchemas : public RegistryApi {
 protected:
  http::Response send(const std::string& parameters, const std::string& body,
                      const std::string& type = "text/csv") {
    return world_.ask(http::Method::post, "/registry/imports" + parameters, body,
                      {.headers = {{"Content-Type", type}}});
  }
  std::vector<std::string> faults(const std::string& path, const std::string& method,
                                  const http::Response& response) {
    const Json& answers = api_["paths"]["/api/v1" + path][method]["responses"];
    const std::string status = std::to_string(response.status);
    if (!answers.contains(status) || !answers[status]["content"].contains(response.content_type)) {
      return {status + " " + response.content_type + " is not documented"};
    }
    return testing::SchemaCheck(api_).faults(
        Json::parse(response.body), answers[status]["content"][response.content_type]["schema"]);
  }

  const Json api_ = testing::openapi_document();
};

TEST_F(ImportSchemas, EveryAnswerIsAsDocumented) {
  const std::string good = std::string(kHead) + "中国移动,广东,CGN-01,nat44,在用,2000万\n";
  const std::string more = std::string(kHead) + "中国移动,广东,CGN-01,nat44,在用,2100万\n";
  const std::string bad = good + "\n中国移动,440106,CGN-02,nat44,在用,很多\n";
  const auto imported = send("?dry_run=false&file=june.csv&sender=gd", good);
  EXPECT_EQ(imported.status, 201) << imported.body;
  const struct {
    const char* path;
    const char* method;
    int status;
    http::Response response;
  } cases[] = {
      {"/registry/imports", "post", 201, imported},
      {"/registry/imports", "post", 200, send("?with_sheet=true", bad)},
      {"/registry/imports", "post", 200, send("", more)},
      {"/registry/imports", "post", 422, send("?dry_run=false", bad)},
      {"/registry/imports", "post", 422, send("", "\xD0\xCF\x11\xE0")},
      {"/registry/imports", "post", 422, send("", "a,b\n")},
      {"/registry/imports", "post", 400, send("?kind=none", good)},
      {"/registry/imports", "post", 400, send("", "[1]", "application/json")},
      {"/registry/imports", "post", 200,
       send("",
            "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n" + good + "\r\n--b--\r\n",
            "multipart/form-data; boundary=b")},
      {"/registry/imports", "post", 400, send("", good, "multipart/form-data; boundary=b")},
      {"/registry/imports/{watch}", "get", 404, world_.get("/registry/imports/none")},
      {"/registry/receipts", "get", 200, world_.get("/registry/receipts?sender=gd&limit=5")},
      {"/registry/receipts/{id}", "get", 200,
       world_.get("/registry/receipts/" +
                  Json::parse(imported.body)["receipt"]["id"].get<std::string>())},
      {"/registry/receipts/{id}", "get", 404, world_.get("/registry/receipts/none")},
      {"/registry/columns/{kind}", "put", 200,
       world_.ask(http::Method::put, "/registry/columns/nat44_device?sender=gd",
                  R"({"Box":"name","x":""})")},
      {"/registry/columns/{kind}", "get", 200,
       world_.get("/registry/columns/nat44_device?sender=gd")},
      {"/registry/columns/{kind}", "get", 404, world_.get("/registry/columns/none")},
  };
  for (const auto& [path, method, status, response] : cases) {
    SCOPED_TRACE(std::string(method) + " " + path + " " + std::to_string(status));
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_THAT(faults(path, method, response), IsEmpty()) << response.body;
  }
}

// Each documented parameter on its own, as its example says.
TEST_F(ImportSchemas, EveryDocumentedParameterIsTaken) {
  const std::string good = std::string(kHead) + "中国移动,广东,CGN-01,nat44,在用,2000万\n";
  for (const Json& parameter : api_["paths"]["/api/v1/registry/imports"]["post"]["parameters"]) {
    const std::string name = parameter["name"].get<std::string>();
    ASSERT_TRUE(parameter.contains("example")) << name;
    const auto answer = send(
        "?" + name + "=" + http::percent_encode(parameter["example"].get<std::string>()), good);
    if (name == "sheet") {
      EXPECT_EQ(answer.status, 422) << "a CSV file has no sheet of that name";
    } else {
      EXPECT_EQ(answer.status, 200) << name << ": " << answer.body;
    }
  }
}

}  // namespace
}  // namespace sixscope::tests
