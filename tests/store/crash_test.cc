// Kills the store at random moments while batches are sent, then compares what is stored with what
// was sent: nothing lost, nothing twice, in every table.

#include <gmock/gmock.h>

#include <atomic>
#include <cstdlib>
#include <random>
#include <thread>

#include "sample_rows.h"
#include "store_under_test.h"

namespace sixscope::tests {
namespace {

using namespace std::chrono_literals;
using store::Dimension;
using store::Resolution;
using store::VolumeBatch;

constexpr int kKillsDefault = 6;

int kills_wanted() {
  const char* const named = std::getenv("SIXSCOPE_KILLS");
  return named == nullptr ? kKillsDefault : std::atoi(named);
}

class StoreCrash : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (const std::string why = sut().missing(); !why.empty()) {
      GTEST_SKIP() << name_of(GetParam()) << ": " << why;
    }
  }
  static StoreUnderTest& sut() { return StoreUnderTest::of(GetParam()); }
};

/// Sends batches one after another, each until it is taken, until told to end.
class Sender {
 public:
  Sender(store::VolumeStore& store, Instant begin)
      : store_(store), begin_(begin), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  /// Batches taken, once the last one is.
  int finish() {
    thread_.request_stop();
    thread_.join();
    return sent_;
  }
  [[nodiscard]] int repeated() const { return repeated_; }
  [[nodiscard]] int sent() const { return sent_; }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::vector<store::VolumeRow> rows;
      for (int i = 0; i < 50; ++i) {
        rows.push_back(with(sample_row(begin_ + 1min * sent_.load(), 10), Dimension::application,
                            "app-" + std::to_string(i)));
      }
      const VolumeBatch batch{"crash/" + std::to_string(sent_), std::move(rows)};
      while (!store_.append(batch)) {
        ++repeated_;
        std::this_thread::sleep_for(10ms);
      }
      ++sent_;
    }
  }

  store::VolumeStore& store_;
  const Instant begin_;
  std::atomic<int> sent_{0};
  std::atomic<int> repeated_{0};
  std::jthread thread_;
};

TEST_P(StoreCrash, StoredIsSentAfterKillsAtRandomMoments) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Instant begin(std::chrono::sys_days(std::chrono::year(2050) / 1 / 1));
  const auto store = sut().connect("crash");
  ASSERT_TRUE(store->newest());  // Makes the tables.
  Sender sender(*store, begin);
  for (int i = 0; i < kills_wanted(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + random() % 2000));
    sut().kill();
    sut().revive();
  }
  const int wanted = sender.sent() + 1;
  while (sender.sent() < wanted) {
    std::this_thread::sleep_for(10ms);
  }
  const auto sent = static_cast<std::uint64_t>(sender.finish());
  RecordProperty("batches", std::to_string(sent));
  std::printf("%d kills, %d batches, %d sent again\n", kills_wanted(), static_cast<int>(sent),
              sender.repeated());

  sut().settle();
  const std::vector<std::vector<Dimension>> families = {
      {Dimension::exporter}, {Dimension::application}, {Dimension::region, Dimension::application}};
  for (const auto& by : families) {
    for (const Resolution step : {Resolution::minute, Resolution::five_minutes, Resolution::hour,
                                  Resolution::day, Resolution::month}) {
      const auto cells = store->read({.begin = begin - 24h * 31,
                                      .end = begin + 24h * 400,
                                      .step = step,
                                      .by = by,
                                      .filters = {},
                                      .rows_max = 1'000'000});
      ASSERT_TRUE(cells) << describe(cells.error());
      std::uint64_t flows = 0;
      for (const store::VolumeCell& cell : *cells) {
        flows += cell.volume.v4.flows;
      }
      EXPECT_EQ(flows, sent * 50) << "step " << static_cast<int>(step) << ", axes " << by.size();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreCrash,
                         testing::Values(Kind::embedded, Kind::server, Kind::cluster),
                         [](const auto& param) { return name_of(param.param); });

}  // namespace
}  // namespace sixscope::tests
