#include "apps/polling_service.h"

#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "apps/registry_fixture.h"
#include "base/guarded.h"

namespace sixscope::apps {
namespace {

using polling::Attempt;
using polling::PollState;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// How long a test waits for what has to come; a busy machine under a sanitizer is slow.
constexpr std::chrono::seconds kPatience{60};

bool wait_for(const std::function<bool()>& is_so) {
  const auto end = steady_clock::now() + kPatience;
  while (!is_so()) {
    if (steady_clock::now() > end) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

/// A device that hears what it is asked and says nothing.
class SilentAgent {
 public:
  SilentAgent() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&here), size), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&here), &size), 0);
    port_ = ntohs(here.sin_port);
    const timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
  }
  ~SilentAgent() { ::close(socket_); }
  SilentAgent(const SilentAgent&) = delete;
  SilentAgent& operator=(const SilentAgent&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Waits until it is asked.
  [[nodiscard]] bool is_asked() const {
    std::array<char, 2048> request{};
    return ::recv(socket_, request.data(), request.size(), 0) > 0;
  }

 private:
  const int socket_;
  std::uint16_t port_ = 0;
};

/// A database that can go away, and counts who asks for it.
class DatabaseWithBreaks final : public registry::SqlDatabase {
 public:
  explicit DatabaseWithBreaks(registry::SqlDatabase& database) : database_(database) {}

  Result<std::unique_ptr<registry::SqlConnection>> connect() override {
    ++asked;
    return is_there ? database_.connect() : fail(Errc::unavailable, "it is away");
  }
  std::atomic<bool> is_there{true};
  std::atomic<int> asked{0};

 private:
  registry::SqlDatabase& database_;
};

class PollingServiceTest : public ::testing::Test {
 protected:
  // Of a device at 127.0.0.1, with the credential of that name.
  registry::ObjectId add_device(const std::string& name, const std::string& credential) {
    registry::Edit edit;
    edit.kind = "nat44_device";
    edit.set = {{"name", name},
                {"operator", std::string("china_mobile")},
                {"region", std::string("440100")},
                {"management_address", std::string("127.0.0.1")},
                {"polling_credential", credential}};
    registry::Commit commit;
    commit.at = commit.effective = kTestNoon;
    commit.edits = {std::move(edit)};
    const auto done = registry_.store->commit(commit, registry::Scope::everything("test"));
    EXPECT_TRUE(done) << describe(done.error());
    return done ? done->objects.front() : registry::ObjectId();
  }
  // As `sixscope polling credential add` leaves it.
  void add_credential(const std::string& name) {
    const adapters::SealedCredentials sealed({.sealed = registry_.folder.file("credentials.sealed"),
                                              .key = registry_.folder.file("polling.key")});
    polling::Credential credential;
    credential.community = polling::Secret("public");
    const auto added = sealed.add(name, credential);
    ASSERT_TRUE(added) << describe(added.error());
  }
  // `polling` is the section of that name.
  std::unique_ptr<PollingService> service(const std::string& polling) {
    const auto loaded = settings::Settings::load(
        "data_dir = \"" + registry_.folder.path().string() + "\"\n[polling]\n" + polling, "my.toml",
        {});
    EXPECT_TRUE(loaded.faults.empty()) << loaded.faults.front().detail;
    auto made = PollingService::make(loaded.settings, *store_, database_, registry_.clock,
                                     [this](const std::string& line) {
                                       notices_.with([&](auto& lines) { lines.push_back(line); });
                                     });
    EXPECT_TRUE(made) << describe(made.error());
    return *std::move(made);
  }
  static std::vector<Attempt> attempts(PollingService& service) {
    return service.readings().attempts().value_or(std::vector<Attempt>{});
  }
  std::vector<std::string> notices() {
    return notices_.with([](const auto& lines) { return lines; });
  }

  TestRegistry registry_;
  DatabaseWithBreaks database_{*registry_.database};
  std::unique_ptr<registry::SqlObjectStore> store_ =
      registry::SqlObjectStore::over(database_, *registry_.kinds);
  Guarded<std::vector<std::string>> notices_;
};

TEST(PollingSlot, SpreadsDevicesAndKeepsTheirTime) {
  constexpr std::chrono::seconds kInterval{900};
  std::set<std::int64_t> slots;
  for (std::uint64_t id = 1; id <= 300; ++id) {
    const auto slot = polling_slot(registry::ObjectId(id), kInterval);
    EXPECT_GE(slot.count(), 0);
    EXPECT_LT(slot, kInterval);
    EXPECT_EQ(slot, polling_slot(registry::ObjectId(id), kInterval));
    slots.insert(slot.count());
  }
  EXPECT_GT(slots.size(), 250U) << "neighbours do not crowd";
}

TEST_F(PollingServiceTest, AsksItsDevicesAndKeepsWhatCameOfIt) {
  const SilentAgent agent;
  add_credential("lab");
  const auto asked = add_device("a", "lab");
  const auto unfit = add_device("b", "no such");
  const auto polling = service(
      "interval = 1\ntimeout_ms = 50\nretries = 0\nport = " + std::to_string(agent.port()) + "\n");
  EXPECT_TRUE(attempts(*polling).empty()) << "inert until it is started";
  polling->start();
  polling->start();  // Changes nothing.
  EXPECT_TRUE(agent.is_asked());
  ASSERT_TRUE(wait_for([&] { return attempts(*polling).size() == 2; }));
  ASSERT_TRUE(wait_for([&] { return !notices().empty(); }));
  polling->stop();
  const auto kept = attempts(*polling);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].device, asked.value());
  EXPECT_EQ(kept[0].state, PollState::silent);
  EXPECT_EQ(kept[0].last_try, kTestNoon) << "by the clock it was given";
  EXPECT_FALSE(kept[0].last_ok);
  EXPECT_EQ(kept[1].device, unfit.value());
  EXPECT_EQ(kept[1].state, PollState::not_asked);
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("credential 'no such'"))) << "once";
}

TEST_F(PollingServiceTest, DevicesThatComeLaterAreAsked) {
  const auto polling = service("interval = 1\n");
  polling->start();
  ASSERT_TRUE(wait_for([&] { return database_.asked >= 1; }));
  const auto late = add_device("late", "");
  // Asked for by a person before the list is read again.
  const auto done = polling->poll_now()(late);
  ASSERT_TRUE(done) << describe(done.error());
  polling->stop();
  ASSERT_EQ(attempts(*polling).size(), 1U);
  EXPECT_EQ(attempts(*polling).front().state, PollState::not_asked);
  EXPECT_EQ(polling->poll_now()(registry::ObjectId(99)).error().code, Errc::not_found);
}

TEST_F(PollingServiceTest, OffItAsksNobodyAndNothing) {
  add_device("a", "");
  const auto polling = service("interval = 0\n");
  polling->start();
  polling->stop();
  EXPECT_EQ(database_.asked, 0) << "there is no thread";
  EXPECT_TRUE(attempts(*polling).empty());
  EXPECT_THAT(notices(), IsEmpty());
}

TEST_F(PollingServiceTest, StopsInTheMidstOfAPoll) {
  const SilentAgent agent;
  add_credential("lab");
  const auto device = add_device("a", "lab");
  // Left alone, the poll would outlast any test.
  const auto polling =
      service("interval = 1\ntimeout_ms = 60000\nretries = 10\ndevice_seconds_max = 3600\nport = " +
              std::to_string(agent.port()) + "\n");
  polling->start();
  ASSERT_TRUE(agent.is_asked()) << "the poll is going on";
  const auto begin = steady_clock::now();
  // Somebody who wants a device asked now waits for the end of it, and is let go as well.
  Result<void> asked_now;
  std::thread caller([&] { asked_now = polling->poll_now()(device); });
  polling->stop();
  caller.join();
  EXPECT_TRUE(asked_now) << describe(asked_now.error());
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
  EXPECT_TRUE(attempts(*polling).empty()) << "what was cut off came to no end";
  polling->stop();  // Again changes nothing.
}

TEST_F(PollingServiceTest, EndsWithItsOwner) {
  const SilentAgent agent;
  add_credential("lab");
  add_device("a", "lab");
  auto polling =
      service("interval = 1\ntimeout_ms = 60000\nport = " + std::to_string(agent.port()) + "\n");
  polling->start();
  ASSERT_TRUE(agent.is_asked());
  const auto begin = steady_clock::now();
  polling.reset();
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST_F(PollingServiceTest, BeginsWhenALateDatabaseIsThere) {
  add_device("a", "");
  database_.is_there = false;
  const auto polling = service("interval = 1\nretention_days = 0\n");
  polling->start();
  ASSERT_TRUE(wait_for([&] { return database_.asked >= 3; })) << "it goes on trying";
  EXPECT_THAT(notices(), ElementsAre(HasSubstr("devices are not polled"))) << "said once";
  database_.is_there = true;
  ASSERT_TRUE(wait_for([&] { return !attempts(*polling).empty(); })) << "without a restart";
  polling->stop();
  EXPECT_EQ(attempts(*polling).front().state, PollState::not_asked);
}

TEST_F(PollingServiceTest, DropsDaysThatAreTooOld) {
  const auto device = add_device("a", "");
  const auto polling = service("interval = 1\nretention_days = 10\n");
  polling::Polled polled;
  polled.state = PollState::answers;
  polling::Reading reading;
  reading.value = model::Decimal::whole(7);
  polled.readings.readings = {reading};
  for (const int days : {11, 9}) {
    ASSERT_TRUE(
        polling->readings().record(device.value(), kTestNoon - std::chrono::days(days), polled));
  }
  const auto days = [&] { return polling->readings().days(device.value(), {}).value().size(); };
  ASSERT_EQ(days(), 2U);
  polling->start();
  EXPECT_TRUE(wait_for([&] { return days() == 1U; }));
  polling->stop();
}

}  // namespace
}  // namespace sixscope::apps
