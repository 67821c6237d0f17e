#include "adapters/clickhouse/native_format.h"

#include <gtest/gtest.h>

#include <array>

namespace sixscope::adapters {
namespace {

// Found by fuzzing: a row was announced that no later column held a value for.
TEST(ReadNative, RefusesRowsWithoutColumns) {
  const std::array<std::byte, 6> bytes = {std::byte{0}, std::byte{1}, std::byte{1},
                                          std::byte{0}, std::byte{0}, std::byte{0}};
  EXPECT_FALSE(read_native(bytes));
}

}  // namespace
}  // namespace sixscope::adapters
