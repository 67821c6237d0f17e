// Who gets a place in the table of exporters, and who gives it up.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "flow/export_decoder.h"
#include "testing/decoder_fixture.h"
#include "testing/export_builder.h"

namespace sixscope::flow {
namespace {

using testing::ExportBuilder;
using testing::FieldSpec;

constexpr std::uint32_t kFriend = 0xC0000201;
constexpr std::uint32_t kStranger = 0xC6336400;
const std::vector<FieldSpec> kSix = {{27, 16}, {28, 16}, {1, 8}, {2, 8}};

std::vector<std::byte> empty(std::uint32_t domain) {
  return ExportBuilder::netflow9(0, domain).build();
}

std::vector<std::byte> template_only(std::uint32_t domain) {
  return ExportBuilder::netflow9(0, domain).define(256, kSix).build();
}

std::vector<std::byte> records(std::uint32_t domain, std::uint32_t sequence = 0) {
  ByteWriter one;
  one.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
  return ExportBuilder::netflow9(sequence, domain).define(256, kSix).data(256, one).build();
}

class Places : public ::testing::Test, protected FlowSink {
 protected:
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& flow : batch) {
      ++flows_of_[flow.exporter];
    }
  }
  void exporter_leaves(std::uint32_t index, const ExporterInfo& info) override {
    left_.push_back(info);
    flows_of_.erase(index);
  }
  void make(std::size_t exporters_max) {
    DecoderOptions options;
    options.exporters_max = exporters_max;
    decoder_ = ExportDecoder(options);
  }
  void send(const std::vector<std::byte>& payload, std::uint32_t address) {
    received_ += std::chrono::milliseconds(1);
    decoder_.decode({.payload = payload,
                     .exporter = net::IpAddress::v4(address),
                     .source_port = 2055,
                     .received = received_},
                    *this);
  }
  [[nodiscard]] std::size_t exporters_of(std::uint32_t address) const {
    return static_cast<std::size_t>(std::ranges::count(
        decoder_.exporters(), net::IpAddress::v4(address), &ExporterInfo::address));
  }
  [[nodiscard]] std::uint64_t in_all(std::uint64_t (*count)(const ExporterCounters&)) const {
    std::uint64_t sum = 0;
    for (const ExporterInfo& info : decoder_.exporters()) {
      sum += count(info.counters);
    }
    for (const ExporterInfo& info : left_) {
      sum += count(info.counters);
    }
    return sum;
  }
  [[nodiscard]] std::uint64_t malformed(Malformed reason) const {
    std::uint64_t sum = 0;
    for (const ExporterInfo& info : decoder_.exporters()) {
      sum += info.counters.malformed[static_cast<std::size_t>(reason)];
    }
    return sum;
  }

  ExportDecoder decoder_{{}};
  Instant received_{std::chrono::seconds(1'700'000'000)};
  std::map<std::uint32_t, std::size_t> flows_of_;
  std::vector<ExporterInfo> left_;
};

TEST_F(Places, OneAddressCannotTakeTheTable) {
  for (std::uint32_t domain = 0; domain < 5000; ++domain) {
    send(empty(domain), kStranger);
  }
  EXPECT_EQ(exporters_of(kStranger), DecoderOptions{}.domains_per_address_max);
  EXPECT_GT(malformed(Malformed::domain_limit), 4000U);
  EXPECT_EQ(malformed(Malformed::unknown_exporter), 0U);
  EXPECT_EQ(in_all([](const ExporterCounters& one) { return one.datagrams; }), 5000U);
  send(records(1), kFriend);
  EXPECT_EQ(flows_of_.size(), 1U);
}

TEST_F(Places, HowManyDomainsAnAddressMayHaveIsSet) {
  DecoderOptions options;
  options.domains_per_address_max = 3;
  decoder_ = ExportDecoder(options);
  for (std::uint32_t domain = 0; domain < 5; ++domain) {
    send(empty(domain), kStranger);
  }
  EXPECT_EQ(exporters_of(kStranger), 3U);
  EXPECT_GT(malformed(Malformed::domain_limit), 0U);
}

TEST_F(Places, AnAddressThatWasFilledByOthersGetsItsNewDomainsIn) {
  send(records(1'000'000), kFriend);
  for (std::uint32_t domain = 0; domain < 5000; ++domain) {
    send(empty(domain), kFriend);
  }
  for (std::uint32_t turn = 0; turn < 17; ++turn) {
    send(records(2'000'000, turn), kFriend);
  }
  EXPECT_EQ(flows_of_.size(), 2U) << "and the first domain is still there";
  EXPECT_GE(flows_of_.rbegin()->second + flows_of_.begin()->second, 2U);
}

TEST_F(Places, WhoNeverGaveARecordMakesRoomTheOldestFirst) {
  make(64);
  for (std::uint32_t i = 0; i < 32; ++i) {
    send(records(0), kFriend + i);
  }
  for (std::uint32_t i = 0; i < 1000; ++i) {
    send(template_only(0), kStranger + i);
  }
  const std::size_t gone = left_.size();
  EXPECT_GT(gone, 400U) << "a flood comes in, by shares";
  for (const ExporterInfo& info : left_) {
    EXPECT_EQ(info.counters.v6.records, 0U);
  }
  for (std::uint32_t turn = 0; turn < 5; ++turn) {  // One in four asks in vain, at worst.
    send(records(0, turn), kFriend + 100);
  }
  EXPECT_EQ(exporters_of(kFriend + 100), 1U);
  EXPECT_EQ(flows_of_.size(), 33U);
  for (std::uint32_t i = 0; i < 32; ++i) {
    EXPECT_EQ(exporters_of(kFriend + i), 1U) << i;
  }
}

TEST_F(Places, ThenThoseSilentLongest) {
  make(4);
  for (std::uint32_t i = 0; i < 4; ++i) {
    send(records(0), kFriend + i);
  }
  send(records(0), kStranger);
  EXPECT_EQ(exporters_of(kStranger), 0U) << "all of them are at work";
  EXPECT_EQ(malformed(Malformed::unknown_exporter), 1U);
  received_ += kSilentBeforeLeaving;
  send(records(0, 1), kFriend);
  send(records(0), kStranger);
  EXPECT_EQ(exporters_of(kStranger), 1U);
  EXPECT_EQ(exporters_of(kFriend), 1U);
  EXPECT_EQ(exporters_of(kFriend + 1), 0U) << "it was the one";
  ASSERT_EQ(left_.size(), 1U);
  EXPECT_EQ(left_[0].counters.v6.records, 1U);
  // The index it left begins anew.
  const ExporterInfo& info = decoder_.exporters()[1];
  EXPECT_EQ(info.address, net::IpAddress::v4(kStranger));
  EXPECT_EQ(info.counters.datagrams, 1U);
}

TEST_F(Places, WhatLeftLeavesNoTemplatesBehind) {
  make(1);
  send(template_only(0), kFriend);
  send(records(0), kStranger);
  EXPECT_EQ(exporters_of(kFriend), 0U);
  received_ += kSilentBeforeLeaving * 2;
  ByteWriter one;
  one.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
  send(ExportBuilder::netflow9(1).data(256, one).build(), kFriend);
  ASSERT_EQ(exporters_of(kFriend), 1U);
  EXPECT_EQ(decoder_.exporters()[0].counters.template_misses, 1U);
}

// Source ports open streams too: those that never gave a record go before the one that works.
TEST_F(Places, StreamsThatGaveNothingGoFirst) {
  make(16);
  send(records(0), kFriend);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    received_ += std::chrono::milliseconds(1);
    decoder_.decode({.payload = template_only(1),
                     .exporter = net::IpAddress::v4(kFriend),
                     .source_port = static_cast<std::uint16_t>(10'000 + i),
                     .received = received_},
                    *this);
  }
  ByteWriter one;
  one.u64(0x20010DB800000000).u64(1).u64(0x20010DB800000000).u64(2).u64(1500).u64(1);
  send(ExportBuilder::netflow9(1).data(256, one).build(), kFriend);
  EXPECT_EQ(decoder_.exporters()[0].counters.template_misses, 0U);
  EXPECT_EQ(flows_of_[0], 2U);
}

TEST_F(Places, OnlyStreamsThatGaveRecordsAreSaved) {
  send(records(7), kFriend);
  send(template_only(8), kFriend);
  send(empty(9), kFriend);
  const std::string saved = decoder_.save_state();
  ExportDecoder restored{{}};
  ASSERT_TRUE(restored.restore_state(saved));
  ASSERT_EQ(restored.exporters().size(), 1U);
  EXPECT_EQ(restored.exporters()[0].observation_domain, 7U);
  EXPECT_EQ(restored.save_state(), saved) << "saved before it gave a record to this process";
}

TEST_F(Places, WhoWasRestoredHasAPlaceUntilSilent) {
  make(2);
  send(records(1), kFriend);
  const std::string saved = decoder_.save_state();
  make(2);
  ASSERT_TRUE(decoder_.restore_state(saved));
  for (std::uint32_t i = 0; i < 100; ++i) {
    send(empty(0), kStranger + i);
  }
  EXPECT_EQ(exporters_of(kFriend), 1U);
}

}  // namespace
}  // namespace sixscope::flow
