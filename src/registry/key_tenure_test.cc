#include "registry/key_tenure.h"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace sixscope::registry {
namespace {

Instant day(int number) { return Instant(std::chrono::days(number)); }

TEST(KeyTenure, OfSeveralEntriesAtOneMomentTheLastHolds) {
  Kind kind;
  kind.id = "device";
  kind.key = {"name"};
  const auto named = [](const char* name) { return Document{{"name", std::string(name)}}; };
  const std::vector<LogEntry> log = {
      {.effective = day(1), .version = 1, .before = {}, .after = named("a")},
      {.effective = day(1), .version = 3, .before = named("a"), .after = named("b")},
      {.effective = day(5), .version = 2, .before = named("b"), .after = named("a")}};
  EXPECT_EQ(tenures_of(kind, ObjectId(7), log),
            (std::vector<KeyTenure>{{"b", ObjectId(7), day(1), day(5)},
                                    {"a", ObjectId(7), day(5), kEver}}));
}

TEST(KeyTenure, IsTakenUntilTheObjectIsThereAnyway) {
  const std::vector<KeyTenure> other = {{"a", ObjectId(1), day(10), day(20)}};
  const std::vector<KeyTenure> own = {{"a", ObjectId(2), day(5), day(8)},
                                      {"a", ObjectId(2), day(20), kEver}};
  std::vector<KeyTenure> of_key = other;
  of_key.insert(of_key.end(), own.begin(), own.end());
  EXPECT_FALSE(is_taken(of_key, own, ObjectId(2), day(3))) << "it is there before the other";
  EXPECT_TRUE(is_taken(of_key, own, ObjectId(2), day(8)));
  EXPECT_TRUE(is_taken(of_key, own, ObjectId(2), day(19)));
  EXPECT_FALSE(is_taken(of_key, own, ObjectId(2), day(20)));
  EXPECT_TRUE(is_taken(other, {}, ObjectId(), day(0)));
  EXPECT_FALSE(is_taken(other, {}, ObjectId(), day(20)));
  EXPECT_TRUE(is_taken(other, {}, ObjectId(), day(10)));
}

}  // namespace
}  // namespace sixscope::registry
