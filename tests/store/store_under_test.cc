#include "store_under_test.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "adapters/chdb/library.h"
#include "adapters/chdb/store_process.h"
#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "adapters/clickhouse/schema.h"
#include "store/memory_volume_store.h"
#include "testing/source_dir.h"
#include "testing/temporary_folder.h"

namespace sixscope::tests {
namespace {

namespace fs = std::filesystem;
using adapters::ClickHouseOptions;

using sixscope::testing::TemporaryFolder;

/// Where stores write: in memory where there is room. These tests kill processes, never the
/// machine, and old servers make so many small files that deleting them takes minutes on some
/// disks.
fs::path place_of_stores() {
  constexpr std::uintmax_t kRoom = std::uintmax_t{4} << 30U;
  const fs::path memory = "/dev/shm";
  std::error_code wrong;
  const fs::space_info space = fs::space(memory, wrong);
  return !wrong && space.available >= kRoom ? memory : fs::temp_directory_path();
}

store::Retention for_ever() {
  store::Retention retention;
  for (const store::Table& table : store::tables()) {
    retention.set(table.keep_name, 0);
  }
  return retention;
}

const SystemClock& wall_clock() {
  static const SystemClock clock;
  return clock;
}

std::unique_ptr<store::VolumeStore> client_of(adapters::HttpClientOptions http,
                                              const std::string& database,
                                              const std::string& cluster) {
  return std::make_unique<adapters::ClickHouseVolumeStore>(
      ClickHouseOptions{.http = std::move(http),
                        .placement = {.database = database, .cluster = cluster},
                        .retention = for_ever()},
      wall_clock());
}

std::optional<std::uint64_t> number_of(const adapters::HttpClientOptions& http,
                                       const std::string& sql) {
  const auto answer = adapters::ask(adapters::HttpClient(http), sql + " FORMAT Native");
  if (!answer || answer->rows == 0 || answer->columns.front().numbers.empty()) {
    return std::nullopt;
  }
  return answer->columns.front().numbers.front();
}

class Memory final : public StoreUnderTest {
 public:
  std::unique_ptr<store::VolumeStore> connect(const std::string& database) override;
  void kill() override {
    for (auto& [name, store] : stores_) {
      store->set_available(false);
    }
  }
  void revive() override {
    for (auto& [name, store] : stores_) {
      store->set_available(true);
    }
  }

 private:
  std::map<std::string, std::shared_ptr<store::MemoryVolumeStore>> stores_;
};

/// Hands every call to a shared store: a client that can come and go.
class Shared final : public store::VolumeStore {
 public:
  explicit Shared(std::shared_ptr<store::VolumeStore> store) : store_(std::move(store)) {}
  Result<void> append(const store::VolumeBatch& batch) override { return store_->append(batch); }
  Result<void> append(const store::LedgerBatch& batch) override { return store_->append(batch); }
  Result<std::vector<store::VolumeCell>> read_with(
      const store::VolumeQuery& query, const store::VolumeBatch* unsettled) const override {
    return store_->read_with(query, unsettled);
  }
  Result<std::vector<store::LedgerRow>> read_ledger(Instant begin, Instant end) const override {
    return store_->read_ledger(begin, end);
  }
  Result<std::vector<std::string>> values(store::Dimension dimension, Instant begin, Instant end,
                                          std::string_view part, std::size_t most) const override {
    return store_->values(dimension, begin, end, part, most);
  }
  Result<std::optional<Instant>> newest() const override { return store_->newest(); }

 private:
  std::shared_ptr<store::VolumeStore> store_;
};

std::unique_ptr<store::VolumeStore> Memory::connect(const std::string& database) {
  auto& store = stores_[database];
  if (store == nullptr) {
    store = std::make_shared<store::MemoryVolumeStore>();
  }
  return std::make_unique<Shared>(store);
}

class Embedded final : public StoreUnderTest {
 public:
  Embedded() {
    const char* const named = std::getenv("SIXSCOPE_STORE_BINARY");
    const std::string program = named == nullptr ? SIXSCOPE_BINARY_DEFAULT : named;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (named == nullptr) {
      missing_ =
          "libchdb.so does not run under sanitizers: name a plain build of sixscope in "
          "SIXSCOPE_STORE_BINARY";
      return;
    }
#endif
    if (!fs::exists(program)) {
      missing_ = program + " is not built";
      return;
    }
    process_ = std::make_unique<adapters::StoreProcess>(
        adapters::StoreProcessOptions{.data_dir = (folder_.path() / "data").string(),
                                      .socket_path = socket(),
                                      .program = program});
    if (const auto started = process_->start(); !started) {
      missing_ = describe(started.error());
      ADD_FAILURE() << "the store that is built does not start: " << missing_;
    }
  }

  std::string missing() const override { return missing_; }
  std::unique_ptr<store::VolumeStore> connect(const std::string& database) override {
    return client_of(http(), database, "");
  }
  bool run(const std::string& sql) override {
    return adapters::run_statement(adapters::HttpClient(http()), sql).has_value();
  }
  std::optional<std::uint64_t> number_at(int /*server*/, const std::string& sql) override {
    return number_of(http(), sql);
  }
  void kill() override {
    if (const int pid = process_->pid(); pid != 0) {
      ::kill(pid, SIGKILL);
    }
  }
  void revive() override {
    const adapters::HttpClient client(http());
    for (int tries = 0; tries < 3000 && !client.post({}, "SELECT 1"); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

 private:
  [[nodiscard]] std::string socket() const { return (folder_.path() / "store.sock").string(); }
  [[nodiscard]] adapters::HttpClientOptions http() const {
    return {.url = "http://store", .unix_socket = socket(), .user = {}, .password = {}};
  }

  TemporaryFolder folder_{place_of_stores()};
  std::unique_ptr<adapters::StoreProcess> process_;
  std::string missing_;
};

/// Debian's clickhouse-server, started by servers.py.
class Servers final : public StoreUnderTest {
 public:
  explicit Servers(const std::string& kind) : clustered_(kind == "cluster") {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
      missing_ = "no pipe";
      return;
    }
    const std::string script = testing::source_dir() / "tests/store/servers.py";
    const std::string folder = folder_.path().string();
    std::array<const char*, 5> words = {"python3", script.c_str(), kind.c_str(), folder.c_str(),
                                        nullptr};
    const pid_t child = ::fork();
    if (child == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::execvp("python3", const_cast<char* const*>(words.data()));
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    pid_ = child;
    commands_ = ::fdopen(in[1], "w");
    answers_ = ::fdopen(out[0], "r");
    const std::string first = answer();
    if (std::sscanf(first.c_str(), "ready %d", &port_) != 1) {
      missing_ = first.empty() ? "servers.py ended" : first;
      if (!first.starts_with("skip: ")) {
        ADD_FAILURE() << "the servers that are installed do not start: " << missing_;
      }
    }
  }
  ~Servers() override {
    if (commands_ != nullptr) {
      std::fclose(commands_);  // End of input: the script ends its servers.
      static_cast<void>(answer());
      std::fclose(answers_);
    }
  }

  std::string missing() const override { return missing_; }
  std::unique_ptr<store::VolumeStore> connect(const std::string& database) override {
    databases_.insert(database);
    return client_of(http(0), database, clustered_ ? "contract" : "");
  }
  std::unique_ptr<store::VolumeStore> connect_keeping(const std::string& database,
                                                      const store::Retention& retention,
                                                      const Clock& clock) override {
    databases_.insert(database);
    return std::make_unique<adapters::ClickHouseVolumeStore>(
        ClickHouseOptions{
            .http = http(0),
            .placement = {.database = database, .cluster = clustered_ ? "contract" : ""},
            .retention = retention},
        clock);
  }
  std::unique_ptr<store::VolumeStore> connect_second() override {
    return clustered_ ? client_of(http(1), "contract", "contract") : nullptr;
  }
  void settle() override {
    if (clustered_ && restarted_) {  // A server never restarted answers from its own rows.
      synchronize();
    }
  }
  bool run(const std::string& sql) override {
    return adapters::run_statement(adapters::HttpClient(http(0)), sql).has_value();
  }
  std::optional<std::uint64_t> number_at(int server, const std::string& sql) override {
    if (server != 0) {
      synchronize();
    }
    return number_of(http(server), sql);
  }
  void kill() override { command("kill 0"); }
  void revive() override {
    command("start 0");
    restarted_ = true;
  }

 private:
  [[nodiscard]] adapters::HttpClientOptions http(int server) const {
    return {.url = "http://127.0.0.1:" + std::to_string(port_ + server),
            .unix_socket = {},
            .user = {},
            .password = {}};
  }
  /// Waits until each server of the cluster has what any has.
  void synchronize() const {
    for (const int server : {0, 1}) {
      const adapters::HttpClient client(http(server));
      for (const std::string& database : databases_) {
        for (const store::Table& table : store::tables()) {
          const std::string name = database + "." + std::string(table.name) + "_local";
          const auto done = adapters::run_statement(client, "SYSTEM SYNC REPLICA " + name);
          EXPECT_TRUE(done) << describe(done.error());
        }
      }
    }
  }
  std::string answer() {
    std::array<char, 512> line{};
    if (std::fgets(line.data(), line.size(), answers_) == nullptr) {
      return "";
    }
    std::string text(line.data());
    while (!text.empty() && text.back() == '\n') {
      text.pop_back();
    }
    return text;
  }
  void command(const std::string& line) {
    std::fputs((line + "\n").c_str(), commands_);
    std::fflush(commands_);
    EXPECT_EQ(answer(), "ok") << line;
  }

  const bool clustered_;
  bool restarted_ = false;
  int port_ = 0;
  std::set<std::string> databases_;
  TemporaryFolder folder_{place_of_stores()};
  pid_t pid_ = 0;
  std::FILE* commands_ = nullptr;
  std::FILE* answers_ = nullptr;
  std::string missing_;
};

std::unique_ptr<StoreUnderTest> make(Kind kind) {
  switch (kind) {
    case Kind::memory:
      return std::make_unique<Memory>();
    case Kind::embedded:
      return std::make_unique<Embedded>();
    case Kind::server:
      return std::make_unique<Servers>("single");
    case Kind::cluster:
      return std::make_unique<Servers>("cluster");
  }
  return nullptr;
}

}  // namespace

std::string name_of(Kind kind) {
  constexpr std::array<const char*, 4> kNames = {"memory", "embedded", "server", "cluster"};
  return kNames.at(static_cast<std::size_t>(kind));
}

void PrintTo(Kind kind, std::ostream* out) { *out << name_of(kind); }

StoreUnderTest& StoreUnderTest::of(Kind kind) {
  static std::map<Kind, std::unique_ptr<StoreUnderTest>> made;
  auto& store = made[kind];
  if (store == nullptr) {
    store = make(kind);
  }
  return *store;
}

}  // namespace sixscope::tests
