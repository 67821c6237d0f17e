#include "adapters/attachment_files/attachment_files.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "testing/temporary_folder.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

const std::string kHash = "ab" + std::string(62, '0');

TEST(AttachmentFiles, KeepWhatIsPutOnce) {
  const TemporaryFolder folder;
  AttachmentFiles files((folder.path() / "attachments").string());
  EXPECT_EQ(files.get(kHash).error().code, Errc::not_found);
  const std::string bytes("a\0b\xff", 4);
  ASSERT_TRUE(files.put(kHash, bytes));
  ASSERT_TRUE(files.put(kHash, bytes));
  EXPECT_EQ(files.get(kHash).value_or("?"), bytes);
  const fs::path path = folder.path() / "attachments" / "ab" / std::string(62, '0');
  struct stat found{};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U) << "for nobody else";
  EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator()), 1)
      << "nothing is left beside";
}

TEST(AttachmentFiles, ACutFileIsWrittenAgain) {
  const TemporaryFolder folder;
  AttachmentFiles files(folder.path().string());
  ASSERT_TRUE(files.put(kHash, "whole"));
  fs::resize_file(folder.path() / "ab" / std::string(62, '0'), 2);
  ASSERT_TRUE(files.put(kHash, "whole"));
  EXPECT_EQ(files.get(kHash).value_or("?"), "whole");
}

TEST(AttachmentFiles, ANameIsNeverAPath) {
  const TemporaryFolder folder;
  AttachmentFiles files(folder.path().string());
  for (const std::string& bad :
       {std::string(), std::string("../../etc/passwd"), "AB" + std::string(62, '0'),
        std::string(64, '/'), std::string(65, '0')}) {
    EXPECT_EQ(files.put(bad, "x").error().code, Errc::malformed) << bad;
    EXPECT_EQ(files.get(bad).error().code, Errc::malformed) << bad;
  }
}

TEST(AttachmentFiles, ADiskThatRefusesIsSaid) {
  AttachmentFiles files("/proc/attachments");
  EXPECT_EQ(files.put(kHash, "x").error().code, Errc::unavailable);
}

TEST(AttachmentFiles, ManyMayPutTheSame) {
  const TemporaryFolder folder;
  AttachmentFiles files(folder.path().string());
  const std::string bytes(100'000, 'x');
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { EXPECT_TRUE(files.put(kHash, bytes)); });
    }
  }
  EXPECT_EQ(files.get(kHash).value_or("?"), bytes);
}

}  // namespace
}  // namespace sixscope::adapters
