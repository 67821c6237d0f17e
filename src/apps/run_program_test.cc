#include "apps/run_program.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/whole_file.h"
#include "testing/temporary_folder.h"

namespace sixscope::apps {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

TEST(WordsOfCommand, ArePartedByBlanks) {
  EXPECT_THAT(words_of_command("  /usr/sbin/sendmail  -t\t-i "),
              ElementsAre("/usr/sbin/sendmail", "-t", "-i"));
  EXPECT_THAT(words_of_command(" "), IsEmpty());
}

TEST(RunProgram, GivesItTheInputAndNoShell) {
  const testing::TemporaryFolder folder;
  const std::string path = (folder.path() / "taken").string();
  const std::string input = "Subject: 报告\n\n$(touch x); `id`\n" + std::string(1 << 20, 'x');
  const auto done = run_program({"tee", path}, input, 30s);
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_EQ(read_whole(path).value(), input);
}

TEST(RunProgram, SaysHowItFailed) {
  EXPECT_EQ(run_program({}, "", 1s).error().code, Errc::not_found);
  EXPECT_EQ(run_program({"/no/such/program"}, "", 5s).error().code, Errc::not_found);
  const auto failed = run_program({"false"}, std::string(1 << 20, 'x'), 5s);
  ASSERT_FALSE(failed);
  EXPECT_THAT(describe(failed.error()), ::testing::HasSubstr("code 1"));
  EXPECT_TRUE(run_program({"true"}, std::string(1 << 20, 'x'), 5s)) << "who does not read is fine";
}

TEST(RunProgram, EndsWhatDoesNotEnd) {
  const auto begun = std::chrono::steady_clock::now();
  const auto done = run_program({"sleep", "60"}, "x", 1s);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 20s);
}

}  // namespace
}  // namespace sixscope::apps
