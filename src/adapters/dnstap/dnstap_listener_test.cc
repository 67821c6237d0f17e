#include "adapters/dnstap/dnstap_listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/dnstap/dns_answers.h"
#include "enrich/snapshot.h"
#include "testing/temporary_folder.h"
#include "wire/dns.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using sixscope::testing::TemporaryFolder;
using std::chrono::seconds;

// Frames as they come, with a way to wait for them.
class Inbox {
 public:
  void put(ByteView frame) {
    const std::scoped_lock lock(mutex_);
    frames_.emplace_back(frame.begin(), frame.end());
    changed_.notify_all();
  }
  bool wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, seconds(20), [&] { return frames_.size() >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::vector<std::byte>> frames_;
};

int connect_to(const std::string& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  if (connect(socket, generic, sizeof address) != 0) {
    close(socket);
    return -1;
  }
  return socket;
}

void send_all(int socket, ByteView bytes) {
  ASSERT_EQ(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
}

// True once the peer has closed.
bool closed(int socket) {
  std::array<char, 256> ignored{};
  while (true) {
    pollfd waiting{socket, POLLIN, 0};
    if (poll(&waiting, 1, 20'000) <= 0) {
      return false;
    }
    if (recv(socket, ignored.data(), ignored.size(), 0) <= 0) {
      return true;
    }
  }
}

TEST(DnstapListener, HandsOnFramesOfSeveralStreams) {
  const TemporaryFolder folder;
  Inbox inbox;
  auto listener =
      DnstapListener::open(folder.file("tap.sock"), [&](ByteView frame) { inbox.put(frame); });
  ASSERT_TRUE(listener) << describe(listener.error());
  (*listener)->start();
  ByteWriter stream;
  wire::append_frame_control(stream, wire::FrameControl::ready, wire::kDnstapContentType);
  wire::append_frame_control(stream, wire::FrameControl::start, wire::kDnstapContentType);
  wire::append_frame_data(stream, std::as_bytes(std::span(std::string_view("frame"))));
  const int first = connect_to(folder.file("tap.sock"));
  const int second = connect_to(folder.file("tap.sock"));
  send_all(first, stream.view());
  send_all(second, stream.view());
  EXPECT_TRUE(inbox.wait_for(2));
  ByteWriter stop;
  wire::append_frame_control(stop, wire::FrameControl::stop, {});
  send_all(first, stop.view());
  EXPECT_TRUE(closed(first)) << "after stop comes finish and the end";
  ByteWriter broken;
  broken.u32(0).u32(2).u16(0);
  send_all(second, broken.view());
  EXPECT_TRUE(closed(second));
  close(first);
  close(second);
  (*listener)->stop();
  const auto counters = (*listener)->counters();
  EXPECT_EQ(counters.connections, 2U);
  EXPECT_EQ(counters.frames, 2U);
  EXPECT_EQ(counters.broken, 1U);
}

TEST(DnstapListener, TakesOnlySoManyConnections) {
  const TemporaryFolder folder;
  auto listener = DnstapListener::open(folder.file("tap.sock"), [](ByteView) {});
  ASSERT_TRUE(listener);
  (*listener)->start();
  std::vector<int> sockets;
  for (std::size_t i = 0; i < DnstapListener::kConnectionsMax; ++i) {
    sockets.push_back(connect_to(folder.file("tap.sock")));
  }
  const int one_more = connect_to(folder.file("tap.sock"));
  EXPECT_TRUE(closed(one_more));
  for (const int socket : sockets) {
    close(socket);
  }
  close(one_more);
  (*listener)->stop();
  EXPECT_EQ((*listener)->counters().refused, 1U);
}

TEST(DnstapListener, ReplacesAStaleSocketAndNothingElse) {
  const TemporaryFolder folder;
  std::ofstream(folder.file("plain")) << "precious";
  EXPECT_FALSE(DnstapListener::open(folder.file("plain"), [](ByteView) {}));
  EXPECT_TRUE(fs::exists(folder.file("plain")));
  const auto first = DnstapListener::open(folder.file("tap.sock"), [](ByteView) {});
  ASSERT_TRUE(first);
  EXPECT_FALSE(DnstapListener::open(folder.file("tap.sock"), [](ByteView) {})) << "in use";
  fs::rename(folder.file("tap.sock"), folder.file("kept.sock"));
  const int stale = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  folder.file("tap.sock").copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(
      bind(stale, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address),
      0);
  close(stale);
  EXPECT_TRUE(DnstapListener::open(folder.file("tap.sock"), [](ByteView) {}));
  EXPECT_FALSE(DnstapListener::open(std::string(200, 'x'), [](ByteView) {}));
}

// A resolver of its own on loopback, with a zone of its own, ended with the test.
class Unbound {
 public:
  static constexpr std::uint16_t kPort = 25'353;

  Unbound(const TemporaryFolder& folder, const std::string& tap) {
    const std::string settings = folder.file("unbound.conf");
    std::ofstream(settings) << "server:\n"
                            << "  interface: 127.0.0.1@" << kPort << "\n"
                            << "  port: " << kPort << "\n"
                            << "  do-daemonize: no\n  use-syslog: no\n  chroot: \"\"\n"
                            << "  username: \"\"\n  pidfile: \"\"\n  num-threads: 1\n"
                            << "  logfile: \"" << folder.file("unbound.log") << "\"\n"
                            << "  directory: \"" << folder.path().string() << "\"\n"
                            << "  local-zone: \"video.cn.\" static\n"
                            << "  local-data: \"www.video.cn. 300 IN AAAA 2001:db8:4::80\"\n"
                            << "  local-data: \"www.video.cn. 300 IN A 198.51.100.80\"\n"
                            << "  local-data: \"four.video.cn. 300 IN A 198.51.100.81\"\n"
                            << "remote-control:\n  control-enable: no\n"
                            << "dnstap:\n  dnstap-enable: yes\n"
                            << "  dnstap-socket-path: \"" << tap << "\"\n"
                            << "  dnstap-log-client-response-messages: yes\n";
    pid_ = fork();
    if (pid_ == 0) {
      execl("/usr/sbin/unbound", "unbound", "-d", "-c", settings.c_str(), nullptr);
      _exit(127);
    }
  }
  Unbound(const Unbound&) = delete;
  Unbound& operator=(const Unbound&) = delete;
  ~Unbound() {
    kill(pid_, SIGTERM);
    int status = 0;
    waitpid(pid_, &status, 0);
  }

  // Asks until it is answered; the resolver needs a moment to start.
  bool ask(const char* name, wire::DnsType type) {
    ByteWriter question;
    if (!wire::append_dns_message(question, 77, false, name, type, {})) {
      return false;
    }
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(kPort);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool answered = false;
    constexpr int kTriesMax = 100;
    for (int i = 0; i < kTriesMax && !answered; ++i) {
      sendto(socket, question.view().data(), question.size(), 0,
             static_cast<const sockaddr*>(static_cast<const void*>(&to)), sizeof to);
      pollfd waiting{socket, POLLIN, 0};
      std::array<char, 512> answer{};
      answered = poll(&waiting, 1, 200) > 0 && recv(socket, answer.data(), answer.size(), 0) > 0;
      if (!answered) {
        usleep(100'000);  // Nobody listens yet: the kernel says so at once.
      }
    }
    close(socket);
    return answered;
  }

 private:
  pid_t pid_ = 0;
};

TEST(Dnstap, WhatARealResolverAnswersIsJoined) {
  if (access("/usr/sbin/unbound", X_OK) != 0) {
    GTEST_SKIP() << "unbound is not installed";
  }
  enrich::Vocabularies names;
  const enrich::NameId video = names.applications.intern("video");
  enrich::SnapshotBuilder builder;
  builder.set_names(enrich::NameTable({{"video.cn", {.application = video}}}));
  const Latest<enrich::Snapshot> snapshots(builder.build());
  enrich::DnsJoin join({.entries_max = 1000});
  enrich::DnsLearner learner(snapshots, join);
  const TemporaryFolder folder;
  Inbox inbox;
  auto listener = DnstapListener::open(folder.file("tap.sock"), [&](ByteView frame) {
    learn_dnstap(frame, SystemClock().now(), learner);
    inbox.put(frame);
  });
  ASSERT_TRUE(listener) << describe(listener.error());
  (*listener)->start();
  {
    Unbound unbound(folder, folder.file("tap.sock"));
    ASSERT_TRUE(unbound.ask("www.video.cn", wire::DnsType::aaaa)) << "see unbound.log";
    ASSERT_TRUE(unbound.ask("www.video.cn", wire::DnsType::a));
    ASSERT_TRUE(unbound.ask("four.video.cn", wire::DnsType::aaaa));
    EXPECT_TRUE(inbox.wait_for(3));
  }
  (*listener)->stop();
  const auto client = *net::IpAddress::parse("127.0.0.1");
  const auto find = [&](const char* server) {
    return join.find(
        {.server = *net::IpAddress::parse(server), .client = client, .at = SystemClock().now()});
  };
  EXPECT_EQ(find("2001:db8:4::80").application, video);
  EXPECT_EQ(find("198.51.100.80").application, video);
  EXPECT_FALSE(find("198.51.100.81").found) << "AAAA was asked for, and there is none";
  const auto facts = learner.names();
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].name, "four.video.cn");
  EXPECT_FALSE(facts[0].has_aaaa);
  EXPECT_EQ(facts[0].asked_v6, 1U);
  EXPECT_TRUE(facts[1].has_a && facts[1].has_aaaa);
  EXPECT_GE((*listener)->counters().connections, 1U);
  EXPECT_EQ((*listener)->counters().broken, 0U);
}

}  // namespace
}  // namespace sixscope::adapters
