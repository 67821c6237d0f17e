#include "ingest/spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

namespace sixscope::ingest {
namespace {

namespace fs = std::filesystem;

Parcel parcel_of(std::string id, std::uint64_t bytes) {
  Parcel parcel;
  parcel.id = std::move(id);
  parcel.cover = {.generation = 42, .position = bytes};
  enrich::Labels labels;
  labels.region = RegionCode(440000);
  labels.application = 3;
  parcel.rows.push_back(
      {VolumeKey::of(labels, 1, model::Coverage::v6_blind).at(28'000'000),
       {.v4 = {.bytes = bytes, .packets = 2, .flows = 1, .samples = 2, .variance = 0.25},
        .v6 = {}}});
  KeptFlow& flow = parcel.flows.emplace_back();
  flow.key = parcel.rows.front().key;
  flow.bytes = bytes;
  flow.source[15] = 7;
  parcel.names[name_key(store::Dimension::application, 3)] = "video";
  parcel.names[name_key(store::Dimension::exporter, 1)] = "2001:db8::1";
  parcel.ledger.push_back({Instant(std::chrono::minutes(28'000'000)),
                           "2001:db8::1",
                           {{"datagrams", 5}, {"sequence_gaps", 1}}});
  return parcel;
}

class SpoolTest : public testing::Test {
 protected:
  SpoolTest() { fs::remove_all(options_.directory); }
  ~SpoolTest() override { fs::remove_all(options_.directory); }
  std::unique_ptr<Spool> open() { return Spool::open(options_).value(); }
  SpoolOptions options_{
      .directory = testing::TempDir() + "spool_test_" + std::to_string(::getpid()),
      .bytes_max = 1U << 20U,
      .fsync = false};
};

TEST(ParcelCodec, GivesBackWhatItTook) {
  const Parcel parcel = parcel_of("c/1/2", 1234);
  const auto back = decode_parcel(encode(parcel)).value();
  EXPECT_EQ(back.id, parcel.id);
  EXPECT_EQ(back.cover, parcel.cover);
  EXPECT_EQ(back.names, parcel.names);
  const store::FlowBatch flows = flow_batch(back);
  ASSERT_EQ(flows.rows.size(), 1U);
  EXPECT_EQ(flows.id, "c/1/2/flows");
  EXPECT_EQ(flows.rows[0].application, "video");
  EXPECT_EQ(flows.rows[0].source[15], 7U);
  const store::VolumeBatch batch = volume_batch(back);
  ASSERT_EQ(batch.rows.size(), 1U);
  EXPECT_EQ(batch.id, "c/1/2");
  EXPECT_EQ(batch.rows[0].dimensions,
            (std::array<std::string, store::kDimensions>{"440000", "unknown", "unknown", "video",
                                                         "unknown", "unknown", "unknown", "user",
                                                         "v6_blind", "2001:db8::1"}));
  EXPECT_EQ(batch.rows[0].volume.v4.bytes, 1234U);
  const store::LedgerBatch ledger = ledger_batch(back);
  EXPECT_EQ(ledger.id, "c/1/2/ledger");
  EXPECT_EQ(ledger.rows[0].counters.at("sequence_gaps"), 1U);
}

TEST(ParcelCodec, RefusesEveryCutAndEveryFlippedByte) {
  const auto bytes = encode(parcel_of("c/1/2", 1234));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_parcel(ByteView(bytes).first(size))) << size;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto flipped = bytes;
    flipped[at] ^= std::byte{0x10};
    const auto parcel = decode_parcel(flipped);
    // The stored raw size alone is not under the checksum; a wrong one does not unpack.
    EXPECT_FALSE(parcel) << at;
  }
}

TEST_F(SpoolTest, GivesOutOldestFirstAndForgetsOnlyWhatIsAcknowledged) {
  const auto spool = open();
  const std::string first = spool->next_id();
  const std::string second = spool->next_id();
  ASSERT_TRUE(spool->put(parcel_of(second, 2)));
  ASSERT_TRUE(spool->put(parcel_of(first, 1)));
  EXPECT_EQ(spool->oldest()->id, first);
  EXPECT_EQ(spool->oldest()->id, first);
  spool->remove(first);
  EXPECT_EQ(spool->oldest()->id, second);
  spool->remove(second);
  EXPECT_FALSE(spool->oldest());
  EXPECT_EQ(spool->bytes(), 0U);
}

TEST_F(SpoolTest, SurvivesARestartAndNeverUsesAnIdTwice) {
  std::set<std::string> ids;
  std::string kept;
  for (int start = 0; start < 3; ++start) {
    const auto spool = open();
    for (int i = 0; i < 3; ++i) {
      const std::string id = spool->next_id();
      EXPECT_TRUE(ids.insert(id).second) << id;
    }
    if (start == 0) {
      kept = spool->next_id();
      ASSERT_TRUE(spool->put(parcel_of(kept, 77)));
    }
    const auto oldest = spool->oldest();
    ASSERT_TRUE(oldest);
    EXPECT_EQ(oldest->id, kept);
    EXPECT_EQ(spool->covers().at(42), 77U);
  }
}

TEST_F(SpoolTest, RefusesPastItsLimitAndRecovers) {
  options_.bytes_max = 700;
  const auto spool = open();
  std::vector<std::string> kept;
  for (;;) {
    const std::string id = spool->next_id();
    if (const auto put = spool->put(parcel_of(id, 1)); !put) {
      EXPECT_EQ(put.error().code, Errc::unavailable);
      break;
    }
    kept.push_back(id);
    ASSERT_LT(kept.size(), 100U);
  }
  ASSERT_FALSE(kept.empty());
  EXPECT_TRUE(spool->full());
  EXPECT_EQ(spool->refused(), 1U);
  spool->remove(kept[0]);
  EXPECT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
  EXPECT_FALSE(spool->full());
}

TEST_F(SpoolTest, SetsABrokenFileAsideAndGoesOn) {
  const auto spool = open();
  const std::string first = spool->next_id();
  const std::string second = spool->next_id();
  ASSERT_TRUE(spool->put(parcel_of(first, 1)));
  ASSERT_TRUE(spool->put(parcel_of(second, 2)));
  for (const auto& file : fs::directory_iterator(options_.directory)) {
    if (file.path().filename().string().ends_with("-00000000000000000001.parcel")) {
      std::ofstream(file.path(), std::ios::binary | std::ios::trunc) << "broken";
    }
  }
  EXPECT_EQ(spool->oldest()->id, second);
  EXPECT_EQ(spool->rejected(), 1U);
}

TEST_F(SpoolTest, MovesTheCheckpointBeforeAnybodyCanTakeTheParcelOut) {
  const auto spool = open();
  bool called = false;
  ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1), [&] {
    called = true;
    EXPECT_EQ(spool->parcels(), 0U);
  }));
  EXPECT_TRUE(called);
  EXPECT_EQ(spool->parcels(), 1U);
}

}  // namespace
}  // namespace sixscope::ingest
