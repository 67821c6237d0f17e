#include "adapters/http_server/static_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "adapters/http_server/gzip.h"

namespace sixscope::adapters {
namespace {

using ::testing::HasSubstr;

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest()
      : directory_(std::filesystem::path(::testing::TempDir()) /
                   ("static_files_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(directory_ / "assets");
    write("index.html", "<html>" + std::string(2000, ' ') + "</html>");
    write("assets/app-1a2b.js", "let a = 1;");
    write("assets/packed-3c.js", "plain text");
    write("assets/packed-3c.js.gz", "as packed beforehand");
    write(".secret", "secret");
    std::ofstream(directory_.string() + "_outside") << "outside";
  }
  ~StaticFilesTest() override {
    std::filesystem::remove_all(directory_);
    std::filesystem::remove(directory_.string() + "_outside");
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name, std::ios::binary) << text;
  }
  http::Response get(const std::string& path, const std::string& encoding = "") const {
    http::Request request;
    request.target.path = path;
    if (!encoding.empty()) {
      request.headers.add("Accept-Encoding", encoding);
    }
    return StaticFiles(directory_).answer(request);
  }

  std::filesystem::path directory_;
};

TEST_F(StaticFilesTest, ServesFilesAndTheConsolesOwnAddresses) {
  struct Row {
    const char* name;
    const char* path;
    int status;
    const char* type;
  };
  const Row rows[] = {
      {"root", "/", 200, "text/html; charset=utf-8"},
      {"file", "/assets/app-1a2b.js", 200, "text/javascript; charset=utf-8"},
      {"an address of the console", "/traffic/region/440000", 200, "text/html; charset=utf-8"},
      {"a file that is not there", "/assets/none.js", 404, "application/problem+json"},
      {"up and out", "/../x", 404, "application/problem+json"},
      {"encoded up and out", "/%2e%2e/x", 404, "application/problem+json"},
      {"encoded slash", "/..%2fx", 404, "application/problem+json"},
      {"absolute", "//etc/passwd", 404, "application/problem+json"},
      {"backslash", "/..%5cx", 404, "application/problem+json"},
      {"hidden", "/.secret", 404, "application/problem+json"},
  };
  for (const auto& [name, path, status, type] : rows) {
    SCOPED_TRACE(name);
    const auto response = get(path);
    EXPECT_EQ(response.status, status) << response.body.substr(0, 80);
    EXPECT_EQ(response.content_type, type);
  }
}

TEST_F(StaticFilesTest, KeepsHashedAssetsForEverAndAsksForTheRest) {
  EXPECT_EQ(get("/assets/app-1a2b.js").caching, http::Caching::immutable);
  EXPECT_EQ(get("/").caching, http::Caching::revalidate);
}

TEST_F(StaticFilesTest, PacksOnceOrTakesWhatLiesBeside) {
  const auto beside = get("/assets/packed-3c.js", "gzip");
  EXPECT_EQ(beside.body, "as packed beforehand");
  EXPECT_EQ(beside.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(get("/assets/packed-3c.js").body, "plain text");
  const auto packed = get("/", "gzip");
  EXPECT_EQ(packed.body, gzip(get("/").body, 9));
  EXPECT_NE(packed.headers.get("ETag"), get("/").headers.get("ETag"));
  EXPECT_EQ(get("/assets/app-1a2b.js", "gzip").headers.get("Content-Encoding"), std::nullopt);
}

TEST_F(StaticFilesTest, SeesAFileThatChanged) {
  const StaticFiles files(directory_);
  http::Request request;
  request.target.path = "/assets/app-1a2b.js";
  EXPECT_EQ(files.answer(request).body, "let a = 1;");
  write("assets/app-1a2b.js", "let a = 2;");
  std::filesystem::last_write_time(
      directory_ / "assets/app-1a2b.js",
      std::filesystem::last_write_time(directory_ / "index.html") + std::chrono::seconds(2));
  EXPECT_EQ(files.answer(request).body, "let a = 2;");
}

TEST_F(StaticFilesTest, SaysWhenTheConsoleIsNotBuilt) {
  http::Request request;
  request.target.path = "/";
  const auto response = StaticFiles("/no/such/directory").answer(request);
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("not built"));
}

}  // namespace
}  // namespace sixscope::adapters
