#include "ledger/frozen_state.h"

#include <gmock/gmock.h>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

registry::Object object(std::uint64_t id, registry::Document fields) {
  return {.id = registry::ObjectId(id),
          .kind = "nat44_device",
          .key = "key " + std::to_string(id),
          .version = 7,
          .fields = std::move(fields)};
}

// A change of this text makes every frozen month irreproducible.
TEST(CanonicalBytes, AreTheseForEver) {
  const std::vector<registry::Object> devices = {
      object(3, {{"name", text("甲\"1")}, {"max_sessions", number(12'000'000)}}),
      object(17, {{"design_throughput", dec("12.50")},
                  {"pools", std::vector<std::string>{"pool 1", "pool 2"}}})};
  registry::Object pool = object(5, {{"port_blocks", number(0)}});
  pool.kind = "nat_address_pool";
  EXPECT_EQ(canonical_bytes(month("2026-06"), devices, std::span(&pool, 1)),
            "sixscope ledger 1 2026-06\n"
            R"({"fields":{"max_sessions":12000000,"name":"甲\"1"},"id":3,"kind":"nat44_device"})"
            "\n"
            R"({"fields":{"design_throughput":12.5,"pools":["pool 1","pool 2"]},"id":17,)"
            R"("kind":"nat44_device"})"
            "\n"
            R"({"fields":{"port_blocks":0},"id":5,"kind":"nat_address_pool"})"
            "\n");
}

TEST(CanonicalBytes, DependOnNothingButTheState) {
  registry::Object one = object(3, {{"max_sessions", number(1)}});
  const std::string bytes = canonical_bytes(month("2026-06"), std::span(&one, 1), {});
  one.version = 8;
  one.key = "another";
  EXPECT_EQ(canonical_bytes(month("2026-06"), std::span(&one, 1), {}), bytes);
  EXPECT_NE(canonical_bytes(month("2026-07"), std::span(&one, 1), {}), bytes);
  one.removed = true;
  EXPECT_NE(canonical_bytes(month("2026-06"), std::span(&one, 1), {}), bytes);
}

TEST(Restated, NamesEachFieldThatDiffers) {
  const std::vector<registry::Object> before = {
      object(1, {{"max_sessions", number(1)}, {"status", text("in_service")}}),
      object(2, {{"max_sessions", number(5)}}), object(4, {{"max_sessions", number(9)}})};
  const std::vector<registry::Object> after = {
      object(1, {{"max_sessions", number(2)}, {"status", text("in_service")}}),
      object(3, {{"max_sessions", number(7)}}), object(4, {{"max_sessions", number(9)}})};
  const auto all = restated(before, after);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].object, registry::ObjectId(1));
  EXPECT_EQ(all[0].before, number(1));
  EXPECT_EQ(all[0].after, number(2));
  EXPECT_EQ(all[1].object, registry::ObjectId(2));
  EXPECT_EQ(all[1].after, registry::Value());
  EXPECT_EQ(all[2].object, registry::ObjectId(3));
  EXPECT_EQ(all[2].before, registry::Value());
  EXPECT_TRUE(restated(after, after).empty());
  EXPECT_TRUE(restated({}, {}).empty());
}

}  // namespace
}  // namespace sixscope::ledger
