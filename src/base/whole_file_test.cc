#include "base/whole_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <iterator>

#include "testing/temporary_folder.h"

namespace sixscope {
namespace {

namespace fs = std::filesystem;

class WholeFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::ptrdiff_t names() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  const testing::TemporaryFolder made_;
  const fs::path folder_ = made_.path();
};

TEST_F(WholeFileTest, ReplacesTheContentAndLeavesNothingBeside) {
  const fs::path file = folder_ / "state";
  ASSERT_TRUE(write_whole(file, "old", {.mode = 0600}));
  ASSERT_TRUE(write_whole(file, std::string("new\0content", 11), {.mode = 0600}));
  EXPECT_EQ(*read_whole(file), std::string("new\0content", 11));
  EXPECT_EQ(names(), 1);
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(WholeFileTest, AFailureSaysWhereAndKeepsTheOldContent) {
  const fs::path file = folder_ / "none" / "state";
  const auto failed = write_whole(file, "new", {.rule = "the state cannot be kept"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unavailable);
  EXPECT_EQ(describe(failed.error()),
            "the state cannot be kept: " + file.string() + ".part: No such file or directory");

  fs::create_directory(folder_ / "taken");  // A name that cannot be replaced by a file.
  ASSERT_FALSE(write_whole(folder_ / "taken", "new"));
  EXPECT_EQ(names(), 1);
}

TEST(Descriptor, SaysThatADiskIsFull) {
  const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  ASSERT_TRUE(full.ok());
  EXPECT_FALSE(full.write_all(std::as_bytes(std::span("bytes"))));
}

TEST_F(WholeFileTest, ALinkLaidInTheWayIsNotFollowed) {
  const fs::path precious = folder_ / "precious";
  ASSERT_TRUE(write_whole(precious, "mine"));
  fs::create_symlink(precious, folder_ / "report.part");
  EXPECT_FALSE(write_whole(folder_ / "report", "theirs"));
  EXPECT_EQ(*read_whole(precious), "mine");
}

TEST_F(WholeFileTest, WhatIsNotThereCannotBeRead) {
  const auto read = read_whole(folder_ / "none");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Errc::not_found);
}

}  // namespace
}  // namespace sixscope
