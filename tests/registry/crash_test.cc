// Kills a process before each statement of a big commit and of a migration, and looks at what is
// left: all or nothing.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "counting_database.h"
#include "registry/sql_schema.h"
#include "registry_contract.h"

namespace sixscope::tests {
namespace {

constexpr int kObjects = 1000;

class RegistryCrash : public RegistryContract {
 protected:
  [[nodiscard]] bool makes_store() const override { return false; }

  // A SQLite connection must not be open across fork; so it is open only while it is looked at.
  void open() {
    database_ = dut().open(name_);
    auto opened = registry::SqlObjectStore::open(*database_, sample_kinds());
    ASSERT_TRUE(opened) << describe(opened.error());
    store_ = std::move(*opened);
  }
  void close() {
    store_.reset();
    database_.reset();
  }

  static std::vector<Edit> many(const std::string& prefix) {
    std::vector<Edit> edits;
    for (int i = 0; i < kObjects; ++i) {
      edits.push_back(creation(device(prefix + std::to_string(i), i)));
    }
    return edits;
  }

  // Runs `work` in a process of its own, which kills itself ahead of statement `fatal` (0: first).
  // Whether it was killed; otherwise it came to its end.
  template <class Work>
  bool killed_ahead_of(int fatal, const Work& work) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto database = dut().open(name_);
      int statement = 0;
      CountingDatabase counting(*database, [&statement, fatal] {
        if (statement++ == fatal) {
          ::kill(::getpid(), SIGKILL);
        }
      });
      ::_exit(work(counting) ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "the child failed";
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
};

TEST_P(RegistryCrash, ACommitIsThereWholeOrNotAtAll) {
  open();
  ASSERT_TRUE(commit({creation(device("before", 1))}));
  close();
  const auto work = [&](registry::SqlDatabase& database) {
    const auto store = registry::SqlObjectStore::open(database, sample_kinds());
    Commit commit = commit_of(many("x"));
    commit.receipt.emplace().id = "big";
    return store.has_value() && (*store)->commit(commit, all_).has_value();
  };
  int fatal = 0;
  for (; killed_ahead_of(fatal, work); ++fatal) {
    SCOPED_TRACE("killed ahead of statement " + std::to_string(fatal));
    open();
    ASSERT_EQ(store_->count("device", all_).value_or(0), 1U);
    ASSERT_EQ(store_->newest_commit().value_or(CommitNumber(0)), CommitNumber(1));
    ASSERT_EQ(code(store_->receipt("big", all_)), Errc::not_found);
    close();
  }
  EXPECT_GT(fatal, 15) << "it was killed in the middle, too";
  open();
  EXPECT_EQ(store_->count("device", all_).value_or(0), 1U + kObjects);
  EXPECT_EQ(store_->receipt("big", all_)->commit, CommitNumber(2));
}

TEST_P(RegistryCrash, AMigrationIsThereWholeOrNotAtAll) {
  const auto version = [this] {
    const auto database = dut().open(name_);
    const auto rows = database->connect().value()->run("SELECT schema_version FROM registry_meta");
    return rows ? std::get<std::int64_t>(rows->front().front()) : -1;
  };
  ASSERT_TRUE(registry::migrate(*dut().open(name_)->connect().value(), 1));
  const auto work = [&](registry::SqlDatabase& database) {
    return registry::SqlObjectStore::open(database, sample_kinds()).has_value();
  };
  int fatal = 0;
  for (; killed_ahead_of(fatal, work); ++fatal) {
    ASSERT_EQ(version(), 1) << "killed ahead of statement " << fatal;
  }
  EXPECT_GT(fatal, 5) << "it was killed in the middle, too";
  EXPECT_EQ(version(), registry::kSchemaVersion);
  open();
  EXPECT_EQ(store_->count("device", all_).value_or(9), 0U);
}

TEST_P(RegistryCrash, AFreezeIsThereWholeOrNotAtAll) {
  open();
  ASSERT_TRUE(commit({creation(device("before", 1))}));
  close();
  const registry::Freeze freeze{.kind = "device",
                                .period = "2026-06",
                                .version = 1,
                                .at = {},
                                .effective = {},
                                .commit = CommitNumber(1),
                                .sha256 = std::string(64, 'a'),
                                .objects = 1,
                                .author = {.who = "who", .reason = "why", .request_id = ""}};
  const auto work = [&](registry::SqlDatabase& database) {
    const auto store = registry::SqlObjectStore::open(database, sample_kinds());
    return store.has_value() && (*store)->freeze(freeze, all_).has_value();
  };
  int fatal = 0;
  for (; killed_ahead_of(fatal, work); ++fatal) {
    SCOPED_TRACE("killed ahead of statement " + std::to_string(fatal));
    open();
    ASSERT_TRUE(store_->freezes("device").value().empty());
    close();
  }
  EXPECT_GT(fatal, 3) << "it was killed in the middle, too";
  open();
  const auto frozen = store_->freezes("device").value();
  ASSERT_EQ(frozen.size(), 1U);
  EXPECT_EQ(frozen.front().sha256, freeze.sha256);
  EXPECT_EQ(frozen.front().author.reason, "why");
}

INSTANTIATE_TEST_SUITE_P(Databases, RegistryCrash,
                         testing::Values(Dialect::sqlite, Dialect::postgres), dialect_name);

}  // namespace
}  // namespace sixscope::tests
