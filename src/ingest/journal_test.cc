#include "ingest/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace sixscope::ingest {
namespace {

namespace fs = std::filesystem;

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  ~JournalTest() override { fs::remove_all(directory_); }

  static constexpr std::size_t kBytes = Journal::kBlocksMin * Journal::kBlockBytes;
  std::string directory_ = testing::TempDir() + "journal_test_" + std::to_string(::getpid());
  std::string path_ = directory_ + "/ring";
};

Entry entry_of(const std::string& text) {
  Entry entry;
  entry.exporter = net::IpAddress::v4(0xC0000201);
  entry.source_port = 2055;
  entry.received = Instant(std::chrono::milliseconds(1'700'000'000'123));
  entry.payload = std::as_bytes(std::span(text));
  return entry;
}

std::vector<std::string> texts(Journal& journal, JournalPosition from) {
  std::vector<std::string> all;
  auto reader = journal.read_from(from);
  while (const auto entry = reader.next()) {
    std::string text(entry->payload.size(), '\0');
    std::memcpy(text.data(), entry->payload.data(), text.size());
    all.push_back(text);
  }
  return all;
}

TEST_F(JournalTest, GivesBackWhatItTook) {
  const auto journal = Journal::open("", kBytes).value();
  const std::string text = "datagram";
  Entry entry = entry_of(text);
  entry.session = 7;
  entry.transport = flow::Transport::tcp;
  entry.segment_size = 4;
  ASSERT_EQ(journal->append({&entry, 1}), 1U);
  auto reader = journal->read_from(journal->oldest());
  const auto found = reader.next();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->exporter.to_string(), "192.0.2.1");
  EXPECT_EQ(found->source_port, 2055);
  EXPECT_EQ(found->session, 7U);
  EXPECT_EQ(found->transport, flow::Transport::tcp);
  EXPECT_EQ(found->segment_size, 4);
  EXPECT_EQ(found->received, entry.received);
  EXPECT_EQ(texts(*journal, journal->oldest()), std::vector<std::string>{text});
  EXPECT_FALSE(reader.next());
}

TEST_F(JournalTest, RefusesWhatIsNotReleasedAndReusesWhatIs) {
  const auto journal = Journal::open("", kBytes).value();
  const std::string large(60'000, 'x');
  const Entry entry = entry_of(large);
  std::size_t taken = 0;
  while (journal->append({&entry, 1}) == 1) {
    ASSERT_LT(++taken, 1000U) << "a ring without an end";
  }
  EXPECT_GT(taken, 60U);
  EXPECT_EQ(texts(*journal, journal->oldest()).size(), taken);
  journal->release(journal->head());
  EXPECT_EQ(journal->append({&entry, 1}), 1U);
}

TEST_F(JournalTest, SurvivesTheProcessWithItsCheckpoint) {
  JournalPosition middle = 0;
  {
    const auto journal = Journal::open(path_, kBytes).value();
    for (const char* text : {"one", "two", "three"}) {
      const std::string held = text;
      const Entry entry = entry_of(held);
      ASSERT_EQ(journal->append({&entry, 1}), 1U);
      if (held == "two") {
        middle = journal->head();
      }
    }
    journal->set_checkpoint(middle);
  }  // Unmapped without a farewell: as after a kill.
  const auto again = Journal::open(path_, kBytes).value();
  EXPECT_EQ(again->checkpoint(), middle);
  EXPECT_EQ(texts(*again, again->checkpoint()), std::vector<std::string>{"three"});
  EXPECT_EQ(texts(*again, again->oldest()), (std::vector<std::string>{"one", "two", "three"}));
  const std::string held = "four";
  const Entry entry = entry_of(held);
  ASSERT_EQ(again->append({&entry, 1}), 1U);
  EXPECT_EQ(texts(*again, middle), (std::vector<std::string>{"three", "four"}));
}

TEST_F(JournalTest, KeepsHistoryOverManyLapsAndARestart) {
  std::uint64_t number = 0;
  {
    const auto journal = Journal::open(path_, kBytes).value();
    for (; number < 3000; ++number) {
      const std::string text = std::to_string(number) + std::string(9'000, '.');
      const Entry entry = entry_of(text);
      ASSERT_EQ(journal->append({&entry, 1}), 1U);
      journal->set_checkpoint(journal->head());
      journal->release(journal->head());
    }
  }
  const auto again = Journal::open(path_, kBytes).value();
  const auto held = texts(*again, again->oldest());
  ASSERT_GT(held.size(), 300U);
  for (std::size_t i = 0; i < held.size(); ++i) {
    const std::uint64_t expected = number - held.size() + i;
    ASSERT_EQ(held[i].substr(0, held[i].find('.')), std::to_string(expected));
  }
}

TEST_F(JournalTest, NamesAnEntryOnWhichTheProcessDiedTwice) {
  const std::string text = "killer";
  JournalPosition at = 0;
  {
    const auto journal = Journal::open(path_, kBytes).value();
    at = journal->head();
    const Entry entry = entry_of(text);
    ASSERT_EQ(journal->append({&entry, 1}), 1U);
    journal->set_decoding(at);
  }
  {
    const auto journal = Journal::open(path_, kBytes).value();
    EXPECT_EQ(journal->poisoned(), 0U) << "once may be chance";
    journal->set_decoding(at);
  }
  EXPECT_EQ(Journal::open(path_, kBytes).value()->poisoned(), at);
}

TEST_F(JournalTest, RefusesAFileThatIsNotItsOwn) {
  const auto journal = Journal::open(path_, kBytes).value();
  const auto other = Journal::open(path_, 2 * kBytes);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::malformed);
}

// 64 bytes an entry with its header: blocks fill to the last byte, and none is read as an entry.
TEST_F(JournalTest, ReadsOnWhereABlockWasFilledToItsLastByte) {
  const auto journal = Journal::open("", kBytes).value();
  const std::string text(16, 'x');
  const Entry entry = entry_of(text);
  auto reader = journal->read_from(journal->oldest());
  const std::size_t in_a_block = (Journal::kBlockBytes - 64) / 64;
  std::size_t read = 0;
  for (std::size_t i = 0; i < 2 * in_a_block + 5; ++i) {
    ASSERT_EQ(journal->append({&entry, 1}), 1U);
    if (i % 1000 == 0 || i % in_a_block == 0) {  // Both while a block is open and just closed.
      while (const auto found = reader.next()) {
        ASSERT_EQ(found->payload.size(), text.size());
        ++read;
      }
    }
  }
  while (reader.next()) {
    ++read;
  }
  EXPECT_EQ(read, 2 * in_a_block + 5);
}

TEST_F(JournalTest, CarriesEverythingBetweenThreads) {
  const auto journal = Journal::open("", kBytes).value();
  constexpr std::uint64_t kEntries = 200'000;
  std::thread writer([&] {
    std::vector<std::uint64_t> numbers(64);
    std::vector<Entry> entries(64);
    for (std::uint64_t next = 0; next < kEntries;) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        numbers[i] = next + i;
        entries[i].payload = std::as_bytes(std::span(&numbers[i], 1));
      }
      next += journal->append(entries);  // What found no room is sent again.
    }
  });
  std::uint64_t expected = 0;
  std::uint64_t wrong = 0;
  JournalPosition position = journal->oldest();
  while (expected < kEntries) {
    auto reader = journal->read_from(position);
    while (const auto entry = reader.next()) {
      std::uint64_t number = 0;
      std::memcpy(&number, entry->payload.data(), sizeof number);
      wrong += number != expected++ ? 1U : 0U;
    }
    position = reader.position();
    journal->release(position);
    static_cast<void>(journal->wait(position, std::chrono::milliseconds(20)));
  }
  writer.join();
  EXPECT_EQ(wrong, 0U);
}

}  // namespace
}  // namespace sixscope::ingest
