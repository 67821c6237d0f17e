// Single flows: kept once, with the addresses they were given, in every dialect.

#include "store/flow_store.h"

#include <gmock/gmock.h>

#include "store_under_test.h"

namespace sixscope::tests {
namespace {

class FlowStoreContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = sut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
  }
  static StoreUnderTest& sut() { return StoreUnderTest::of(GetParam()); }
};

TEST_P(FlowStoreContract, AFlowIsKeptOnceAsGiven) {
  const auto store = sut().connect();
  auto* const flows = dynamic_cast<store::FlowStore*>(store.get());
  ASSERT_NE(flows, nullptr);
  store::FlowBatch batch{"flows/1", {}};
  for (int i = 0; i < 3; ++i) {
    store::FlowRow& row = batch.rows.emplace_back();
    row.start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)) +
                std::chrono::hours(12 * i) + std::chrono::seconds(59);
    row.family = 6;
    row.source = {0x20, 0x01, 0x0d, 0xb8, 0, 1};
    row.destination_port = 443;
    row.source_asn = 64'500;
    row.region = i == 0 ? "440000" : "110000";
    row.bytes = 1'000;
  }
  for (int i = 0; i < 3; ++i) {
    const auto stored = flows->append(batch);
    ASSERT_TRUE(stored) << describe(stored.error());
  }
  sut().settle();
  const std::string from =
      " FROM contract.flows WHERE family = 6 AND destination_port = 443 AND "
      "source_asn = 64500 AND hex(source) = '20010DB8000100000000000000000000'";
  EXPECT_EQ(sut().number("SELECT sum(bytes)" + from), 3'000U);
  EXPECT_EQ(sut().number("SELECT count()" + from + " AND region = '440000'"), 1U);
  EXPECT_EQ(sut().number("SELECT max(toUInt32(started_at))" + from), 1'772'409'659U);
}

INSTANTIATE_TEST_SUITE_P(Stores, FlowStoreContract,
                         testing::Values(Kind::embedded, Kind::server, Kind::cluster),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
