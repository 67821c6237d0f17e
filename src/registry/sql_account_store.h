#pragma once

#include <string_view>
#include <vector>

#include "registry/account_store.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// Accounts in the registry's database, whose tables `SqlObjectStore::open` has made.
class SqlAccountStore final : public AccountStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlAccountStore(SqlDatabase& database) : database_(database) {}

  [[nodiscard]] Result<bool> any() const override;
  [[nodiscard]] Result<std::vector<Account>> accounts() const override;
  [[nodiscard]] Result<Account> account(std::string_view id) const override;
  Result<void> add(const Account& account) override;
  Result<void> change(const Account& account) override;
  Result<void> remove(std::string_view id) override;

  Result<void> add_token(const Token& token, std::string_view sha256) override;
  [[nodiscard]] Result<std::vector<Token>> tokens(std::string_view account) const override;
  Result<void> revoke(std::string_view token) override;
  Result<void> note_use(std::string_view token, std::chrono::sys_days day) override;

  [[nodiscard]] Result<std::optional<Credential>> by_token(std::string_view sha256) const override;
  [[nodiscard]] Result<std::optional<Credential>> by_session(std::string_view sha256,
                                                             Instant now) const override;
  Result<void> add_session(std::string_view sha256, std::string_view token, Instant made,
                           Instant ends) override;
  Result<void> end_session(std::string_view sha256) override;

 private:
  /// One statement on a connection of its own.
  Result<std::vector<SqlRow>> run(std::string_view sql, std::vector<SqlValue> parameters) const;
  /// Statements in one transaction; the last one's rows.
  struct Statement {
    std::string_view sql;
    std::vector<SqlValue> parameters;
  };
  Result<std::vector<SqlRow>> write(std::vector<Statement> statements);
  [[nodiscard]] Result<std::optional<Credential>> credential(
      const Result<std::vector<SqlRow>>& rows) const;

  SqlDatabase& database_;
};

}  // namespace sixscope::registry
