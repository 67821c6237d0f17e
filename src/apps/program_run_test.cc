#include "apps/program_run.h"

#include <gmock/gmock.h>

#include "base/whole_file.h"
#include "testing/temporary_folder.h"

namespace sixscope::apps {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr seconds kPatience{30};

std::string failure(const std::vector<std::string>& command, std::string_view input = "",
                    milliseconds patience = kPatience) {
  const auto done = run_program(command, input, patience);
  return done ? "" : describe(done.error());
}

TEST(RunProgram, HandsItsInputOverWithoutAShell) {
  const testing::TemporaryFolder folder;
  const std::string out = (folder.path() / "a b;c").string();
  EXPECT_EQ(failure({"tee", out}, "{\"a\": \"$HOME\"}\n"), "");
  EXPECT_EQ(read_whole(out).value_or("?"), "{\"a\": \"$HOME\"}\n");
}

TEST(RunProgram, SaysWhatWentWrong) {
  EXPECT_THAT(failure({"/no/such/program"}), HasSubstr("/no/such/program"));
  EXPECT_THAT(failure({"false"}), HasSubstr("it ended with 1"));
  EXPECT_THAT(failure({"sleep", "60"}, "", milliseconds(100)), HasSubstr("took too long"));
  EXPECT_FALSE(failure({}).empty());
}

TEST(RunProgram, OneThatReadsNothingIsNoSignalToUs) {
  EXPECT_EQ(failure({"true"}, std::string(10'000'000, 'x')), "");
  EXPECT_THAT(failure({"sleep", "60"}, std::string(10'000'000, 'x'), milliseconds(100)),
              HasSubstr("took too long"));
}

}  // namespace
}  // namespace sixscope::apps
