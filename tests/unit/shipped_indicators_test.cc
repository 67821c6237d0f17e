// The catalogue that is shipped: without fault, and whole.
#include <gmock/gmock.h>

#include <set>
#include <string>

#include "adapters/indicator_files/indicator_files.h"
#include "adapters/object_kinds/kind_files.h"
#include "figures/gather.h"
#include "testing/source_dir.h"

namespace sixscope::tests {
namespace {

const std::filesystem::path kCatalogue = testing::source_dir() / "catalogue";

const indicators::IndicatorCatalogue& shipped() {
  static const auto catalogue = adapters::load_indicators(kCatalogue);
  EXPECT_TRUE(catalogue) << describe(catalogue.error());
  static const indicators::IndicatorCatalogue none;
  return catalogue ? **catalogue : none;
}

TEST(ShippedIndicators, AreWithoutFault) {
  for (const adapters::CatalogueFault& fault : adapters::read_indicators(kCatalogue).faults) {
    ADD_FAILURE() << fault.describe();
  }
}

TEST(ShippedIndicators, HaveTheirSources) {
  const auto kinds = adapters::load_kinds(kCatalogue);
  ASSERT_TRUE(kinds) << describe(kinds.error());
  for (const std::string& fault : figures::check_sources(shipped(), **kinds)) {
    ADD_FAILURE() << fault;
  }
}

// What the reference of the field names, section by section.
TEST(ShippedIndicators, AreAllThatThePapersName) {
  std::set<std::string> codes;
  for (const indicators::Indicator& one : shipped().definitions.indicators) {
    codes.insert(one.code);
  }
  for (const char* code : {"U1", "U2", "U3", "U4", "U5", "U6", "T1", "T2", "T3", "T4", "T5", "T6",
                           "T7", "T8", "Q1", "Q2", "R1", "R2", "R3", "R4", "R5", "N1", "N2", "C1",
                           "C2", "C3", "C4", "C5", "C6", "C7", "E1", "E2", "E3", "E4", "I1", "W1",
                           "W2", "W3", "A1", "A2", "A3", "A4", "D1", "D2", "D3", "D4"}) {
    const auto found = codes.lower_bound(code);  // T8a, T8b... stand for T8.
    EXPECT_TRUE(found != codes.end() && found->starts_with(code)) << code;
  }
  EXPECT_GE(codes.size(), 60U);
}

TEST(ShippedIndicators, EveryTargetHasItsPaper) {
  const indicators::IndicatorCatalogue& all = shipped();
  std::set<std::string> papers;
  for (const indicators::Target& target : all.targets) {
    const bool is_known = std::ranges::any_of(
        all.papers, [&](const indicators::Paper& paper) { return paper.id == target.paper; });
    EXPECT_TRUE(is_known) << target.id;
    papers.insert(target.paper);
  }
  EXPECT_GE(papers.size(), 9U);
  EXPECT_GE(all.targets.size(), 45U);
}

}  // namespace
}  // namespace sixscope::tests
