#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "registry/sql_connection.h"
#include "report/report_store.h"

namespace sixscope::adapters {

/// Reports in the registry's database, whose tables `SqlObjectStore::open` has made.
class SqlReportStore final : public report::ReportStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlReportStore(registry::SqlDatabase& database) : database_(database) {}

  [[nodiscard]] Result<std::vector<report::Issue>> list(
      const report::IssueQuestion& question, const registry::Scope& scope) const override;
  [[nodiscard]] Result<report::Issue> get(std::string_view id, std::optional<std::uint32_t> version,
                                          const registry::Scope& scope) const override;
  [[nodiscard]] Result<report::Issue> get_public(
      std::string_view id, std::optional<std::uint32_t> version) const override;
  Result<report::Issue> create(const report::Issue& issue, const registry::Scope& scope) override;
  Result<report::Issue> update(const report::Issue& issue, const registry::Scope& scope) override;
  Result<void> keep_file(std::string_view id, std::uint32_t version,
                         const report::PrintedFile& file) override;
  [[nodiscard]] Result<std::vector<report::PrintedFile>> files(
      std::string_view id, std::uint32_t version) const override;
  [[nodiscard]] Result<std::vector<report::Issue>> printed_as(
      std::string_view sha256, const registry::Scope& scope) const override;

 private:
  registry::SqlDatabase& database_;
};

}  // namespace sixscope::adapters
