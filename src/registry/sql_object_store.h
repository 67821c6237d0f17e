#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "registry/commit_gate.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// The registry in a relational database: one row an object, one row of log an object and commit.
///
/// One writer at a time, which `SqlConnection::begin` sees to; so commit numbers have no gaps, a
/// state as known at a commit never changes again, and keys and versions are checked under that
/// lock. Scope is applied here and not in SQL, by the same functions everywhere.
class SqlObjectStore final : public ObjectStore {
 public:
  /// Creates or migrates the tables. All arguments are borrowed and outlive the store; `gate` is
  /// asked of every commit that touches forms, and may be null.
  /// `out_of_range` if the tables are newer than this program.
  [[nodiscard]] static Result<std::unique_ptr<SqlObjectStore>> open(SqlDatabase& database,
                                                                    const Kinds& kinds,
                                                                    CommitGate* gate = nullptr);

  /// The same over tables that are there already, or will be when they are first asked for.
  [[nodiscard]] static std::unique_ptr<SqlObjectStore> over(SqlDatabase& database,
                                                            const Kinds& kinds,
                                                            CommitGate* gate = nullptr) {
    return std::unique_ptr<SqlObjectStore>(new SqlObjectStore(database, kinds, gate));
  }

  Result<Committed> commit(const Commit& commit, const Scope& scope) override;
  [[nodiscard]] Result<Object> read(ObjectId id, const AsOf& as_of,
                                    const Scope& scope) const override;
  [[nodiscard]] Result<std::vector<Object>> list(const Listing& listing,
                                                 const Scope& scope) const override;
  [[nodiscard]] Result<std::uint64_t> count(std::string_view kind,
                                            const Scope& scope) const override;
  [[nodiscard]] Result<std::vector<std::string>> keys(std::string_view kind,
                                                      const Scope& scope) const override;
  [[nodiscard]] Result<std::vector<KeyTenure>> tenures(std::string_view kind) const override;
  [[nodiscard]] Result<std::vector<Change>> history(const HistoryQuery& query,
                                                    const Scope& scope) const override;
  [[nodiscard]] Result<CommitNumber> newest_commit() const override;

  [[nodiscard]] Result<Receipt> receipt(std::string_view id, const Scope& scope) const override;
  [[nodiscard]] Result<std::vector<Receipt>> receipts(std::string_view sender, std::size_t limit,
                                                      const Scope& scope) const override;

  Result<void> remember_columns(std::string_view sender, std::string_view kind,
                                const ColumnTitles& columns) override;
  [[nodiscard]] Result<ColumnTitles> columns_of(std::string_view sender,
                                                std::string_view kind) const override;

  Result<void> freeze(const Freeze& freeze, const Scope& scope) override;
  [[nodiscard]] Result<std::vector<Freeze>> freezes(std::string_view kind) const override;

 private:
  SqlObjectStore(SqlDatabase& database, const Kinds& kinds, CommitGate* gate)
      : database_(database), kinds_(kinds), gate_(gate) {}

  /// Rows of one statement on a connection of its own.
  [[nodiscard]] Result<std::vector<SqlRow>> rows(std::string_view sql,
                                                 std::vector<SqlValue> parameters) const;

  SqlDatabase& database_;
  const Kinds& kinds_;
  CommitGate* gate_;
};

}  // namespace sixscope::registry
