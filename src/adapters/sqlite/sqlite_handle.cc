#include "adapters/sqlite/sqlite_handle.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace sixscope::adapters {
namespace {

using registry::SqlRow;
using registry::SqlValue;

// The store has some twenty statements, and a few lengths of each that takes many rows.
constexpr std::size_t kStatementsMax = 64;
constexpr std::size_t kSqlShownMax = 80;  // Of a statement, in an error.

Errc code_of(int result) {
  switch (result & 0xFF) {  // The primary code; the rest is detail.
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::conflict;
    case SQLITE_CONSTRAINT:
      return result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY
                 ? Errc::conflict
                 : Errc::malformed;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_NOMEM:
      return Errc::unavailable;
    default:
      return Errc::malformed;
  }
}

SqlValue column(sqlite3_stmt* statement, int index) {
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, index)};
    default: {
      // SQLite hands out text as unsigned char; blob is the same bytes without a cast.
      const auto* const text = static_cast<const char*>(sqlite3_column_blob(statement, index));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, index));
      return text == nullptr ? std::string() : std::string(text, size);
    }
  }
}

/// Makes a prepared statement ready for the next use, whatever became of this one.
struct Reset {
  sqlite3_stmt* statement;
  explicit Reset(sqlite3_stmt* used) : statement(used) {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

}  // namespace

Result<std::unique_ptr<SqliteHandle>> SqliteHandle::open(const std::string& path,
                                                         std::chrono::milliseconds patience) {
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(
      path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteHandle> handle(new SqliteHandle(db));
  if (opened != SQLITE_OK) {
    return fail_because(path + ": " + sqlite3_errstr(opened), Errc::unavailable,
                        "the registry's file cannot be opened");
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, static_cast<int>(patience.count()));
  for (const std::string_view pragma :
       {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF"}) {
    if (const auto set = handle->run(pragma); !set) {
      return fail_because(path + ": " + set.error().detail, set.error().code,
                          "the registry's file cannot be used");
    }
  }
  return handle;
}

Result<sqlite3_stmt*> SqliteHandle::prepare(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    return found->second.get();
  }
  sqlite3_stmt* prepared = nullptr;
  const int result = sqlite3_prepare_v3(db_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  Statement statement(prepared);
  if (result != SQLITE_OK) {
    return failure(sql);
  }
  if (statements_.size() >= kStatementsMax) {
    statements_.clear();
  }
  return statements_.emplace(sql, std::move(statement)).first->second.get();
}

Result<void> SqliteHandle::bind(sqlite3_stmt* statement, std::span<const SqlValue> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int place = static_cast<int>(i) + 1;
    int result = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
      result = sqlite3_bind_int64(statement, place, *number);
    } else if (const auto* text = std::get_if<std::string>(&parameters[i])) {
      if (text->find('\0') != std::string::npos) {
        return fail(Errc::malformed, "a text in the registry has no U+0000");
      }
      // The caller's texts outlive the run, so nothing is copied (SQLITE_STATIC).
      result = sqlite3_bind_text(statement, place, text->data(), static_cast<int>(text->size()),
                                 nullptr);
    } else {
      result = sqlite3_bind_null(statement, place);
    }
    if (result != SQLITE_OK) {
      return failure(sqlite3_sql(statement));
    }
  }
  return {};
}

Result<void> SqliteHandle::each(std::string_view sql, std::span<const SqlValue> parameters,
                                const std::function<bool(const SqlRow&)>& take) {
  const auto statement = prepare(sql);
  if (!statement) {
    return fail_like(statement);
  }
  const Reset reset(*statement);
  if (const auto bound = bind(*statement, parameters); !bound) {
    return bound;
  }
  SqlRow row(static_cast<std::size_t>(sqlite3_column_count(*statement)));
  int result = sqlite3_step(*statement);
  for (; result == SQLITE_ROW; result = sqlite3_step(*statement)) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = column(*statement, static_cast<int>(i));
    }
    if (!take(row)) {
      return {};
    }
  }
  return result == SQLITE_DONE ? Result<void>() : failure(sql);
}

Result<void> SqliteHandle::run(std::string_view sql) {
  return each(sql, {}, [](const SqlRow&) { return true; });
}

tl::unexpected<Error> SqliteHandle::failure(std::string_view sql) const {
  const int result = sqlite3_extended_errcode(db_.get());
  return fail_because(
      std::string(sqlite3_errmsg(db_.get())) + " in " + std::string(sql.substr(0, kSqlShownMax)),
      code_of(result), "SQLite refused a statement");
}

}  // namespace sixscope::adapters
