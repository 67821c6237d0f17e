// Files attached to objects.
#include <algorithm>

#include "apps/registry_service.h"
#include "apps/sheet_files.h"
#include "registry_world.h"

namespace sixscope::tests {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPdf = "%PDF-1.7 a scan";

class RegistryApiAttachments : public RegistryApi {
 protected:
  void SetUp() override {
    id_ = world_.create(RegistryWorld::device("a"));
    attachments_ = "/registry/objects/nat44_device/" + std::to_string(id_) + "/attachments";
  }
  http::Response attach(const std::string& parameters, const std::string& bytes) {
    return world_.ask(http::Method::post, attachments_ + parameters, bytes);
  }

  std::uint64_t id_ = 0;
  std::string attachments_;
};

TEST_F(RegistryApiAttachments, AreKeptListedAndGivenBack) {
  const auto made = attach("?name=%E6%89%AB%E6%8F%8F.pdf&note=approval", kPdf);
  const Json one = world_.json(made, 201);
  EXPECT_EQ(made.headers.get("Location").value_or(""), "/api/v1/registry/attachments/1");
  EXPECT_EQ(one["name"], "\xE6\x89\xAB\xE6\x8F\x8F.pdf");
  EXPECT_EQ(one["media_type"], "application/pdf");
  EXPECT_EQ(one["bytes"], 15);
  EXPECT_EQ(one["sha256"], apps::sha256_of(kPdf));
  EXPECT_EQ(one["who"], "local");
  EXPECT_EQ(one["note"], "approval");
  EXPECT_EQ(world_.json(world_.get(attachments_))["data"], Json::array({one}));
  const auto file = world_.get("/registry/attachments/1");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, kPdf);
  EXPECT_EQ(file.content_type, "application/pdf");
  EXPECT_EQ(file.headers.get("X-Content-Type-Options").value_or(""), "nosniff");
  EXPECT_EQ(file.headers.get("Content-Disposition").value_or(""),
            "attachment; filename*=UTF-8''%E6%89%AB%E6%8F%8F.pdf");
}

TEST_F(RegistryApiAttachments, AreTakenOffWithAReason) {
  ASSERT_EQ(attach("?name=a.pdf", kPdf).status, 201);
  const std::string one = "/registry/attachments/1";
  EXPECT_EQ(world_.ask(http::Method::delete_, one, "").status, 400) << "why?";
  EXPECT_EQ(world_.ask(http::Method::delete_, one + "?reason=wrong%20page", "").status, 204);
  EXPECT_EQ(world_.get(one).status, 404);
  EXPECT_EQ(world_.ask(http::Method::delete_, one + "?reason=again", "").status, 404);
  EXPECT_TRUE(world_.json(world_.get(attachments_))["data"].empty());
  const Json all = world_.json(world_.get(attachments_ + "?removed=true"));
  EXPECT_EQ(all["data"][0]["removed"]["who"], "local");
  EXPECT_EQ(all["data"][0]["removed"]["reason"], "wrong page");
}

TEST_F(RegistryApiAttachments, AreWhatTheyAreByContent) {
  EXPECT_EQ(attach("?name=a.pdf", "MZ\x90").status, 415);
  EXPECT_EQ(attach("?name=a.pdf", "").status, 415);
  EXPECT_EQ(attach("", kPdf).status, 400) << "it needs a name";
  const Json page = world_.json(attach("?name=..%2F..%2Fx.html", "<script>"), 201);
  EXPECT_EQ(page["media_type"], "text/plain");
  EXPECT_EQ(page["name"], "x.html");
}

TEST(RegistryAttachmentLimits, AreThoseOfTheSettings) {
  apps::RegistryServiceOptions options = loopback_options();
  options.attachments = {.bytes = 1000, .per_object = 1};
  RegistryWorld world(shipped_kinds(), options);
  const auto id = world.create(RegistryWorld::device("a"));
  const std::string target =
      "/registry/objects/nat44_device/" + std::to_string(id) + "/attachments?name=a.txt";
  const auto large = world.ask(http::Method::post, target, std::string(1001, 'a'));
  EXPECT_EQ(large.status, 413);
  EXPECT_THAT(large.body, HasSubstr("registry.attachment_bytes_max"));
  EXPECT_EQ(world.ask(http::Method::post, target, std::string(1000, 'a')).status, 201);
  const auto files = [&world] {
    const std::filesystem::recursive_directory_iterator all(world.folder.path());
    return std::ranges::count_if(begin(all), end(all),
                                 [](const auto& each) { return each.is_regular_file(); });
  };
  const auto before = files();
  const auto more = world.ask(http::Method::post, target, "b");
  EXPECT_EQ(more.status, 400);
  EXPECT_THAT(more.body, HasSubstr("too many"));
  EXPECT_EQ(files(), before) << "what is refused is not kept";
}

}  // namespace
}  // namespace sixscope::tests
