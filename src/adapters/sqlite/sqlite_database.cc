#include "adapters/sqlite/sqlite_database.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/sqlite/sqlite_handle.h"

namespace sixscope::adapters {

/// Connections that wait for their next call, and who may write.
struct SqlitePool {
  SqliteOptions options;
  std::size_t handles_max = 1;
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<SqliteHandle>> idle;  // Under the mutex, as what follows.
  std::size_t lent = 0;
  bool writing = false;

  Result<std::unique_ptr<SqliteHandle>> borrow();
  void give_back(std::unique_ptr<SqliteHandle> handle);
  Result<void> start_writing();
  void stop_writing();
};

namespace {

using registry::SqlRow;
using registry::SqlValue;

constexpr std::string_view kMemory = ":memory:";
constexpr std::size_t kHandlesMax = 16;

class Connection final : public registry::SqlConnection {
 public:
  Connection(SqlitePool& pool, std::unique_ptr<SqliteHandle> handle)
      : pool_(pool), handle_(std::move(handle)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override {
    end_transaction();
    pool_.give_back(std::move(handle_));
  }

  Result<std::vector<SqlRow>> run(std::string_view sql,
                                  std::span<const SqlValue> parameters) override {
    std::vector<SqlRow> rows;
    const auto done = handle_->each(sql, parameters, [&rows](const SqlRow& row) {
      rows.push_back(row);
      return true;
    });
    return done ? Result<std::vector<SqlRow>>(std::move(rows)) : fail_like(done);
  }
  Result<void> each(std::string_view sql, std::span<const SqlValue> parameters,
                    const std::function<bool(const SqlRow&)>& take) override {
    return handle_->each(sql, parameters, take);
  }

  Result<void> begin() override {
    if (auto started = pool_.start_writing(); !started) {
      return started;
    }
    writing_ = true;
    Result<void> begun = handle_->run("BEGIN IMMEDIATE");
    if (!begun) {
      end_transaction();
    }
    return begun;
  }
  Result<void> commit() override {
    Result<void> done = handle_->run("COMMIT");
    end_transaction();
    return done;
  }
  void roll_back() override { end_transaction(); }

 private:
  // Rolls back what is open, and lets the next one write.
  void end_transaction() {
    if (handle_->in_transaction()) {
      static_cast<void>(handle_->run("ROLLBACK"));
    }
    if (std::exchange(writing_, false)) {
      pool_.stop_writing();
    }
  }

  SqlitePool& pool_;
  std::unique_ptr<SqliteHandle> handle_;
  bool writing_ = false;
};

// SQLite would make the file readable to all that the umask lets; its log takes the file's mode.
Result<void> make_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return fail_because(path + ": " + std::strerror(errno), Errc::unavailable,
                        "the registry's file cannot be opened");
  }
  ::close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<SqliteHandle>> SqlitePool::borrow() {
  {
    std::unique_lock lock(mutex);
    if (!freed.wait_for(lock, options.patience, [this] { return lent < handles_max; })) {
      return fail(Errc::unavailable, "every connection to the registry's file is in use");
    }
    ++lent;
    if (!idle.empty()) {
      auto handle = std::move(idle.back());
      idle.pop_back();
      return handle;
    }
  }
  auto handle = SqliteHandle::open(options.path, options.patience);
  if (!handle) {
    const std::scoped_lock lock(mutex);
    --lent;
  }
  return handle;
}

void SqlitePool::give_back(std::unique_ptr<SqliteHandle> handle) {
  {
    const std::scoped_lock lock(mutex);
    idle.push_back(std::move(handle));
    --lent;
  }
  freed.notify_all();
}

// SQLite's own waiting is by polling and unfair; among our threads the next one is woken.
Result<void> SqlitePool::start_writing() {
  std::unique_lock lock(mutex);
  if (!freed.wait_for(lock, options.patience, [this] { return !writing; })) {
    return fail(Errc::conflict, "another commit to the registry takes too long");
  }
  writing = true;
  return {};
}

void SqlitePool::stop_writing() {
  {
    const std::scoped_lock lock(mutex);
    writing = false;
  }
  freed.notify_all();
}

SqliteDatabase::SqliteDatabase(std::unique_ptr<SqlitePool> pool) : pool_(std::move(pool)) {}
SqliteDatabase::~SqliteDatabase() = default;

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(SqliteOptions options) {
  auto pool = std::make_unique<SqlitePool>();
  pool->options = std::move(options);
  if (pool->options.path != kMemory) {
    pool->handles_max = kHandlesMax;
    if (const auto made = make_file(pool->options.path); !made) {
      return fail_like(made);
    }
  }
  auto first = pool->borrow();  // Says now what is wrong with the file.
  if (!first) {
    return fail_like(first);
  }
  pool->give_back(std::move(*first));
  return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(std::move(pool)));
}

Result<std::unique_ptr<registry::SqlConnection>> SqliteDatabase::connect() {
  auto handle = pool_->borrow();
  if (!handle) {
    return fail_like(handle);
  }
  return std::unique_ptr<registry::SqlConnection>(
      std::make_unique<Connection>(*pool_, std::move(*handle)));
}

}  // namespace sixscope::adapters
