#include <gmock/gmock.h>

#include <thread>

#include "sample_rows.h"
#include "store/memory_volume_store.h"
#include "store/windows.h"
#include "store_under_test.h"

namespace sixscope::tests {
namespace {

using namespace std::chrono_literals;
using store::Dimension;
using store::Resolution;
using store::VolumeBatch;
using store::VolumeCell;
using store::VolumeQuery;
using store::VolumeStore;
using testing::ElementsAre;
using testing::IsEmpty;

/// What every VolumeStore must do. Each test has a year of its own: the database is shared.
class VolumeStoreContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = sut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
    store_ = sut().connect();
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    id_ = std::string(test->name());
    base_ = year_of_test();
  }

  static StoreUnderTest& sut() { return StoreUnderTest::of(GetParam()); }

  /// 2001 to 2040, by the name of the test.
  [[nodiscard]] Instant year_of_test() const {
    unsigned hash = 0;
    for (const char c : id_) {
      hash = hash * 31 + static_cast<unsigned char>(c);
    }
    static std::map<std::string, int> years;
    const auto [entry, fresh] = years.try_emplace(id_, 2001 + static_cast<int>(years.size()));
    return Instant(std::chrono::sys_days(std::chrono::year(entry->second) / 1 / 1));
  }

  VolumeBatch batch(int number, std::vector<store::VolumeRow> rows) const {
    return {id_ + "/" + std::to_string(number), std::move(rows)};
  }

  VolumeQuery all(std::vector<Dimension> by = {},
                  std::optional<Resolution> step = std::nullopt) const {
    return {
        .begin = base_, .end = base_ + 24h * 365, .step = step, .by = std::move(by), .filters = {}};
  }

  /// The answer when all that was appended can be seen.
  [[nodiscard]] Result<std::vector<VolumeCell>> read(const VolumeQuery& query) const {
    sut().settle();
    return store_->read(query);
  }

  std::uint64_t bytes_stored() const {
    const auto cells = read(all());
    EXPECT_TRUE(cells) << describe(cells.error());
    return cells && !cells->empty() ? cells->front().volume.v4.bytes : 0;
  }

  std::unique_ptr<VolumeStore> store_;
  std::string id_;
  Instant base_;
};

TEST_P(VolumeStoreContract, AnEmptySpanHasNoCells) {
  const auto cells = read(all({Dimension::region}, Resolution::day));
  ASSERT_TRUE(cells) << describe(cells.error());
  EXPECT_THAT(*cells, IsEmpty());
  const auto names = store_->values(Dimension::region, base_, base_ + 1h, "", 10);
  ASSERT_TRUE(names) << describe(names.error());
  EXPECT_THAT(*names, IsEmpty());
}

TEST_P(VolumeStoreContract, ABatchCountsOnceHoweverOftenItIsSent) {
  const VolumeBatch first = batch(1, {sample_row(base_, 100), sample_row(base_ + 1min, 10)});
  for (int i = 0; i < 3; ++i) {
    const auto stored = store_->append(first);
    ASSERT_TRUE(stored) << describe(stored.error());
  }
  const auto other_client = sut().connect();
  ASSERT_TRUE(other_client->append(first));
  EXPECT_EQ(bytes_stored(), 110U);

  VolumeBatch same_content = first;
  same_content.id = id_ + "/2";
  ASSERT_TRUE(store_->append(same_content));
  EXPECT_EQ(bytes_stored(), 220U) << "another batch with the same content is not a repetition";
}

TEST_P(VolumeStoreContract, ABatchOverMidnightAndYearCountsOnce) {
  const Instant turn = Instant(std::chrono::sys_days(
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(base_ + 24h * 180)).year() /
      7 / 1));
  const VolumeBatch first =
      batch(1, {sample_row(turn - 1min, 1), sample_row(turn, 10), sample_row(turn - 8h, 100),
                sample_row(turn - 8h - 1min, 1000)});
  ASSERT_TRUE(store_->append(first));
  ASSERT_TRUE(store_->append(first));
  EXPECT_EQ(bytes_stored(), 1111U);
  for (const Resolution step : {Resolution::minute, Resolution::five_minutes, Resolution::hour,
                                Resolution::day, Resolution::month}) {
    const auto cells = read(all({}, step));
    ASSERT_TRUE(cells);
    std::uint64_t sum = 0;
    for (const VolumeCell& cell : *cells) {
      EXPECT_EQ(store::window_start(cell.window_start, step), cell.window_start);
      sum += cell.volume.v4.bytes;
    }
    EXPECT_EQ(sum, 1111U);
  }
  // July begins at 16:00 UTC of the last of June.
  const auto months = read(all({}, Resolution::month));
  ASSERT_TRUE(months);
  ASSERT_EQ(months->size(), 2U);
  EXPECT_EQ(months->at(0).volume.v4.bytes, 1000U);
  EXPECT_EQ(months->at(1).window_start, turn - 8h);
}

TEST_P(VolumeStoreContract, AnEmptyBatchAndZeroRowsAreNothing) {
  ASSERT_TRUE(store_->append(batch(1, {})));
  store::VolumeRow zero = sample_row(base_, 0);
  zero.volume = {};
  ASSERT_TRUE(store_->append(batch(2, {zero})));
  ASSERT_TRUE(store_->append(batch(3, {zero, sample_row(base_, 5)})));
  const auto cells = read(all({Dimension::application}));
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 1U);
  EXPECT_EQ(cells->front().volume.v4.bytes, 5U);
}

TEST_P(VolumeStoreContract, AllMeasuresComeBackExactly) {
  store::VolumeRow row = sample_row(base_, 0);
  row.volume.v4 = {
      .bytes = (1ULL << 63U) + 1, .packets = 2, .flows = 3, .samples = 4, .variance = 1.5e18};
  row.volume.v6 = {.bytes = 6, .packets = 7, .flows = 8, .samples = 9, .variance = 0.25};
  ASSERT_TRUE(store_->append(batch(1, {row})));
  const auto cells = read(all());
  ASSERT_TRUE(cells);
  ASSERT_EQ(cells->size(), 1U);
  EXPECT_EQ(cells->front().volume, row.volume);
  EXPECT_EQ(cells->front().window_start, base_);
}

TEST_P(VolumeStoreContract, AnyTextIsAValue) {
  const std::vector<std::string> odd = {"",     " ",
                                        "\n\n", "'; DROP TABLE x; --",
                                        "\\",   "a\\'b",
                                        "视频", std::string("nul\0l", 5),
                                        "%",    "unknown",
                                        "\t",   "FORMAT Native",
                                        "${x}", std::string(300, 'x')};
  std::vector<store::VolumeRow> rows;
  for (const std::string& value : odd) {
    rows.push_back(with(with(sample_row(base_, 7), Dimension::application, value),
                        Dimension::exporter, value));
  }
  ASSERT_TRUE(store_->append({id_ + "/'quoted\\ \n\n id", rows}));
  std::vector<std::string> sorted = odd;
  std::ranges::sort(sorted);
  for (const Dimension axis : {Dimension::application, Dimension::exporter}) {
    const auto cells = read(all({axis}));
    ASSERT_TRUE(cells) << describe(cells.error());
    std::vector<std::string> seen;
    for (const VolumeCell& cell : *cells) {
      seen.push_back(cell.dimensions.front());
    }
    EXPECT_EQ(seen, sorted) << "ascending by byte";
    for (const std::string& value : odd) {
      VolumeQuery one = all();
      one.filters.push_back({axis, {value}, false});
      const auto found = read(one);
      ASSERT_TRUE(found) << describe(found.error());
      ASSERT_EQ(found->size(), 1U) << value;
      EXPECT_EQ(found->front().volume.v4.bytes, 7U) << value;
    }
  }
}

TEST_P(VolumeStoreContract, FiltersHoldTogetherAndMayBeNegated) {
  ASSERT_TRUE(store_->append(
      batch(1, {sample_row(base_, 1), with(sample_row(base_, 10), Dimension::access, "mobile"),
                with(sample_row(base_, 100), Dimension::region, "110000"),
                with(with(sample_row(base_, 1000), Dimension::region, "110000"), Dimension::access,
                     "mobile")})));
  const std::tuple<const char*, std::vector<store::Filter>, std::uint64_t> cases[] = {
      {"one value", {{Dimension::access, {"mobile"}, false}}, 1010},
      {"two values", {{Dimension::access, {"mobile", "fixed"}, false}}, 1111},
      {"not", {{Dimension::access, {"mobile"}, true}}, 101},
      {"both must hold",
       {{Dimension::access, {"mobile"}, false}, {Dimension::region, {"110000"}, true}},
       10},
      {"none of no values", {{Dimension::access, {}, true}}, 1111},
      {"one of no values", {{Dimension::access, {}, false}}, 0},
      {"a value nobody has", {{Dimension::access, {"satellite"}, false}}, 0},
  };
  for (const auto& [name, filters, bytes] : cases) {
    VolumeQuery query = all();
    query.filters = filters;
    const auto cells = read(query);
    ASSERT_TRUE(cells) << name << describe(cells.error());
    EXPECT_EQ(cells->empty() ? 0 : cells->front().volume.v4.bytes, bytes) << name;
  }
}

TEST_P(VolumeStoreContract, MoreCellsThanAllowedIsAnErrorNotACut) {
  std::vector<store::VolumeRow> rows;
  for (int i = 0; i < 5; ++i) {
    rows.push_back(with(sample_row(base_, 1), Dimension::cdn, "cdn-" + std::to_string(i)));
  }
  ASSERT_TRUE(store_->append(batch(1, rows)));
  VolumeQuery query = all({Dimension::cdn});
  query.rows_max = 5;
  const auto enough = read(query);
  ASSERT_TRUE(enough);
  EXPECT_EQ(enough->size(), 5U);
  query.rows_max = 4;
  const auto short_of = read(query);
  ASSERT_FALSE(short_of);
  EXPECT_EQ(short_of.error().code, Errc::out_of_range);
}

TEST_P(VolumeStoreContract, WhatIsNotKeptTogetherIsRefused) {
  const auto cells = read(all({Dimension::exporter, Dimension::application}));
  ASSERT_FALSE(cells);
  EXPECT_EQ(cells.error().code, Errc::out_of_range);
  VolumeQuery backwards = all();
  std::swap(backwards.begin, backwards.end);
  const auto refused = read(backwards);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::malformed);
}

TEST_P(VolumeStoreContract, EveryQuestionHasTheAnswerOfTheReference) {
  std::mt19937_64 random(20'260'301);
  store::MemoryVolumeStore reference;
  const Instant end = base_ + 24h * 75;  // Two ends of months inside.
  for (int i = 0; i < 4; ++i) {
    const VolumeBatch some = batch(i, random_rows(random, base_, end, 400));
    ASSERT_TRUE(reference.append(some));
    const auto stored = store_->append(some);
    ASSERT_TRUE(stored) << describe(stored.error());
  }
  for (int i = 0; i < 60; ++i) {
    const VolumeQuery query = random_query(random, base_, end);
    SCOPED_TRACE(to_text(query));
    const auto expected = reference.read(query);
    const auto cells = read(query);
    ASSERT_TRUE(expected);
    ASSERT_TRUE(cells) << describe(cells.error());
    ASSERT_EQ(*cells, *expected);
  }
}

TEST_P(VolumeStoreContract, ValuesComeByBytesAndContainThePart) {
  ASSERT_TRUE(store_->append(
      batch(1, {with(sample_row(base_, 5), Dimension::application, "mail"),
                with(sample_row(base_ + 1h, 50), Dimension::application, "webmail"),
                with(sample_row(base_ + 2h, 500), Dimension::application, "video"),
                with(sample_row(base_ + 3h, 5), Dimension::application, "a'mail%_")})));
  sut().settle();
  const auto ask = [&](std::string_view part, std::size_t most) {
    const auto names = store_->values(Dimension::application, base_, base_ + 24h, part, most);
    EXPECT_TRUE(names) << describe(names.error());
    return names.value_or(std::vector<std::string>{});
  };
  EXPECT_THAT(ask("", 10), ElementsAre("video", "webmail", "a'mail%_", "mail"));
  EXPECT_THAT(ask("mail", 2), ElementsAre("webmail", "a'mail%_"));
  EXPECT_THAT(ask("'mail%", 2), ElementsAre("a'mail%_"));
  EXPECT_THAT(ask("", 0), IsEmpty());
  const auto later = store_->values(Dimension::application, base_ + 2h, base_ + 24h, "", 10);
  ASSERT_TRUE(later);
  EXPECT_THAT(*later, ElementsAre("video", "a'mail%_"));
}

TEST_P(VolumeStoreContract, NewestIsTheStartOfTheLastMinute) {
  const auto empty_store = sut().connect("contract_newest");
  const auto before = empty_store->newest();
  ASSERT_TRUE(before) << describe(before.error());
  EXPECT_EQ(*before, std::nullopt);
  ASSERT_TRUE(empty_store->append(batch(1, {sample_row(base_ + 5min, 1), sample_row(base_, 1)})));
  sut().settle();
  const auto after = empty_store->newest();
  ASSERT_TRUE(after);
  EXPECT_EQ(*after, base_ + 5min);
}

TEST_P(VolumeStoreContract, TheLedgerAddsUpByExporter) {
  store::LedgerBatch first{id_ + "/1",
                           {{base_, "192.0.2.1", {{"datagrams", 10}, {"sequence_gaps", 0}}},
                            {base_ + 1min, "192.0.2.1", {{"datagrams", 5}}},
                            {base_ + 1min, "192.0.2.2", {{"kernel_drops", 1}}},
                            {base_ + 2min, "192.0.2.2", {{"kernel_drops", 100}}}}};
  ASSERT_TRUE(store_->append(first));
  ASSERT_TRUE(store_->append(first));
  first.id = id_ + "/2";
  ASSERT_TRUE(store_->append(first));
  sut().settle();
  const auto rows = store_->read_ledger(base_, base_ + 2min);
  ASSERT_TRUE(rows) << describe(rows.error());
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ(rows->at(0).exporter, "192.0.2.1");
  EXPECT_EQ(rows->at(0).window_start, base_);
  EXPECT_THAT(rows->at(0).counters, ElementsAre(testing::Pair("datagrams", 30U)));
  EXPECT_THAT(rows->at(1).counters, ElementsAre(testing::Pair("kernel_drops", 2U)));
}

TEST_P(VolumeStoreContract, AwayMeansLaterNotLostAndNotTwice) {
  ASSERT_TRUE(store_->append(batch(1, {sample_row(base_, 1)})));
  sut().kill();
  const VolumeBatch waiting = batch(2, {sample_row(base_ + 1min, 10)});
  const auto refused = store_->append(waiting);
  sut().revive();
  if (!refused) {  // The embedded store may be back before the first try.
    EXPECT_EQ(refused.error().code, Errc::unavailable);
  }
  const auto stored = store_->append(waiting);
  ASSERT_TRUE(stored) << describe(stored.error());
  EXPECT_EQ(bytes_stored(), 11U);
}

// The tables get a batch one after another: a question asked meanwhile must count it once, be it in
// the tables that it reads, in some of them, or in none.
TEST_P(VolumeStoreContract, ABatchOnItsWayCountsOnce) {
  constexpr int kBatches = 4;
  std::uint64_t sent = 0;
  for (int i = 0; i < kBatches; ++i) {
    // Two months, and a question over both with ragged edges: it reads every resolution.
    const VolumeBatch next = batch(i, {sample_row(base_ + 24h * 30 + 1min * i, 1),
                                       sample_row(base_ + 24h * 40 + 1min * i, 10)});
    const VolumeQuery ragged{.begin = base_ + 7min,
                             .end = base_ + 24h * 40 + 3h,
                             .step = std::nullopt,
                             .by = {},
                             .filters = {}};
    const auto bytes = [&] {
      const auto cells = store_->read_with(ragged, &next);
      EXPECT_TRUE(cells) << describe(cells.error());
      return cells && !cells->empty() ? cells->front().volume.v4.bytes : 0;
    };
    EXPECT_EQ(bytes(), sent + 11) << "not begun";
    std::atomic<bool> done{false};
    std::jthread appending([&] {
      EXPECT_TRUE(store_->append(next));
      done = true;
    });
    do {
      EXPECT_EQ(bytes(), sent + 11) << "on its way";
    } while (!done);
    EXPECT_EQ(bytes(), sent + 11) << "all in";
    sent += 11;
  }
  const VolumeBatch elsewhere = batch(kBatches, {sample_row(base_ + 24h * 300, 5)});
  const auto cells = store_->read_with(all({Dimension::region}), &elsewhere);
  ASSERT_TRUE(cells) << describe(cells.error());
  ASSERT_EQ(cells->size(), 1U);
  EXPECT_EQ(cells->front().volume.v4.bytes, sent + 5);
}

TEST_P(VolumeStoreContract, SeveralThreadsMayAppendAndRead) {
  constexpr int kThreads = 4;
  constexpr int kBatches = 5;
  std::vector<std::jthread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kBatches; ++i) {
        if (!store_->append(batch(t * 100 + i, {sample_row(base_ + 1min * i, 1)})) ||
            !store_->read(all({Dimension::region}))) {
          ++failures;
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(failures, 0);
  constexpr std::uint64_t kSent = kThreads * kBatches;
  for (const Resolution step : {Resolution::minute, Resolution::five_minutes, Resolution::hour,
                                Resolution::day, Resolution::month}) {
    const auto cells = read(all({}, step));
    ASSERT_TRUE(cells) << describe(cells.error());
    std::uint64_t bytes = 0;
    for (const VolumeCell& cell : *cells) {
      bytes += cell.volume.v4.bytes;
    }
    EXPECT_EQ(bytes, kSent) << "step " << static_cast<int>(step);
  }
  EXPECT_EQ(bytes_stored(), kSent);
}

TEST_P(VolumeStoreContract, AReplicaTakesOverWithoutCountingTwice) {
  const auto second = sut().connect_second();
  if (second == nullptr) {
    GTEST_SKIP() << name_of(GetParam()) << ": has no second server";
  }
  const VolumeBatch first = batch(1, {sample_row(base_, 7)});
  ASSERT_TRUE(store_->append(first));
  sut().kill();
  // The second server knows the tables already, and needs nobody to take a batch.
  const auto resent = second->append(first);
  const auto further = second->append(batch(2, {sample_row(base_, 70)}));
  sut().revive();
  ASSERT_TRUE(resent) << describe(resent.error());
  ASSERT_TRUE(further) << describe(further.error());
  EXPECT_EQ(bytes_stored(), 77U);
}

INSTANTIATE_TEST_SUITE_P(Stores, VolumeStoreContract,
                         testing::Values(Kind::memory, Kind::embedded, Kind::server, Kind::cluster),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
