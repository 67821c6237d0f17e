#include "database_under_test.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "adapters/postgres/postgres_database.h"
#include "adapters/sqlite/sqlite_database.h"
#include "testing/source_dir.h"
#include "testing/temporary_folder.h"

namespace sixscope::tests {
namespace {

namespace fs = std::filesystem;
using sixscope::testing::TemporaryFolder;

/// These tests kill processes, never the machine; so memory will do, where there is room.
fs::path place_of_files() {
  constexpr std::uintmax_t kRoom = std::uintmax_t{1} << 30U;
  const fs::path memory = "/dev/shm";
  std::error_code wrong;
  const fs::space_info space = fs::space(memory, wrong);
  return !wrong && space.available >= kRoom ? memory : fs::temp_directory_path();
}

template <class Database>
std::unique_ptr<registry::SqlDatabase> opened(Result<std::unique_ptr<Database>> database) {
  if (!database) {
    ADD_FAILURE() << describe(database.error());
    return nullptr;
  }
  return std::move(*database);
}

class Sqlite final : public DatabaseUnderTest {
 public:
  std::unique_ptr<registry::SqlDatabase> open(const std::string& name) override {
    return opened(
        adapters::SqliteDatabase::open({.path = folder_.file((name + ".sqlite").c_str())}));
  }

 private:
  TemporaryFolder folder_{place_of_files()};
};

/// Debian's PostgreSQL, started by postgres_server.py. A name is a schema of its own.
class Postgres final : public DatabaseUnderTest {
 public:
  Postgres() {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
      missing_ = "no pipe";
      return;
    }
    const std::string script = testing::source_dir() / "tests/registry/postgres_server.py";
    const std::string folder = folder_.path().string();
    const std::array<const char*, 4> words = {"python3", script.c_str(), folder.c_str(), nullptr};
    if (::fork() == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::execvp("python3", const_cast<char* const*>(words.data()));
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    commands_ = ::fdopen(in[1], "w");
    answers_ = ::fdopen(out[0], "r");
    const std::string first = answer();
    if (first != "ready") {
      missing_ = first.empty() ? "postgres_server.py ended" : first;
      if (!first.starts_with("skip: ")) {
        ADD_FAILURE() << "the PostgreSQL that is installed does not start: " << missing_;
      }
    }
  }
  ~Postgres() override {
    if (commands_ != nullptr) {
      std::fclose(commands_);  // End of input: the script ends its server.
      static_cast<void>(answer());
      std::fclose(answers_);
    }
  }

  std::string missing() const override { return missing_; }
  std::unique_ptr<registry::SqlDatabase> open(const std::string& name) override {
    if (made_.insert(name).second) {
      const auto plain = opened(adapters::PostgresDatabase::open({.url = url("")}));
      const auto created =
          plain->connect().value()->run("CREATE SCHEMA IF NOT EXISTS \"" + name + "\"");
      EXPECT_TRUE(created) << describe(created.error());
    }
    return opened(
        adapters::PostgresDatabase::open({.url = url("&options=-csearch_path%3D" + name)}));
  }
  bool stop() override { return command("stop"); }
  bool start() override { return command("start"); }

 private:
  [[nodiscard]] std::string url(const std::string& more) const {
    return "postgresql://registry:not-asked-for@/postgres?host=" + folder_.path().string() + more;
  }
  bool command(const char* word) {
    std::fprintf(commands_, "%s\n", word);
    std::fflush(commands_);
    return answer() == "ok";
  }
  std::string answer() {
    std::array<char, 512> line{};
    if (std::fgets(line.data(), line.size(), answers_) == nullptr) {
      return "";
    }
    const std::string text(line.data());
    return text.substr(0, text.find('\n'));
  }

  TemporaryFolder folder_{place_of_files()};
  std::set<std::string> made_;
  std::FILE* commands_ = nullptr;
  std::FILE* answers_ = nullptr;
  std::string missing_;
};

}  // namespace

std::string name_of(Dialect dialect) { return dialect == Dialect::sqlite ? "sqlite" : "postgres"; }

void PrintTo(Dialect dialect, std::ostream* out) { *out << name_of(dialect); }

DatabaseUnderTest& DatabaseUnderTest::of(Dialect dialect) {
  static std::map<Dialect, std::unique_ptr<DatabaseUnderTest>> made;
  auto& database = made[dialect];
  if (database == nullptr) {
    database = dialect == Dialect::sqlite
                   ? std::unique_ptr<DatabaseUnderTest>(std::make_unique<Sqlite>())
                   : std::unique_ptr<DatabaseUnderTest>(std::make_unique<Postgres>());
  }
  return *database;
}

}  // namespace sixscope::tests
