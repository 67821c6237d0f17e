#include "apps/late_database.h"

#include <gmock/gmock.h>

#include <atomic>
#include <string>
#include <vector>

#include "base/guarded.h"

namespace sixscope::apps {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class NoConnections final : public registry::SqlDatabase {
 public:
  Result<std::unique_ptr<registry::SqlConnection>> connect() override {
    return fail(Errc::conflict, "it was asked");
  }
};

TEST(LateDatabase, IsThereAtOnceIfItCanBe) {
  std::vector<std::string> said;
  LateDatabase late([] { return std::make_unique<NoConnections>(); }, std::chrono::hours(1),
                    [&](const std::string& line) { said.push_back(line); });
  EXPECT_EQ(late.connect().error().code, Errc::unavailable) << "not begun";
  late.start(std::chrono::minutes(1));
  EXPECT_EQ(late.connect().error().code, Errc::conflict);
  EXPECT_TRUE(said.empty());
}

TEST(LateDatabase, IsUnavailableUntilItAnswers) {
  std::atomic<bool> is_there = false;
  std::atomic<int> tries = 0;
  Guarded<std::vector<std::string>> said;
  {
    LateDatabase late(
        [&]() -> Result<std::unique_ptr<registry::SqlDatabase>> {
          ++tries;
          if (!is_there) {
            return fail(Errc::unavailable, "nobody answers");
          }
          return std::make_unique<NoConnections>();
        },
        std::chrono::milliseconds(1),
        [&](const std::string& line) { said.with([&](auto& lines) { lines.push_back(line); }); });
    late.start(std::chrono::minutes(1));
    EXPECT_GE(tries, 1);
    EXPECT_EQ(late.connect().error().code, Errc::unavailable);
    is_there = true;
    while (late.connect().error().code == Errc::unavailable) {
      std::this_thread::yield();
    }
  }
  EXPECT_THAT(said.with([](const auto& lines) { return lines; }),
              ElementsAre(HasSubstr("nobody answers"), HasSubstr("open now")))
      << "each reason once";
}

TEST(LateDatabase, EndsWhileItIsStillAway) {
  LateDatabase late(
      []() -> Result<std::unique_ptr<registry::SqlDatabase>> {
        return fail(Errc::out_of_range, "too new");
      },
      std::chrono::hours(1), [](const std::string&) {});
  late.start(std::chrono::minutes(1));
  EXPECT_EQ(late.connect().error().code, Errc::unavailable);
}

}  // namespace
}  // namespace sixscope::apps
