#include "polling/conversation.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <map>

#include "polling/credential.h"
#include "polling/poller.h"
#include "polling/reading_store.h"

namespace sixscope::polling {
namespace {

using model::Decimal;
using ::testing::HasSubstr;

Oid oid(const char* text) { return *Oid::parse(text); }

Profile vendor() {
  Profile one;
  one.id = "vendor";
  one.sys_object_ids = {oid("1.3.6.1.4.1.9")};
  QuantitySource sessions;
  sessions.quantity = Quantity::sessions;
  sessions.object = "sessions";
  sessions.oid = oid("1.3.6.1.4.1.9.1.1");
  QuantitySource capacity = sessions;
  capacity.quantity = Quantity::max_sessions;
  capacity.object = "capacity";
  capacity.oid = oid("1.3.6.1.4.1.9.1.2");
  one.quantities = {sessions, capacity};
  return one;
}

Profile standard(const char* id, const char* column) {
  Profile one = vendor();
  one.id = id;
  one.sys_object_ids.clear();
  one.probe = oid(column);
  one.quantities.resize(1);
  one.quantities[0].oid = oid(column);
  return one;
}

// A device in memory, answering as RFC 3416 has it.
struct Device {
  std::map<Oid, Variable> objects;
  std::size_t bindings_most = 1000;  // More than that is too big.
  std::function<void(Answer&)> spoil;
  std::size_t asked = 0;

  Answer answer(const Question& question) {
    ++asked;
    Answer answer;
    std::vector<Oid> at = question.oids;
    const std::size_t rounds = question.bulk ? question.repetitions : 1;
    for (std::size_t round = 0; round < rounds; ++round) {
      for (Oid& one : at) {
        const auto found = question.bulk ? objects.upper_bound(one) : objects.find(one);
        if (found == objects.end()) {
          answer.bindings.push_back({one, std::nullopt});
        } else {
          one = found->first;
          answer.bindings.push_back({found->first, found->second});
        }
      }
    }
    if (answer.bindings.size() > bindings_most) {
      answer = {.error = AnswerError::too_big, .status = 1};
    }
    if (spoil && question.bulk) {
      spoil(answer);
    }
    return answer;
  }
};

Device cisco(std::size_t rows = 3) {
  Device device;
  device.objects[oid("1.3.6.1.2.1.1.1.0")] = std::string("a device");
  device.objects[oid("1.3.6.1.2.1.1.2.0")] = std::string("1.3.6.1.4.1.9.7");
  for (std::uint32_t row = 1; row <= rows; ++row) {
    device.objects[Oid{1, 3, 6, 1, 4, 1, 9, 1, 1, row}] = std::uint64_t{10};
    device.objects[Oid{1, 3, 6, 1, 4, 1, 9, 1, 2, row}] = std::int64_t{100};
  }
  return device;
}

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = {standard("old", "1.3.6.1.2.1.123.1.7"),
                                           standard("new", "1.3.6.1.2.1.234.2.1.1.8"), vendor()};
  return all;
}

Conversation talk(Device& device, const WalkBounds& bounds = {}) {
  Conversation conversation(profiles(), bounds);
  std::size_t requests = 0;
  while (const auto question = conversation.next()) {
    conversation.take(device.answer(*question));
    if (++requests > 100'000) {
      ADD_FAILURE() << "it does not end";
      break;
    }
  }
  return conversation;
}

Decimal value(const Conversation& conversation, Quantity quantity) {
  const Readings readings = conversation.readings();
  const Reading* reading = readings.find(quantity);
  return reading == nullptr ? Decimal::whole(-1) : reading->value;
}

std::string why(const Conversation& conversation, Quantity quantity) {
  for (const Gap& gap : conversation.readings().gaps) {
    if (gap.quantity == quantity) {
      return gap.why.en;
    }
  }
  return "no gap";
}

TEST(Conversation, ReadsColumnsToTheirEnd) {
  for (const std::size_t rows : {1U, 2U, 19U, 20U, 21U, 250U}) {
    Device device = cisco(rows);
    const auto done = talk(device);
    ASSERT_NE(done.profile(), nullptr);
    EXPECT_EQ(done.profile()->id, "vendor");
    EXPECT_EQ(value(done, Quantity::sessions), Decimal::whole(10 * static_cast<int>(rows)));
    EXPECT_EQ(value(done, Quantity::max_sessions), Decimal::whole(100 * static_cast<int>(rows)));
    EXPECT_EQ(done.sys_descr(), "a device");
  }
}

TEST(Conversation, AnswersThatAreTooBigAreAskedForInPieces) {
  for (const std::size_t most : {1U, 2U, 3U, 7U}) {
    Device device = cisco(25);
    device.bindings_most = most;
    // The first question is a GET of two: even an agent with one binding answers that here.
    device.spoil = nullptr;
    Conversation conversation(profiles(), {});
    while (const auto question = conversation.next()) {
      device.bindings_most = question->bulk ? most : 100;
      conversation.take(device.answer(*question));
    }
    EXPECT_EQ(value(conversation, Quantity::sessions), Decimal::whole(250)) << most;
    EXPECT_EQ(value(conversation, Quantity::max_sessions), Decimal::whole(2500)) << most;
  }
}

TEST(Conversation, WhatIsAlwaysTooBigIsAGap) {
  Device device = cisco();
  device.spoil = [](Answer& answer) { answer = {.error = AnswerError::too_big, .status = 1}; };
  const auto done = talk(device);
  EXPECT_TRUE(done.readings().readings.empty());
  EXPECT_THAT(why(done, Quantity::sessions), HasSubstr("too big"));
}

TEST(Conversation, RowsThatGoRoundInACircleAreAGap) {
  Device device = cisco();
  device.spoil = [](Answer& answer) {
    for (Binding& binding : answer.bindings) {
      binding = {Oid{1, 3, 6, 1, 4, 1, 9, 1, 1, 2}, std::uint64_t{10}};
    }
  };
  const auto done = talk(device);
  EXPECT_TRUE(done.readings().readings.empty()) << "half a column is half a figure";
  EXPECT_THAT(why(done, Quantity::sessions), HasSubstr("circle"));
}

TEST(Conversation, AColumnWithoutEndIsCutAndIsAGap) {
  Device device = cisco(500);
  const auto done = talk(device, {.rows = 100});
  EXPECT_TRUE(done.readings().readings.empty());
  EXPECT_EQ(why(done, Quantity::sessions), "not read to its end: it has too many rows");
  Device large = cisco(500);
  EXPECT_THAT(why(talk(large, {.bytes = 1000}), Quantity::sessions), HasSubstr("too much"));
  Device slow = cisco(500);
  const auto cut = talk(slow, {.requests = 5, .repetitions = 1});
  EXPECT_THAT(why(cut, Quantity::sessions), HasSubstr("more requests"));
  EXPECT_LE(slow.asked, 8U);
}

TEST(Conversation, RefusedAndEmptyAnswersAreGaps) {
  Device device = cisco();
  device.spoil = [](Answer& answer) { answer = {.error = AnswerError::other, .status = 5}; };
  EXPECT_THAT(why(talk(device), Quantity::sessions), HasSubstr("error 5"));
  device.spoil = [](Answer& answer) { answer.bindings.clear(); };
  EXPECT_THAT(why(talk(device), Quantity::sessions), HasSubstr("nothing in it"));
}

// One column is broken, the other is whole: only the broken one is a gap.
TEST(Conversation, OneBrokenColumnLeavesTheOthers) {
  Device device = cisco(150);
  for (std::uint32_t row = 51; row <= 150; ++row) {
    device.objects.erase(Oid{1, 3, 6, 1, 4, 1, 9, 1, 2, row});
  }
  const auto done = talk(device, {.rows = 100});
  EXPECT_EQ(value(done, Quantity::max_sessions), Decimal::whole(5000));
  EXPECT_THAT(why(done, Quantity::sessions), HasSubstr("too many rows"));
}

TEST(Conversation, ADeviceWithoutAProfileIsTriedWithTheStandards) {
  Device device = cisco();
  device.objects[oid("1.3.6.1.2.1.1.2.0")] = std::string("1.3.6.1.4.1.99999");
  EXPECT_EQ(talk(device).profile(), nullptr);
  device.objects[oid("1.3.6.1.2.1.123.1.7.0")] = std::uint64_t{5};
  EXPECT_EQ(talk(device).profile()->id, "old");
  device.objects[oid("1.3.6.1.2.1.234.2.1.1.8.1")] = std::uint64_t{6};
  EXPECT_EQ(talk(device).profile()->id, "new") << "the newer standard says more";
}

TEST(Conversation, AVendorsDeviceWithoutItsMibIsTriedWithTheStandards) {
  Device device = cisco(0);
  device.objects[oid("1.3.6.1.2.1.123.1.7.0")] = std::uint64_t{5};
  const auto done = talk(device);
  EXPECT_EQ(done.profile()->id, "old");
  EXPECT_EQ(value(done, Quantity::sessions), Decimal::whole(5));
  Device bare = cisco(0);
  EXPECT_EQ(talk(bare).profile()->id, "vendor");
  EXPECT_EQ(why(talk(bare), Quantity::sessions), "not answered");
}

TEST(Conversation, WhatDoesNotSayWhatItIsIsBroken) {
  Device device;
  EXPECT_FALSE(talk(device).broken().empty());
  device.objects[oid("1.3.6.1.2.1.1.2.0")] = std::string("not an identifier");
  EXPECT_FALSE(talk(device).broken().empty());
  device.objects[oid("1.3.6.1.2.1.1.2.0")] = std::int64_t{9};
  EXPECT_FALSE(talk(device).broken().empty());
}

TEST(Poller, AddressesThatAreNoDevices) {
  for (const char* bad : {"0.0.0.0", "::", "224.0.0.1", "255.255.255.255", "ff02::1", "240.0.0.1",
                          "0.1.2.3", "100::1"}) {
    const auto words = why_not_asked(*net::IpAddress::parse(bad));
    ASSERT_TRUE(words) << bad;
    EXPECT_FALSE(words->zh.empty() || words->en.empty());
  }
  for (const char* good : {"127.0.0.1", "10.1.2.3", "192.0.2.1", "fe80::1", "2001:db8::1", "::1"}) {
    EXPECT_FALSE(why_not_asked(*net::IpAddress::parse(good))) << good;
  }
}

TEST(Poller, WordsOfADeviceAreMadeFitToShow) {
  EXPECT_EQ(shown("a\nb\x1b[2J\xff\xc3\xa9"), "a b [2J?\xc3\xa9");
  EXPECT_LE(shown(std::string(10'000, 'x')).size(), 258U);
}

TEST(Credential, SecretsAreOverwritten) {
  std::string text = "a passphrase that is long enough to be on the heap";
  const char* const bytes = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(bytes[0], '\0');
  EXPECT_EQ(bytes[20], '\0');
  Secret moved("a passphrase that is long enough to be on the heap");
  const Secret into(std::move(moved));
  EXPECT_EQ(into.text().size(), 50U);
}

TEST(ReadingStore, RangesAreReadAsWritten) {
  const std::vector<AddressRange> ranges = {
      {*net::IpAddress::parse("192.0.2.0"), *net::IpAddress::parse("192.0.2.31")},
      {*net::IpAddress::parse("2001:db8::1"), *net::IpAddress::parse("2001:db8::2")}};
  EXPECT_EQ(*parse_ranges(to_string(ranges)), ranges);
  EXPECT_TRUE(parse_ranges("")->empty());
  for (const char* bad : {"192.0.2.1", "192.0.2.1-", "-192.0.2.1", "a-b", ","}) {
    EXPECT_FALSE(parse_ranges(bad)) << bad;
  }
}

}  // namespace
}  // namespace sixscope::polling
