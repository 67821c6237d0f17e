#include "adapters/postgres/postgres_database.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "adapters/postgres/postgres_handle.h"

namespace sixscope::adapters {

/// Connections that wait for their next call.
struct PostgresPool {
  PostgresOptions options;
  std::mutex mutex;
  std::condition_variable freed;
  std::vector<std::unique_ptr<PostgresHandle>> idle;  // Under the mutex, as what follows.
  std::size_t lent = 0;
  std::uint64_t generation = 0;  // Rises when the server went away: what is older is not reused.

  struct Borrowed {
    std::unique_ptr<PostgresHandle> handle;
    std::uint64_t generation = 0;
  };
  Result<Borrowed> borrow();
  void give_back(Borrowed borrowed);
};

namespace {

using registry::SqlRow;
using registry::SqlValue;

constexpr std::size_t kHandlesMax = 16;
// Of the lock that one writer at a time holds; "sixscope" in ASCII.
constexpr std::int64_t kWriterLock = 0x73697873636F7065;

class Connection final : public registry::SqlConnection {
 public:
  Connection(PostgresPool& pool, PostgresPool::Borrowed borrowed)
      : pool_(pool), borrowed_(std::move(borrowed)) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override {
    roll_back();
    pool_.give_back(std::move(borrowed_));
  }

  Result<std::vector<SqlRow>> run(std::string_view sql,
                                  std::span<const SqlValue> parameters) override {
    std::vector<SqlRow> rows;
    const auto done = handle().each(sql, parameters, [&rows](const SqlRow& row) {
      rows.push_back(row);
      return true;
    });
    return done ? Result<std::vector<SqlRow>>(std::move(rows)) : fail_like(done);
  }
  Result<void> each(std::string_view sql, std::span<const SqlValue> parameters,
                    const std::function<bool(const SqlRow&)>& take) override {
    return handle().each(sql, parameters, take);
  }

  // The lock comes before any other statement, so that each sees what the last writer committed.
  Result<void> begin() override {
    Result<void> begun = handle().run("BEGIN");
    if (begun) {
      begun = each("SELECT pg_advisory_xact_lock(?1)", std::array<SqlValue, 1>{kWriterLock},
                   [](const SqlRow&) { return true; });
    }
    if (!begun) {
      roll_back();
    }
    return begun;
  }
  Result<void> commit() override { return handle().run("COMMIT"); }
  void roll_back() override {
    if (handle().alive() && handle().in_transaction()) {
      static_cast<void>(handle().run("ROLLBACK"));
    }
  }

 private:
  [[nodiscard]] PostgresHandle& handle() { return *borrowed_.handle; }

  PostgresPool& pool_;
  PostgresPool::Borrowed borrowed_;
};

}  // namespace

Result<PostgresPool::Borrowed> PostgresPool::borrow() {
  std::uint64_t born = 0;
  {
    std::unique_lock lock(mutex);
    if (!freed.wait_for(lock, options.patience, [this] { return lent < kHandlesMax; })) {
      return fail(Errc::unavailable, "every connection to the registry's database is in use");
    }
    ++lent;
    born = generation;
    if (!idle.empty()) {
      Borrowed borrowed{.handle = std::move(idle.back()), .generation = born};
      idle.pop_back();
      return borrowed;
    }
  }
  auto handle = PostgresHandle::open(options.url, options.patience);
  if (!handle) {
    const std::scoped_lock lock(mutex);
    --lent;
    return fail_like(handle);
  }
  return Borrowed{.handle = std::move(*handle), .generation = born};
}

void PostgresPool::give_back(Borrowed borrowed) {
  std::vector<std::unique_ptr<PostgresHandle>> dead;  // Closed outside the lock.
  {
    const std::scoped_lock lock(mutex);
    --lent;
    if (borrowed.generation == generation && borrowed.handle->alive()) {
      idle.push_back(std::move(borrowed.handle));
    } else if (borrowed.generation == generation) {
      ++generation;  // The others went with the same server.
      dead.swap(idle);
    }
  }
  freed.notify_all();
}

PostgresDatabase::PostgresDatabase(std::unique_ptr<PostgresPool> pool) : pool_(std::move(pool)) {}
PostgresDatabase::~PostgresDatabase() = default;

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::open(PostgresOptions options) {
  auto pool = std::make_unique<PostgresPool>();
  pool->options = std::move(options);
  auto first = pool->borrow();
  if (!first) {
    return fail_like(first);
  }
  pool->give_back(std::move(*first));
  return std::unique_ptr<PostgresDatabase>(new PostgresDatabase(std::move(pool)));
}

Result<std::unique_ptr<registry::SqlConnection>> PostgresDatabase::connect() {
  auto borrowed = pool_->borrow();
  if (!borrowed) {
    return fail_like(borrowed);
  }
  return std::unique_ptr<registry::SqlConnection>(
      std::make_unique<Connection>(*pool_, std::move(*borrowed)));
}

}  // namespace sixscope::adapters
