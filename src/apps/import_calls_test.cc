// The calls of the import desk over a real registry, files and readers.
#include <gmock/gmock.h>

#include <map>
#include <string>

#include "api/registry_calls.h"
#include "apps/registry_fixture.h"
#include "apps/sheet_files.h"
#include "table/csv.h"
#include "testing/json.h"

namespace sixscope::apps {
namespace {

using ::testing::HasSubstr;
using testing::Json;
using ::testing::StartsWith;

constexpr const char* kImports = "/api/v1/registry/imports";

class ImportCalls : public ::testing::Test {
 protected:
  ImportCalls() {
    api::add_import_calls(
        router_, {.store = *registry_.store,
                  .kinds = registry_.kinds,
                  .clock = registry_.clock,
                  .scope_of = [this](const http::Request&) { return scope_; },
                  .read_sheets = [](const std::string& bytes) { return read_sheets(bytes, ""); },
                  .write_book = write_book,
                  .sha256 = sha256_of});
  }

  http::Response call(http::Method method, const std::string& target, const std::string& body = "",
                      const std::string& type = "text/csv") {
    http::Request request;
    request.method = method;
    request.target = http::parse_target(target).value();
    request.headers.add("Content-Type", type);
    request.body = body;
    return router_.handle(request);
  }
  http::Response post(const std::string& parameters, const std::string& body,
                      const std::string& type = "text/csv") {
    return call(http::Method::post, kImports + parameters, body, type);
  }
  http::Response get(const std::string& target) { return call(http::Method::get, target); }

  static registry::Scope guangdong() {
    return {.account = "gd-mobile",
            .regions = {"440000"},
            .owners = {"china_mobile"},
            .may_write = true};
  }

  TestRegistry registry_;
  http::Router router_;
  Result<registry::Scope> scope_ = registry::Scope::everything("local");
  const std::string good_ = std::string(kLedgerHead) + kLedgerRows;
};

TEST_F(ImportCalls, ADryRunSaysWhatItWouldDoAndDoesNothing) {
  const auto answer = post("?file=june.csv", good_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const Json json = Json::parse(answer.body);
  EXPECT_EQ(json["file"], "june.csv");
  EXPECT_EQ(json["kind"], "nat44_device");
  EXPECT_EQ(json["dry_run"], true);
  EXPECT_EQ(json["can_apply"], true);
  EXPECT_EQ(json["created"], 2);
  EXPECT_EQ(json["header_row"], 1);
  EXPECT_EQ(json["receipt"], nullptr);
  EXPECT_FALSE(json.contains("sheet"));
  ASSERT_EQ(json["columns"].size(), 6U);
  EXPECT_EQ(
      json["columns"][5],
      Json::parse(R"({"column":"F","title":"最大会话数","use":"field","field":"max_sessions"})"));
  EXPECT_EQ(registry_.devices(), 0U);
}

TEST_F(ImportCalls, AnImportHasAReceiptForEver) {
  const auto answer = post("?dry_run=false&file=june.csv&reason=June&effective=2026-01-31", good_);
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(registry_.devices(), 2U);
  const Json receipt = Json::parse(answer.body)["receipt"];
  const std::string where(answer.headers.get("Location").value_or(""));
  EXPECT_EQ(where, "/api/v1/registry/receipts/" + receipt["id"].get<std::string>());
  const auto again = get(where);
  ASSERT_EQ(again.status, 200);
  EXPECT_EQ(Json::parse(again.body), receipt);
  EXPECT_EQ(receipt["at"], "2026-03-01T12:00:00Z");
  EXPECT_EQ(receipt["door"], "api");
  EXPECT_EQ(receipt["sender"], "local");
  EXPECT_EQ(receipt["created"], 2);
  EXPECT_EQ(receipt["sha256"], sha256_of(good_));
  // The same again changes nothing, and has a receipt that says so.
  registry_.clock.advance(std::chrono::seconds(1));
  const Json unchanged = Json::parse(post("?dry_run=false", good_).body);
  EXPECT_EQ(unchanged["unchanged"], 2);
  EXPECT_EQ(unchanged["receipt"]["commit"], 0);
  const Json list = Json::parse(get("/api/v1/registry/receipts?sender=local").body)["data"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1], receipt);
  EXPECT_EQ(Json::parse(get("/api/v1/registry/receipts?limit=1").body)["data"].size(), 1U);
  EXPECT_EQ(get("/api/v1/registry/receipts/none").status, 404);
  EXPECT_EQ(get("/api/v1/registry/receipts?limit=0").status, 400);
  registry::HistoryQuery query;
  query.kind = "nat44_device";
  const auto history = registry_.store->history(query, registry::Scope::everything("test"));
  EXPECT_EQ(history->front().author.reason, "June");
  EXPECT_EQ(history->front().effective, kTestNoon - std::chrono::hours(24 * 29 + 20));
}

TEST_F(ImportCalls, NothingIsImportedWhereACellIsWrong) {
  const auto answer =
      post("?dry_run=false&with_sheet=true", good_ + "\n中国移动,火星,CGN-03,nat44,在用,很多\n");
  ASSERT_EQ(answer.status, 422);
  EXPECT_EQ(answer.content_type, "application/json");
  const Json json = Json::parse(answer.body);
  EXPECT_EQ(json["receipt"], nullptr);
  ASSERT_EQ(json["faults"].size(), 2U);
  EXPECT_EQ(json["faults"][0]["row"], 5);
  EXPECT_EQ(json["faults"][0]["column"], "B");
  EXPECT_EQ(json["faults"][1]["rule"], "number_form");
  EXPECT_EQ(json["faults"][1]["what"]["zh"], "不是数字");
  EXPECT_EQ(
      json["sheet"]["rows"][3],
      Json::parse(R"({"number":5,"cells":["中国移动","火星","CGN-03","nat44","在用","很多"]})"));
  EXPECT_EQ(registry_.devices(), 0U);
}

// What the browser does: rows as they came, cells mended, all sent back.
TEST_F(ImportCalls, RowsMendedInTheBrowserComeBackAsJson) {
  const Json first = Json::parse(
      post("?with_sheet=true", good_ + "\n中国移动,广东,CGN-03,nat44,在用,很多\n").body);
  Json rows = Json::array();
  for (const Json& row : first["sheet"]["rows"]) {
    while (rows.size() + 1 < row["number"].get<std::size_t>()) {
      rows.push_back(Json::array());
    }
    rows.push_back(row["cells"]);
  }
  rows[4][5] = "300万";
  const auto answer =
      post("?dry_run=false&file=june.csv", Json({{"name", "june"}, {"rows", rows}}).dump(),
           "application/json; charset=utf-8");
  ASSERT_EQ(answer.status, 201) << answer.body;
  EXPECT_EQ(registry_.devices(), 3U);
}

TEST_F(ImportCalls, PastedTextIsASheet) {
  const auto answer = post("",
                           "运营商\t区域\t设备名称\t台账类别\t状态\t备注\r\n"
                           "中国移动\t广东\tCGN-01\tnat44\t在用\t\"第一行\n\"\"第二行\"\"\"\r\n",
                           "text/plain;charset=UTF-8");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(Json::parse(answer.body)["created"], 1) << answer.body;
}

TEST_F(ImportCalls, ErrorsAnswerAsAWorkbook) {
  const std::string wrong = std::string(kLedgerHead) + "\n中国移动,广东,CGN-03,nat44,在用,很多\n";
  const auto csv = post("?answer=errors&format=csv&language=en", wrong);
  EXPECT_EQ(csv.status, 200);
  EXPECT_THAT(csv.content_type, StartsWith("text/csv"));
  EXPECT_THAT(csv.body, HasSubstr("F 最大会话数: it is not a number"));
  const auto sheet = table::read_csv(std::as_bytes(std::span(csv.body)), "");
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->rows.back().number, 3U);
  const auto book = post("?answer=errors", wrong);
  EXPECT_THAT(book.content_type, HasSubstr("spreadsheetml"));
  EXPECT_THAT(std::string(book.headers.get("Content-Disposition").value_or("")),
              HasSubstr("errors.xlsx"));
  EXPECT_TRUE(read_sheets(book.body, ""));
}

TEST_F(ImportCalls, RefusesFilesInBothLanguages) {
  const auto old = post("", "\xD0\xCF\x11\xE0 rest");
  EXPECT_EQ(old.status, 422);
  EXPECT_EQ(old.content_type, "application/problem+json");
  const Json json = Json::parse(old.body);
  EXPECT_EQ(json["rule"], "old_or_encrypted");
  EXPECT_THAT(json["what"]["zh"].get<std::string>(), HasSubstr("密码"));
  EXPECT_THAT(json["what"]["en"].get<std::string>(), HasSubstr("password"));
  EXPECT_EQ(Json::parse(post("", "a,b\n1,2\n").body)["rule"], "kind_unknown");
  EXPECT_EQ(Json::parse(post("", "").body)["rule"], "kind_unknown");
  EXPECT_EQ(Json::parse(post("?sheet=x", good_).body)["rule"], "sheet_unknown");
}

TEST_F(ImportCalls, EveryFaultOfAQuestionAtOnce) {
  const auto answer = post(
      "?kind=none&dry_run=maybe&nature=odd&effective=2099-01-01&columns=%5B%5D&answer=x&format=ods"
      "&language=fr&with_sheet=1",
      good_);
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(Json::parse(answer.body)["errors"].size(), 9U) << answer.body;
  for (const std::string body : {"", "[]", "{}", R"({"rows":1})", R"({"rows":[1]})",
                                 R"({"rows":[["a"]])", R"({"rows":[[["a"]]]})", R"({"rows":[]}x)",
                                 R"({"rows":[],"more":1})", R"({"rows":[[{"a":1}]]})", "\xFF"}) {
    EXPECT_EQ(post("", body, "application/json").status, 400) << body;
  }
}

TEST_F(ImportCalls, ColumnsAreRememberedBySender) {
  const std::string sheet =
      "盒子," + good_.substr(0, good_.find('\n')) + "\nx,中国移动,广东,CGN-01,nat44,在用,1\n";
  EXPECT_EQ(Json::parse(post("", sheet).body)["faults"][0]["rule"], "column_unknown");
  const std::string columns = "columns=%7B%22%E7%9B%92%E5%AD%90%22%3A%22%22%7D";  // {"盒子":""}
  EXPECT_EQ(post("?dry_run=false&" + columns, sheet).status, 201);
  EXPECT_EQ(post("?dry_run=true", sheet).status, 200);
  EXPECT_EQ(Json::parse(post("", sheet).body)["can_apply"], true);
  const std::string path = "/api/v1/registry/columns/nat44_device";
  EXPECT_EQ(get(path).body, "{\"盒子\":\"\"}\n");
  EXPECT_EQ(call(http::Method::put, path, R"({"Box":"name","x":""})").body,
            "{\"Box\":\"name\",\"x\":\"\"}\n");
  EXPECT_EQ(get(path + "?sender=local").body, "{\"Box\":\"name\",\"x\":\"\"}\n");
  EXPECT_EQ(get(path + "?sender=other").body, "{}\n");
  EXPECT_EQ(call(http::Method::put, path, R"({"Box":"no_such"})").status, 400);
  EXPECT_EQ(call(http::Method::put, path, "[1]").status, 400);
  EXPECT_EQ(get("/api/v1/registry/columns/none").status, 404);
}

TEST_F(ImportCalls, AnAccountIsBoundByItsScope) {
  scope_ = guangdong();
  const auto beyond = post("", good_);
  const Json json = Json::parse(beyond.body);
  EXPECT_EQ(json["can_apply"], false);
  ASSERT_EQ(json["faults"].size(), 1U);
  EXPECT_EQ(json["faults"][0]["rule"], "out_of_scope");
  EXPECT_EQ(json["faults"][0]["row"], 3);
  EXPECT_EQ(json["faults"][0]["column"], "B");
  const std::string own = std::string(kLedgerHead) + "中国移动,广东,CGN-01,nat44,在用,2000万\n";
  EXPECT_EQ(post("?dry_run=false", own).status, 201);
  EXPECT_THAT(post("", "管理地址," + std::string(kLedgerHead) +
                           "192.0.2.1,中国移动,广东,CGN-01,nat44,在用,1\n")
                  .body,
              HasSubstr("column_sensitive"));
  EXPECT_EQ(post("?sender=bj-mobile", own).status, 403);
  EXPECT_EQ(post("?sender=gd-mobile/plan", own).status, 200);
  EXPECT_EQ(call(http::Method::put, "/api/v1/registry/columns/nat44_device?sender=bj-mobile", "{}")
                .status,
            403);
  // Others' receipts are not there.
  scope_ = registry::Scope{.account = "bj-mobile", .regions = {"110000"}};
  EXPECT_EQ(get("/api/v1/registry/receipts").body, "{\"data\":[]}\n");
  EXPECT_EQ(post("?dry_run=false", std::string(kLedgerHead) + "中国移动,北京,CGN-09,nat44,在用,1\n")
                .status,
            403);
  EXPECT_EQ(call(http::Method::put, "/api/v1/registry/columns/nat44_device", "{}").status, 403);
  scope_ = fail(Errc::forbidden, "nobody we know");
  EXPECT_EQ(post("", own).status, 403);
  EXPECT_EQ(get("/api/v1/registry/receipts").status, 403);
}

TEST_F(ImportCalls, OnlyAnImportIsLarge) {
  EXPECT_EQ(router_.body_bytes_max(http::Method::post, kImports), 64U << 20U);
  EXPECT_EQ(router_.body_bytes_max(http::Method::put, "/api/v1/registry/columns/nat44_device"), 0U);
}

}  // namespace
}  // namespace sixscope::apps
