#include "apps/file_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>

#include "testing/temporary_folder.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FileLockTest : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path file() const { return folder_.path() / "made" / "server.lock"; }

  const sixscope::testing::TemporaryFolder folder_;
};

TEST_F(FileLockTest, NamesItsHolder) {
  const auto first = FileLock::take(file());
  ASSERT_TRUE(first) << describe(first.error());
  const auto second = FileLock::take(file());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::unavailable);
  EXPECT_THAT(describe(second.error()), HasSubstr("process " + std::to_string(::getpid())));
  EXPECT_THAT(describe(second.error()), HasSubstr(file().string()));
}

TEST_F(FileLockTest, EndsWithItsOwner) {
  {
    ASSERT_TRUE(FileLock::take(file()));
  }
  EXPECT_TRUE(FileLock::take(file()));
}

TEST_F(FileLockTest, AKilledHolderLeavesNothingBehind) {
  std::array<int, 2> locked{};
  ASSERT_EQ(::pipe(locked.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FileLock::take(file());
    const char answer = lock ? 'y' : 'n';
    if (::write(locked[1], &answer, 1) == 1) {
      ::pause();
    }
    ::_exit(1);
  }
  char answer = 0;
  ASSERT_EQ(::read(locked[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  const auto refused = FileLock::take(file());
  ASSERT_FALSE(refused);
  EXPECT_THAT(describe(refused.error()), HasSubstr("process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::take(file()));
}

TEST_F(FileLockTest, SaysWhyThereCanBeNone) {
  std::ofstream(folder_.path() / "made") << "a file where the folder should be";
  const auto lock = FileLock::take(file());
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sixscope::apps
