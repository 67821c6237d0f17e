#include "polling/engine_discovery.h"

#include <gtest/gtest.h>

namespace sixscope::polling {
namespace {

constexpr std::uint32_t kNumber = 0x5141EA2A;

std::string bytes(std::string_view hex) {
  std::string made;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    made += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return made;
}

// As an agent answers it, with usmStatsUnsupportedSecLevels.
std::string report() {
  return bytes(
      "30650201033011020451"
      "41ea2a020300ffe3040100020103041b3019040b80004fb805766d485c2e400201020201"
      "04040004000400"
      "3030040b80004fb805766d485c2e400400a81f02044c8d4c0d0201000201003011300f060a2b06"
      "010603"
      "0f01010400410102");
}

TEST(EngineDiscovery, AsksAsTheStandardHasIt) {
  EXPECT_EQ(discovery_message(kNumber),
            bytes("303e02010330110204"
                  "5141ea2a020300ffe30401040201030410300e0400020100020100040004000400"
                  "301404000400a00e0204"
                  "5141ea2a0201000201003000"));
}

TEST(EngineDiscovery, ReadsTheEngine) {
  const auto engine = engine_in(report(), kNumber);
  ASSERT_TRUE(engine) << describe(engine.error());
  const std::string expected = bytes("80004fb805766d485c2e40");
  EXPECT_EQ(std::string(engine->begin(), engine->end()), expected);
}

TEST(EngineDiscovery, AnAnswerToSomethingElseIsNone) {
  EXPECT_FALSE(engine_in(report(), kNumber + 1));
  EXPECT_FALSE(engine_in(discovery_message(kNumber), kNumber)) << "it names no engine";
  EXPECT_FALSE(engine_in("", kNumber));
}

TEST(EngineDiscovery, EveryCutIsRefused) {
  const std::string whole = report();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(engine_in(whole.substr(0, size), kNumber)) << size;
  }
}

}  // namespace
}  // namespace sixscope::polling
