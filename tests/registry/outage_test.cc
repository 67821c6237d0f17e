#include <thread>

#include "registry_contract.h"

namespace sixscope::tests {
namespace {

/// A server that goes away and comes back. A file does not.
class RegistryOutage : public RegistryContract {};

TEST_P(RegistryOutage, IsUnavailableOnceAndThenWorks) {
  const ObjectId id = create(device("cgn1", 1));
  {
    std::vector<std::jthread> threads;  // Several connections wait in the pool.
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { EXPECT_TRUE(store_->read(id, {}, all_)); });
    }
  }
  ASSERT_TRUE(dut().stop());
  EXPECT_EQ(code(store_->read(id, {}, all_)), Errc::unavailable);
  EXPECT_EQ(code(commit({creation(device("cgn2", 1))})), Errc::unavailable);
  ASSERT_TRUE(dut().start());
  EXPECT_TRUE(store_->read(id, {}, all_)) << "nobody has to be told that it is back";

  ASSERT_TRUE(dut().stop());
  ASSERT_TRUE(dut().start());
  EXPECT_EQ(code(store_->read(id, {}, all_)), Errc::unavailable) << "restarted between two calls";
  EXPECT_TRUE(commit({creation(device("cgn2", 1))})) << "once";
  EXPECT_EQ(store_->count("device", all_).value_or(0), 2U);
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryOutage, testing::Values(Dialect::postgres),
                         dialect_name);

}  // namespace
}  // namespace sixscope::tests
