// A national ledger's size, with the times it takes printed; none of them decides.

#include <cstdio>

#include "registry_contract.h"

namespace sixscope::tests {
namespace {

class RegistrySize : public RegistryContract {
 protected:
  // Seconds of `work`, printed.
  template <class Work>
  static void timed(const std::string& what, const Work& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::printf("%s: %s %.2f s\n", name_of(GetParam()).c_str(), what.c_str(), took.count());
  }
  static Document large_device(int number) {
    Document fields = device("cgn" + std::to_string(number), number, "440100",
                             "operator" + std::to_string(number % 4));
    fields["in_use"] = true;
    fields["roles"] = std::vector<std::string>{"nat44", "dslite"};
    fields["note"] =
        std::string("\xE5\xB9\xBF\xE5\xB7\x9E\xE5\xB8\x82 device " + std::to_string(number));
    return fields;
  }
};

TEST_P(RegistrySize, TenThousandObjectsInOneCommit) {
  constexpr int kObjects = 10'000;
  std::vector<Edit> edits;
  for (int i = 0; i < kObjects; ++i) {
    edits.push_back(creation(large_device(i)));
  }
  timed("10,000 objects in one commit", [&] {
    const auto done = commit(edits);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(done->objects.size(), std::size_t{kObjects});
  });
  for (int i = 0; i < kObjects; ++i) {
    edits[static_cast<std::size_t>(i)] =
        change(ObjectId(static_cast<std::uint64_t>(i) + 1), large_device(i));
  }
  timed("the same again, nothing differs", [&] {
    const auto done = commit(edits);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(done->number, CommitNumber(0));
  });
  EXPECT_EQ(store_->count("device", all_).value_or(0), std::uint64_t{kObjects});
  auto listing = devices();
  listing.limit = 2 * kObjects;
  timed("all of them listed", [&] {
    const auto listed = store_->list(listing, all_);
    ASSERT_TRUE(listed) << describe(listed.error());
    ASSERT_EQ(listed->size(), std::size_t{kObjects});
    EXPECT_EQ(listed->at(4321).fields, large_device(4321));
  });
}

TEST_P(RegistrySize, AMonthOfANationalLedger) {
  constexpr int kObjects = 31 * 4 * 60;
  constexpr unsigned kMonths = 12;
  std::vector<Edit> edits;
  for (int i = 0; i < kObjects; ++i) {
    edits.push_back(creation(large_device(i)));
  }
  ASSERT_TRUE(commit(edits, month(1)));
  timed("eleven commits of 7,440 changes", [&] {
    for (unsigned m = 2; m <= kMonths; ++m) {
      std::vector<Edit> changes;
      for (std::uint64_t id = 1; id <= kObjects; ++id) {
        changes.push_back(change(ObjectId(id), {{"capacity", decimal(m * 1'000'000)}}));
      }
      ASSERT_TRUE(commit(std::move(changes), month(m)));
    }
  });
  auto listing = devices();
  listing.limit = kObjects;
  for (const unsigned m : {6U, 12U}) {
    listing.as_of.effective = month(m);
    timed("7,440 objects as of month " + std::to_string(m), [&] {
      const auto listed = store_->list(listing, all_);
      ASSERT_TRUE(listed) << describe(listed.error());
      ASSERT_EQ(listed->size(), std::size_t{kObjects});
      EXPECT_EQ(value_of(listed->back().fields, "capacity"), decimal(m * 1'000'000));
    });
  }
  timed("a page of the history", [&] {
    registry::HistoryQuery query = history_of("device", "capacity");
    const auto changes = store_->history(query, all_);
    ASSERT_TRUE(changes) << describe(changes.error());
    EXPECT_EQ(changes->size(), std::size_t{kObjects});
  });
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistrySize,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
