#include "apps/import_ticker.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <memory>

namespace sixscope::apps {
namespace {

TEST(ProgressLine, CountsRows) {
  EXPECT_EQ(progress_line("a.csv", {}), "a.csv: reading");
  EXPECT_EQ(progress_line("a.csv", {.rows = 9, .checked = 8, .written = 7}),
            "a.csv: 9 rows read, 8 checked, 7 written");
}

TEST(ImportTicker, TellsWhoWaitsAndIsSilentOtherwise) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(::fdopen(ends[0], "r"), std::fclose);
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(::fdopen(ends[1], "w"), std::fclose);
  const auto line = [&in] {
    std::array<char, 100> text{};
    return std::fgets(text.data(), static_cast<int>(text.size()), in.get()) == nullptr
               ? std::string("end")
               : std::string(text.data());
  };
  {
    ImportTicker ticker("a.csv", out.get(), std::chrono::milliseconds(0),
                        std::chrono::milliseconds(1));
    EXPECT_EQ(line(), "sixscope: a.csv: reading\n");
    ticker.tell({.rows = 2, .checked = 1});
    std::string told = line();
    while (told == "sixscope: a.csv: reading\n") {  // Ends: it was told.
      told = line();
    }
    EXPECT_EQ(told, "sixscope: a.csv: 2 rows read, 1 checked, 0 written\n");
  }
  {
    const ImportTicker quick("b.csv", out.get(), std::chrono::hours(1));
  }
  out.reset();
  std::string last = line();
  while (last.find("a.csv") != std::string::npos) {
    last = line();
  }
  EXPECT_EQ(last, "end");
}

}  // namespace
}  // namespace sixscope::apps
