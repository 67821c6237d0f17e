#pragma once

#include <gmock/gmock.h>

#include <memory>

#include "adapters/indicator_files/indicator_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "testing/source_dir.h"

namespace sixscope::tests {

/// The indicators as shipped.
inline const indicators::IndicatorCatalogue& shipped_indicators() {
  static const auto all = adapters::load_indicators(testing::source_dir() / "catalogue");
  EXPECT_TRUE(all) << describe(all.error());
  return **all;
}
/// The kinds and forms as shipped.
inline const registry::Kinds& shipped_kinds() {
  static const auto all = adapters::load_kinds(testing::source_dir() / "catalogue");
  EXPECT_TRUE(all) << describe(all.error());
  return **all;
}

}  // namespace sixscope::tests
