#include "registry/sql_account_store.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "registry/sql_rows.h"
#include "registry/value.h"

namespace sixscope::registry {
namespace {

constexpr std::string_view kAccounts =
    "SELECT id, title, every_region, regions, owners, may_write, sees_sensitive, disabled, made_ms "
    "FROM registry_account WHERE removed = 0";
constexpr std::string_view kTokens =
    "SELECT id, account, note, made_ms, ends_ms, networks, read_only, last_used_day "
    "FROM registry_token WHERE account = ?1 OR ?1 = '' ORDER BY made_ms, id";
constexpr std::string_view kCredential =
    "SELECT a.id, a.title, a.every_region, a.regions, a.owners, a.may_write, a.sees_sensitive, "
    "a.disabled, a.made_ms, t.id, t.account, t.note, t.made_ms, t.ends_ms, t.networks, "
    "t.read_only, t.last_used_day FROM registry_token t JOIN registry_account a ON a.id = t.account"
    " AND a.removed = 0 ";
/// Columns of an account in `kCredential`; those of the token stand behind.
constexpr std::size_t kAccountColumns = 9;

SqlValue list_of(const std::vector<std::string>& texts) { return to_json(Value(texts)); }

SqlValue flag(bool truth) { return std::int64_t{truth ? 1 : 0}; }

Result<Account> account_at(const SqlRow& row) {
  auto regions = texts_at(row, 3);
  auto owners = texts_at(row, 4);
  if (!regions || !owners) {
    return fail_like(regions ? owners : regions);
  }
  return Account{.id = text_at(row, 0),
                 .title = text_at(row, 1),
                 .all = number_at(row, 2) != 0,
                 .regions = *std::move(regions),
                 .owners = *std::move(owners),
                 .may_write = number_at(row, 5) != 0,
                 .sees_sensitive = number_at(row, 6) != 0,
                 .disabled = number_at(row, 7) != 0,
                 .made = instant_at(row, 8)};
}

Result<Token> token_at(const SqlRow& row, std::size_t first) {
  auto networks = texts_at(row, first + 5);
  if (!networks) {
    return fail_like(networks);
  }
  Token token{.id = text_at(row, first),
              .account = text_at(row, first + 1),
              .note = text_at(row, first + 2),
              .made = instant_at(row, first + 3),
              .networks = *std::move(networks),
              .read_only = number_at(row, first + 6) != 0};
  if (number_at(row, first + 4) != 0) {
    token.ends = instant_at(row, first + 4);
  }
  if (const std::int64_t day = number_at(row, first + 7); day >= 0) {
    token.last_used = std::chrono::sys_days(std::chrono::days(day));
  }
  return token;
}

// The columns that `add` and `change` have in common, in the order of both statements.
std::vector<SqlValue> values_of(const Account& account) {
  return {account.id,
          account.title,
          flag(account.all),
          list_of(account.regions),
          list_of(account.owners),
          flag(account.may_write),
          flag(account.sees_sensitive),
          flag(account.disabled)};
}

tl::unexpected<Error> no_account(std::string_view id) {
  return fail_because(std::string(id), Errc::not_found, "no such account");
}

}  // namespace

Result<std::vector<SqlRow>> SqlAccountStore::run(std::string_view sql,
                                                 std::vector<SqlValue> parameters) const {
  auto connection = database_.connect();
  return connection ? (*connection)->run(sql, parameters) : fail_like(connection);
}

Result<std::vector<SqlRow>> SqlAccountStore::write(std::vector<Statement> statements) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<std::vector<SqlRow>> {
    Result<std::vector<SqlRow>> last;
    for (const Statement& statement : statements) {
      last = (*connection)->run(statement.sql, statement.parameters);
      if (!last) {
        break;
      }
    }
    return last;
  });
}

Result<bool> SqlAccountStore::any() const {
  const auto rows = run("SELECT COUNT(*) FROM registry_account WHERE removed = 0", {});
  return rows ? Result<bool>(number_at(rows->front(), 0) > 0) : fail_like(rows);
}

Result<std::vector<Account>> SqlAccountStore::accounts() const {
  const auto rows = run(std::string(kAccounts) + " ORDER BY id", {});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<Account> all;
  for (const SqlRow& row : *rows) {
    auto account = account_at(row);
    if (!account) {
      return fail_like(account);
    }
    all.push_back(*std::move(account));
  }
  return all;
}

Result<Account> SqlAccountStore::account(std::string_view id) const {
  const auto rows = run(std::string(kAccounts) + " AND id = ?1", {std::string(id)});
  if (!rows) {
    return fail_like(rows);
  }
  return rows->empty() ? Result<Account>(no_account(id)) : account_at(rows->front());
}

Result<void> SqlAccountStore::add(const Account& account) {
  if (!is_account_id(account.id)) {
    return fail_because("'" + account.id + "'", Errc::malformed,
                        "an account's name is 1 to 64 letters, digits, '-', '_' and '.'");
  }
  if (account.id == kLocalAccount) {
    return fail_because(
        "'" + account.id + "'", Errc::malformed,
        "this is the name, in the history and of saved views, of whoever works while there is no "
        "account: choose another");
  }
  std::vector<SqlValue> values = values_of(account);
  values.push_back(sql_of(account.made));
  const auto done = write(
      {{"INSERT INTO registry_account (id, title, every_region, regions, owners, may_write, "
        "sees_sensitive, disabled, made_ms, removed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
        "0)",
        std::move(values)}});
  if (!done && done.error().code == Errc::conflict) {
    return fail_because(account.id, Errc::conflict,
                        "an account has this name, or had it: names are not given twice");
  }
  return done ? Result<void>() : fail_like(done);
}

Result<void> SqlAccountStore::change(const Account& account) {
  if (const auto known = this->account(account.id); !known) {
    return fail_like(known);
  }
  const auto done = write(
      {{"UPDATE registry_account SET title = ?2, every_region = ?3, regions = ?4, owners = ?5, "
        "may_write = ?6, sees_sensitive = ?7, disabled = ?8 WHERE id = ?1 AND removed = 0",
        values_of(account)}});
  return done ? Result<void>() : fail_like(done);
}

Result<void> SqlAccountStore::remove(std::string_view id) {
  if (const auto known = account(id); !known) {
    return fail_like(known);
  }
  const std::vector<SqlValue> which = {std::string(id)};
  const auto done = write({{"DELETE FROM registry_session WHERE token IN (SELECT id FROM "
                            "registry_token WHERE account = ?1)",
                            which},
                           {"DELETE FROM registry_token WHERE account = ?1", which},
                           {"DELETE FROM saved_view WHERE account = ?1", which},
                           {"UPDATE registry_account SET removed = 1 WHERE id = ?1", which}});
  return done ? Result<void>() : fail_like(done);
}

Result<void> SqlAccountStore::add_token(const Token& token, std::string_view sha256) {
  if (const auto known = account(token.account); !known) {
    return fail_like(known);
  }
  const auto done =
      write({{"INSERT INTO registry_token (id, sha256, account, note, made_ms, ends_ms, networks, "
              "read_only, last_used_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, -1)",
              {token.id, std::string(sha256), token.account, token.note, sql_of(token.made),
               token.ends ? sql_of(*token.ends) : SqlValue(std::int64_t{0}),
               list_of(token.networks), flag(token.read_only)}}});
  return done ? Result<void>() : fail_like(done);
}

Result<std::vector<Token>> SqlAccountStore::tokens(std::string_view account) const {
  const auto rows = run(kTokens, {std::string(account)});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<Token> all;
  for (const SqlRow& row : *rows) {
    auto token = token_at(row, 0);
    if (!token) {
      return fail_like(token);
    }
    all.push_back(*std::move(token));
  }
  return all;
}

Result<void> SqlAccountStore::revoke(std::string_view token) {
  const std::vector<SqlValue> which = {std::string(token)};
  const auto known = run("SELECT id FROM registry_token WHERE id = ?1", which);
  if (!known) {
    return fail_like(known);
  }
  if (known->empty()) {
    return fail_because(std::string(token), Errc::not_found, "no such token");
  }
  const auto done = write({{"DELETE FROM registry_session WHERE token = ?1", which},
                           {"DELETE FROM registry_token WHERE id = ?1", which}});
  return done ? Result<void>() : fail_like(done);
}

Result<void> SqlAccountStore::note_use(std::string_view token, std::chrono::sys_days day) {
  const auto done =
      write({{"UPDATE registry_token SET last_used_day = ?2 WHERE id = ?1 AND last_used_day < ?2",
              {std::string(token), std::int64_t{day.time_since_epoch().count()}}}});
  return done ? Result<void>() : fail_like(done);
}

Result<std::optional<Credential>> SqlAccountStore::credential(
    const Result<std::vector<SqlRow>>& rows) const {
  if (!rows) {
    return fail_like(rows);
  }
  if (rows->empty()) {
    return std::optional<Credential>();
  }
  auto account = account_at(rows->front());
  auto token = token_at(rows->front(), kAccountColumns);
  if (!account) {
    return fail_like(account);
  }
  if (!token) {
    return fail_like(token);
  }
  return std::optional(Credential{*std::move(account), *std::move(token)});
}

Result<std::optional<Credential>> SqlAccountStore::by_token(std::string_view sha256) const {
  return credential(run(std::string(kCredential) + "WHERE t.sha256 = ?1", {std::string(sha256)}));
}

Result<std::optional<Credential>> SqlAccountStore::by_session(std::string_view sha256,
                                                              Instant now) const {
  return credential(run(std::string(kCredential) +
                            "JOIN registry_session s ON s.token = t.id WHERE s.sha256 = ?1 AND "
                            "s.ends_ms > ?2",
                        {std::string(sha256), sql_of(now)}));
}

Result<void> SqlAccountStore::add_session(std::string_view sha256, std::string_view token,
                                          Instant made, Instant ends) {
  const auto done = write(
      {{"DELETE FROM registry_session WHERE ends_ms <= ?1", {sql_of(made)}},
       {"INSERT INTO registry_session (sha256, token, made_ms, ends_ms) VALUES (?1, ?2, ?3, ?4)",
        {std::string(sha256), std::string(token), sql_of(made), sql_of(ends)}}});
  return done ? Result<void>() : fail_like(done);
}

Result<void> SqlAccountStore::end_session(std::string_view sha256) {
  const auto done =
      write({{"DELETE FROM registry_session WHERE sha256 = ?1", {std::string(sha256)}}});
  return done ? Result<void>() : fail_like(done);
}

}  // namespace sixscope::registry
