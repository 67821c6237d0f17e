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
  const store::FlowBatch flows = flow_batch(back.id, {&back, 1});
  ASSERT_EQ(flows.rows.size(), 1U);
  EXPECT_EQ(flows.id, "c/1/2/flows");
  EXPECT_EQ(flows.rows[0].application, "video");
  EXPECT_EQ(flows.rows[0].source[15], 7U);
  const store::VolumeBatch batch = volume_batch(back.id, {&back, 1});
  ASSERT_EQ(batch.rows.size(), 1U);
  EXPECT_EQ(batch.id, "c/1/2");
  EXPECT_EQ(batch.rows[0].dimensions,
            (std::array<std::string, store::kDimensions>{"440000", "unknown", "unknown", "video",
                                                         "unknown", "unknown", "unknown", "user",
                                                         "v6_blind", "2001:db8::1"}));
  EXPECT_EQ(batch.rows[0].volume.v4.bytes, 1234U);
  const store::LedgerBatch ledger = ledger_batch(back.id, {&back, 1});
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
  EXPECT_EQ(spool->next(1)->id, first);
  EXPECT_EQ(spool->next(1)->id, first);
  spool->remove();
  EXPECT_EQ(spool->next(1)->id, second);
  spool->remove();
  EXPECT_FALSE(spool->next(1));
  EXPECT_EQ(spool->bytes(), 0U);
}

// A parcel of these tests has a cell and a flow.
TEST_F(SpoolTest, SendsTogetherWhatFitsAndStaysTogether) {
  const auto spool = open();
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(spool->next_id());
    ASSERT_TRUE(spool->put(parcel_of(ids.back(), 1)));
  }
  const auto shipment = spool->next(6);
  ASSERT_TRUE(shipment);
  EXPECT_EQ(shipment->id, ids[0] + "+3");
  EXPECT_TRUE(shipment->more);
  ASSERT_EQ(shipment->parcels.size(), 3U);
  EXPECT_EQ(volume_batch(shipment->id, shipment->parcels).rows.size(), 3U);
  EXPECT_EQ(flow_batch(shipment->id, shipment->parcels).rows.size(), 3U);
  EXPECT_EQ(ledger_batch(shipment->id, shipment->parcels).rows.size(), 3U);
  ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
  EXPECT_EQ(spool->next(100)->id, shipment->id) << "begun is begun";
  spool->remove();
  const auto rest = spool->next(100);
  EXPECT_EQ(rest->id, ids[3] + "+3");
  EXPECT_FALSE(rest->more);
  spool->remove();
  EXPECT_EQ(spool->parcels(), 0U);
  EXPECT_EQ(spool->bytes(), 0U);
}

TEST_F(SpoolTest, AShipmentIsTheSameAfterARestart) {
  std::string begun;
  {
    const auto spool = open();
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
    }
    begun = spool->next(6)->id;
  }
  for (int start = 0; start < 2; ++start) {
    const auto spool = open();
    EXPECT_TRUE(spool->inherited());
    ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
    const auto shipment = spool->next(100);
    EXPECT_EQ(shipment->id, begun);
    EXPECT_EQ(shipment->parcels.size(), 3U);
  }
  const auto spool = open();
  ASSERT_EQ(spool->next(100)->id, begun);
  spool->remove();
  const auto fourth = spool->next(100);
  EXPECT_EQ(fourth->parcels.size(), 1U) << "it may have been sent alone before";
  EXPECT_TRUE(fourth->id.ends_with("/1/4"));
  spool->remove();
  // The two of later lives, which may have been sent alone as well.
  for (int life = 2; life <= 3; ++life) {
    EXPECT_EQ(spool->next(100)->parcels.size(), 1U);
    spool->remove();
  }
  EXPECT_FALSE(spool->inherited());
  EXPECT_EQ(spool->parcels(), 0U);
}

// Killed between the moment a shipment is stored and the last of its files is deleted.
TEST_F(SpoolTest, WhatIsStoredIsNotSentAgain) {
  const std::string copy = options_.directory + ".copy";
  fs::remove_all(copy);
  {
    const auto spool = open();
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
    }
    ASSERT_TRUE(spool->next(100));
    fs::copy(options_.directory, copy, fs::copy_options::recursive);
  }
  fs::remove_all(options_.directory);
  fs::rename(copy, options_.directory);
  fs::rename(options_.directory + "/shipment", options_.directory + "/shipment.stored");
  fs::remove(options_.directory + "/00000000000000000001-00000000000000000001.parcel");
  const auto spool = open();
  EXPECT_EQ(spool->parcels(), 0U);
  EXPECT_FALSE(spool->next(100));
  EXPECT_FALSE(fs::exists(options_.directory + "/shipment.stored"));
}

TEST_F(SpoolTest, AShipmentThatLostAFileIsSetAsideWhole) {
  {
    const auto spool = open();
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(spool->put(parcel_of(spool->next_id(), 1)));
    }
    ASSERT_EQ(spool->next(4)->parcels.size(), 2U);
  }
  std::ofstream(options_.directory + "/00000000000000000001-00000000000000000002.parcel",
                std::ios::binary | std::ios::trunc)
      << "broken";
  const auto spool = open();
  const auto next = spool->next(100);
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->id.ends_with("/1/3")) << next->id;
  EXPECT_EQ(spool->rejected(), 2U);
  EXPECT_FALSE(fs::exists(options_.directory + "/shipment"));
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
    const auto oldest = spool->next(1);
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
  ASSERT_EQ(spool->next(1)->id, kept[0]);
  spool->remove();
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
  EXPECT_EQ(spool->next(1)->id, second);
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
