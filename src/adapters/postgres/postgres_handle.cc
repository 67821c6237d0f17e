#include "adapters/postgres/postgres_handle.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace sixscope::adapters {
namespace {

using registry::SqlRow;
using registry::SqlValue;

// Types by number, pg_type.dat.
constexpr Oid kBool = 16;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;

// By SQLSTATE, PostgreSQL's appendix A.
Errc code_of(std::string_view state) {
  for (const std::string_view again : {"23505",     // unique_violation
                                       "40001",     // serialization_failure
                                       "40P01",     // deadlock_detected
                                       "55P03"}) {  // lock_not_available
    if (state == again) {
      return Errc::conflict;
    }
  }
  // Connection, resources, operator's intervention (a shutdown, a statement cancelled for its
  // time).
  for (const std::string_view down : {"08", "53", "57", "58"}) {
    if (state.starts_with(down)) {
      return Errc::unavailable;
    }
  }
  return Errc::malformed;
}

SqlValue column(const PGresult* result, int index) {
  if (PQgetisnull(result, 0, index) != 0) {
    return std::monostate{};
  }
  const char* const text = PQgetvalue(result, 0, index);
  const auto size = static_cast<std::size_t>(PQgetlength(result, 0, index));
  switch (PQftype(result, index)) {
    case kBool:
      return std::int64_t{*text == 't' ? 1 : 0};
    case kInt2:
    case kInt4:
    case kInt8: {
      std::int64_t number = 0;
      std::from_chars(text, text + size, number);
      return number;
    }
    default:
      return std::string(text, size);
  }
}

void ignore_notice(void* /*nobody*/, const PGresult* /*notice*/) {}

// Without the password, should the library ever quote it.
std::string without(std::string text, std::string_view password) {
  for (std::size_t at = 0;
       !password.empty() && (at = text.find(password, at)) != std::string::npos;) {
    text.replace(at, password.size(), "***");
  }
  while (text.ends_with('\n')) {
    text.pop_back();
  }
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

std::string with_dollars(std::string_view sql) {
  std::string out(sql);
  bool quoted = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    quoted = quoted != (out[i] == '\'');
    if (!quoted && out[i] == '?' && i + 1 < out.size() && out[i + 1] >= '1' && out[i + 1] <= '9') {
      out[i] = '$';
    }
  }
  return out;
}

void PostgresHandle::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }
void PostgresHandle::Clear::operator()(pg_result* result) const { PQclear(result); }

bool PostgresHandle::in_transaction() const {
  return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

bool PostgresHandle::alive() const {
  return !gone_ && PQstatus(connection_.get()) == CONNECTION_OK;
}

Result<std::unique_ptr<PostgresHandle>> PostgresHandle::open(const std::string& url,
                                                             std::chrono::milliseconds patience) {
  constexpr const char* kConnectSeconds = "10";
  // Of a URL that does not parse, the library's words quote parts; so none of them are shown.
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(url.c_str(), nullptr), &PQconninfoFree);
  if ((!url.starts_with("postgresql://") && !url.starts_with("postgres://")) || parsed == nullptr) {
    return fail(Errc::malformed, "the registry's URL is postgresql://user:password@host/database");
  }
  // What the URL says comes last and counts.
  const std::array<const char*, 4> names = {"connect_timeout", "application_name", "dbname",
                                            nullptr};
  const std::array<const char*, 4> values = {kConnectSeconds, "sixscope", url.c_str(), nullptr};
  std::unique_ptr<PostgresHandle> handle(
      new PostgresHandle(PQconnectdbParams(names.data(), values.data(), 1)));
  PGconn* const connection = handle->connection_.get();
  if (PQstatus(connection) != CONNECTION_OK) {
    const char* const password = PQpass(connection);
    return fail_because(without(PQerrorMessage(connection), password == nullptr ? "" : password),
                        Errc::unavailable, "the registry's database does not answer");
  }
  PQsetNoticeReceiver(connection, ignore_notice, nullptr);
  const std::string time = std::to_string(patience.count());
  for (const std::string_view setting :
       {"SET client_encoding = 'UTF8'", "SET standard_conforming_strings = on",
        "SET default_transaction_isolation = 'read committed'"}) {
    if (const auto set = handle->run(setting); !set) {
      return fail_like(set);
    }
  }
  for (const std::string_view limit :
       {"statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"}) {
    if (const auto set = handle->run("SET " + std::string(limit) + " = " + time); !set) {
      return fail_like(set);
    }
  }
  return handle;
}

Result<void> PostgresHandle::send(std::string_view sql, std::span<const SqlValue> parameters) {
  std::vector<Oid> types;
  std::vector<std::string> digits(parameters.size());  // Numbers, while they are sent.
  std::vector<const char*> values;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
      digits[i] = std::to_string(*number);
      types.push_back(kInt8);
      values.push_back(digits[i].c_str());
    } else if (const auto* text = std::get_if<std::string>(&parameters[i])) {
      if (text->find('\0') != std::string::npos) {
        return fail(Errc::malformed, "a text in the registry has no U+0000");
      }
      types.push_back(kText);
      values.push_back(text->c_str());
    } else {
      types.push_back(0);
      values.push_back(nullptr);
    }
  }
  const bool sent = PQsendQueryParams(connection_.get(), with_dollars(sql).c_str(),
                                      static_cast<int>(parameters.size()), types.data(),
                                      values.data(), nullptr, nullptr, 0) == 1;
  if (!sent || PQsetSingleRowMode(connection_.get()) != 1) {
    return failure(nullptr);
  }
  return {};
}

Result<void> PostgresHandle::each(std::string_view sql, std::span<const SqlValue> parameters,
                                  const std::function<bool(const SqlRow&)>& take) {
  if (auto sent = send(sql, parameters); !sent) {
    return sent;
  }
  Result<void> outcome;
  bool stopped = false;
  SqlRow row;
  while (const Answer answer{PQgetResult(connection_.get())}) {
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_SINGLE_TUPLE && !stopped) {
      row.resize(static_cast<std::size_t>(PQnfields(answer.get())));
      for (std::size_t i = 0; i < row.size(); ++i) {
        row[i] = column(answer.get(), static_cast<int>(i));
      }
      if (!take(row)) {
        stopped = true;
        stop();
      }
    } else if (status == PGRES_FATAL_ERROR && !stopped && outcome) {
      outcome = failure(answer.get());
    }
  }
  return outcome;
}

Result<void> PostgresHandle::run(std::string_view sql) {
  return each(sql, {}, [](const SqlRow&) { return true; });
}

void PostgresHandle::stop() {
  const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(connection_.get()),
                                                                  &PQfreeCancel);
  std::array<char, 256> words{};
  if (cancel != nullptr) {
    PQcancel(cancel.get(), words.data(), static_cast<int>(words.size()));
  }
}

tl::unexpected<Error> PostgresHandle::failure(const PGresult* result) {
  const char* const state =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr || std::string_view(state).starts_with("57P")) {
    gone_ = true;
  }
  if (!alive()) {
    return fail_because(without(PQerrorMessage(connection_.get()), PQpass(connection_.get())),
                        Errc::unavailable, "the registry's database does not answer");
  }
  const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return fail_because(words == nullptr ? state : words, code_of(state),
                      "PostgreSQL refused a statement");
}

}  // namespace sixscope::adapters
