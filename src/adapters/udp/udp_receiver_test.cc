#include "adapters/udp/udp_receiver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

namespace sixscope::adapters {
namespace {

using ingest::Entry;
using ingest::EntryKind;
using ingest::Intake;
using ingest::Journal;

// A plain sender to loopback.
class Sender {
 public:
  explicit Sender(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
    to_.sin_family = AF_INET;
    to_.sin_port = htons(port);
    to_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  }
  ~Sender() { ::close(socket_); }
  void send(const std::string& text) const {
    ASSERT_EQ(::sendto(socket_, text.data(), text.size(), 0,
                       static_cast<const sockaddr*>(static_cast<const void*>(&to_)), sizeof to_),
              static_cast<ssize_t>(text.size()));
  }
  // One system call, cut into datagrams of `size` by the kernel.
  void send_segments(const std::string& text, int size) const {
    ASSERT_EQ(::setsockopt(socket_, IPPROTO_UDP, 103 /* UDP_SEGMENT */, &size, sizeof size), 0);
    send(text);
  }

 private:
  int socket_;
  sockaddr_in to_{};
};

struct Received {
  std::vector<std::string> datagrams;
  std::uint64_t kernel_drops = 0;
  std::uint64_t refused = 0;
};

Received read_all(Journal& journal) {
  Received all;
  auto reader = journal.read_from(journal.oldest());
  while (const auto entry = reader.next()) {
    if (entry->kind == EntryKind::kernel_drops) {
      all.kernel_drops += entry->count;
    } else if (entry->kind == EntryKind::refused) {
      all.refused += entry->count;
    } else {
      const std::size_t size =
          entry->segment_size == 0 ? entry->payload.size() : entry->segment_size;
      for (std::size_t at = 0; at < entry->payload.size(); at += size) {
        const auto part = entry->payload.subspan(at, std::min(size, entry->payload.size() - at));
        std::string text(part.size(), '\0');
        std::memcpy(text.data(), part.data(), part.size());
        all.datagrams.push_back(text);
      }
    }
  }
  return all;
}

struct Fixture {
  explicit Fixture(std::vector<net::Prefix> allowed = {}, std::size_t buffer = 1U << 20U)
      : journal(Journal::open("", std::size_t{8} << 20U).value()),
        intake({journal.get()}, std::move(allowed)) {
    UdpOptions options;
    options.listen = ingest::Endpoint::parse("127.0.0.1:0").value();
    options.receive_buffer_bytes = buffer;
    auto opened = UdpReceiver::open(options, intake, clock);
    receiver = opened.has_value() ? *std::move(opened) : nullptr;
  }
  SystemClock clock;
  std::unique_ptr<Journal> journal;
  Intake intake;
  std::unique_ptr<UdpReceiver> receiver;
};

TEST(UdpReceiver, HandsOnEveryDatagramInOrderWithItsSender) {
  Fixture fixture;
  ASSERT_TRUE(fixture.receiver);
  const Sender sender(fixture.receiver->port());
  std::vector<std::string> sent;
  for (int i = 0; i < 200; ++i) {
    sent.push_back(std::to_string(i));
    sender.send(sent.back());
  }
  fixture.receiver->start();
  fixture.receiver->stop();
  EXPECT_EQ(read_all(*fixture.journal).datagrams, sent);
  EXPECT_EQ(fixture.intake.counters().datagrams, 200U);
  auto reader = fixture.journal->read_from(fixture.journal->oldest());
  EXPECT_EQ(reader.next()->exporter.to_string(), "127.0.0.1");
}

TEST(UdpReceiver, SplitsWhatTheKernelGlued) {
  Fixture fixture;
  ASSERT_TRUE(fixture.receiver);
  const Sender sender(fixture.receiver->port());
  sender.send_segments("aaaabbbbccccdd", 4);
  fixture.receiver->start();
  fixture.receiver->stop();
  EXPECT_EQ(read_all(*fixture.journal).datagrams,
            (std::vector<std::string>{"aaaa", "bbbb", "cccc", "dd"}));
  EXPECT_EQ(fixture.intake.counters().datagrams, 4U);
}

TEST(UdpReceiver, CountsEveryDatagramTheKernelDropped) {
  Fixture fixture({}, 65536);
  ASSERT_TRUE(fixture.receiver);
  const Sender sender(fixture.receiver->port());
  constexpr std::size_t kSent = 2000;
  for (std::size_t i = 0; i < kSent; ++i) {
    sender.send(std::string(1000, 'x'));
  }
  fixture.receiver->start();
  fixture.receiver->stop();
  const Received all = read_all(*fixture.journal);
  EXPECT_GT(all.kernel_drops, 0U) << "the buffer should have overflowed";
  EXPECT_EQ(all.datagrams.size() + all.kernel_drops, kSent);
}

TEST(UdpReceiver, RefusesWhoIsNotOnTheAllowList) {
  Fixture fixture({net::Prefix::parse("192.0.2.0/24").value()});
  ASSERT_TRUE(fixture.receiver);
  const Sender sender(fixture.receiver->port());
  sender.send("one");
  sender.send("two");
  fixture.receiver->start();
  fixture.receiver->stop();
  const Received all = read_all(*fixture.journal);
  EXPECT_TRUE(all.datagrams.empty());
  EXPECT_EQ(all.refused, 2U);
}

TEST(UdpReceiver, ATakenPortIsRefusedThoughItsHolderWouldShareIt) {
  const int holder = ::socket(AF_INET, SOCK_DGRAM, 0);
  const int on = 1;
  ASSERT_EQ(::setsockopt(holder, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = static_cast<sockaddr*>(static_cast<void*>(&address));
  ASSERT_EQ(::bind(holder, plain, size), 0);
  ASSERT_EQ(::getsockname(holder, plain, &size), 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  for (const char* at : {"127.0.0.1:", "[::]:"}) {
    SCOPED_TRACE(at);
    Fixture fixture;
    UdpOptions options;
    options.listen = ingest::Endpoint::parse(at + port).value();
    const auto opened = UdpReceiver::open(options, fixture.intake, fixture.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::unavailable);
    EXPECT_NE(describe(opened.error()).find("is the port taken?"), std::string::npos);
    EXPECT_NE(describe(opened.error()).find(port), std::string::npos);
  }
  ::close(holder);
}

TEST(Endpoint, ReadsWhatSettingsSay) {
  struct Case {
    const char* name;
    const char* text;
    const char* expected;  ///< Empty: refused.
  };
  const Case cases[] = {
      {"IPv4", "127.0.0.1:2055", "127.0.0.1:2055"},
      {"IPv6", "[::1]:4739", "[::1]:4739"},
      {"any", "[::]:1", "[::]:1"},
      {"no port", "127.0.0.1", ""},
      {"port too big", "127.0.0.1:65536", ""},
      {"no brackets", "::1:4739", ""},
      {"half brackets", "[::1:4739", ""},
      {"empty port", "127.0.0.1:", ""},
      {"name", "router:2055", ""},
      {"trailing text", "127.0.0.1:20x", ""},
  };
  for (const auto& [name, text, expected] : cases) {
    SCOPED_TRACE(name);
    const auto endpoint = ingest::Endpoint::parse(text);
    EXPECT_EQ(endpoint ? endpoint->to_string() : "", expected);
  }
}

}  // namespace
}  // namespace sixscope::adapters
