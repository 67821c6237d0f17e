#include "flow/sequence.h"

#include <gtest/gtest.h>

namespace sixscope::flow {
namespace {

// Sends datagrams of one unit each.
class Line {
 public:
  explicit Line(std::size_t window = 64) : tracker(window) {}
  SequenceVerdict send(std::uint32_t sequence, std::uint32_t units = 1, std::uint64_t digest = 0,
                       std::uint32_t seconds = 1000, std::uint32_t uptime = 0) {
    const DatagramMark mark{.sequence = sequence,
                            .export_seconds = seconds,
                            .uptime_ms = uptime,
                            .digest = digest == 0 ? sequence + 1 : digest};
    const SequenceVerdict verdict = tracker.judge(mark);
    if (verdict.arrival != Arrival::duplicate) {
      tracker.advance(mark, {.units = units, .certain = certain});
    }
    return verdict;
  }
  SequenceTracker tracker;
  bool certain = true;
};

TEST(SequenceTracker, CountsWhatIsMissing) {
  Line line;
  EXPECT_EQ(line.send(100).arrival, Arrival::in_order) << "the first has no past";
  EXPECT_EQ(line.send(101).arrival, Arrival::in_order);
  const SequenceVerdict gap = line.send(110);
  EXPECT_EQ(gap.arrival, Arrival::gap);
  EXPECT_EQ(gap.missing, 8U);
  EXPECT_EQ(line.send(111).arrival, Arrival::in_order);
}

TEST(SequenceTracker, CountsUnitsNotDatagrams) {
  Line line;
  line.send(0, 30);
  EXPECT_EQ(line.send(30, 20).arrival, Arrival::in_order);
  EXPECT_EQ(line.send(80, 1).missing, 30U);
}

TEST(SequenceTracker, CrossesTheWrap) {
  Line line;
  line.send(0xfffffffeU);
  EXPECT_EQ(line.send(0xffffffffU).arrival, Arrival::in_order);
  EXPECT_EQ(line.send(0).arrival, Arrival::in_order);
  EXPECT_EQ(line.send(2).missing, 1U);
}

TEST(SequenceTracker, TellsLateFromTwice) {
  Line line;
  line.send(1);
  line.send(3);
  EXPECT_EQ(line.send(2).arrival, Arrival::reordered);
  EXPECT_TRUE(line.tracker.late());
  EXPECT_EQ(line.send(2).arrival, Arrival::duplicate);
  EXPECT_EQ(line.send(3).arrival, Arrival::duplicate);
  EXPECT_EQ(line.send(4).arrival, Arrival::in_order);
  EXPECT_FALSE(line.tracker.late());
}

TEST(SequenceTracker, ForgetsDuplicatesOutsideItsWindow) {
  Line line(4);
  for (std::uint32_t i = 0; i < 10; ++i) {
    line.send(i);
  }
  EXPECT_EQ(line.send(9).arrival, Arrival::duplicate);
  EXPECT_EQ(line.send(1).arrival, Arrival::reordered);
}

TEST(SequenceTracker, KeepsDataOfExportersThatNeverCount) {
  Line line;
  line.send(0, 1, 11);
  EXPECT_NE(line.send(0, 1, 12).arrival, Arrival::duplicate);
  EXPECT_NE(line.send(0, 1, 13).arrival, Arrival::duplicate);
  EXPECT_EQ(line.send(0, 1, 12).arrival, Arrival::duplicate);
}

TEST(SequenceTracker, RecognisesRestarts) {
  struct Case {
    const char* name;
    std::uint32_t sequence;
    std::uint32_t seconds;
    std::uint32_t uptime;
    Arrival arrival;
  };
  const Case cases[] = {
      {"uptime began anew", 3, 2001, 5'000, Arrival::reset},
      {"far back, clock went on", 3, 2001, 0, Arrival::reset},
      {"a little back, clock went on: only late", 999'990, 2001, 0, Arrival::reordered},
      {"far back, and older: only late", 3, 1990, 0, Arrival::reordered},
      {"far ahead", 1'000'000 + SequenceTracker::kGapMax + 10, 2001, 0, Arrival::reset},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    Line line;
    line.send(1'000'000, 1, 0, 2000, 900'000'000);
    const SequenceVerdict verdict = line.send(one.sequence, 1, 0, one.seconds, one.uptime);
    EXPECT_EQ(verdict.arrival, one.arrival);
    if (one.arrival == Arrival::reset) {
      EXPECT_EQ(line.send(one.sequence + 1, 1, 0, one.seconds, one.uptime).arrival,
                Arrival::in_order);
    }
  }
}

TEST(SequenceTracker, DoesNotInventGapsAfterWhatItCouldNotCount) {
  Line line;
  line.send(0, 10);
  line.certain = false;
  line.send(10, 0);
  line.certain = true;
  EXPECT_EQ(line.send(34, 5).arrival, Arrival::in_order);
  EXPECT_EQ(line.send(40, 5).missing, 1U);
}

// A datagram without records that comes twice looks like one of an exporter that counts records.
TEST(SequenceTracker, ARepetitionHasNoVote) {
  SequenceTracker tracker(64);
  const auto mark = [](std::uint32_t sequence) {
    return DatagramMark{
        .sequence = sequence, .export_seconds = 1000, .uptime_ms = 0, .digest = sequence};
  };
  static_cast<void>(tracker.judge(mark(1)));
  tracker.advance(mark(1), {.units = 1}, SequenceStep{.units = 0});
  EXPECT_EQ(tracker.judge(mark(1)).arrival, Arrival::duplicate);
  EXPECT_FALSE(tracker.deviates());
  EXPECT_EQ(tracker.judge(mark(2)).arrival, Arrival::in_order);
}

TEST(SequenceTracker, BelievesTheOpinionThatFits) {
  struct Case {
    const char* name;
    std::vector<std::uint32_t> sequences;  // Datagrams of three records each.
    std::uint64_t missing;
    bool deviates;
  };
  const Case cases[] = {
      {"datagrams", {1, 2, 3, 4, 5}, 0, false},
      {"records", {1, 4, 7, 10, 13}, 0, true},
      {"records, nine lost", {1, 4, 7, 10, 22, 25}, 9, true},
      {"datagrams, a first loss that looks like records", {1, 4, 5, 6, 7}, 2, false},
      {"datagrams, a later one", {1, 2, 3, 6, 7}, 2, false},
      {"datagrams, two losses that look like records", {1, 4, 7, 8, 9, 10, 11, 14}, 6, false},
      {"datagrams that come in turn", {1, 3, 2, 4, 6, 5, 7, 8}, 2, false},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    SequenceTracker tracker(64);
    std::uint64_t missing = 0;
    for (const std::uint32_t sequence : one.sequences) {
      const DatagramMark mark{
          .sequence = sequence, .export_seconds = 1000, .uptime_ms = 0, .digest = sequence};
      missing += tracker.judge(mark).missing;
      tracker.advance(mark, {.units = 1}, SequenceStep{.units = 3});
    }
    EXPECT_EQ(missing, one.missing);
    EXPECT_EQ(tracker.deviates(), one.deviates);
  }
}

TEST(DigestOf, SeesEveryByteOfShortPayloadsAndBothEndsOfLongOnes) {
  for (const std::size_t size : {1U, 7U, 8U, 9U, 255U, 256U, 1400U, 65535U}) {
    std::vector<std::byte> bytes(size, std::byte{0x5a});
    const std::uint64_t whole = digest_of(bytes.data(), bytes.size());
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      if (size > 256 && at == size / 2) {
        continue;  // Long payloads are sampled.
      }
      bytes[at] ^= std::byte{1};
      EXPECT_NE(digest_of(bytes.data(), bytes.size()), whole) << size << " " << at;
      bytes[at] ^= std::byte{1};
    }
    EXPECT_NE(digest_of(bytes.data(), bytes.size() - 1), whole);
  }
}

}  // namespace
}  // namespace sixscope::flow
