#pragma once

#include <string_view>
#include <vector>

#include "registry/sql_connection.h"
#include "rounds/round_store.h"

namespace sixscope::adapters {

/// Rounds in the registry's database, whose tables `SqlObjectStore::open` has made.
class SqlRoundStore final : public rounds::RoundStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlRoundStore(registry::SqlDatabase& database) : database_(database) {}

  Result<bool> open(const rounds::Round& round,
                    const std::vector<rounds::Opening>& respondents) override;
  [[nodiscard]] Result<std::vector<rounds::Round>> rounds(
      const rounds::RoundQuery& query) const override;
  [[nodiscard]] Result<rounds::Round> round(std::string_view id) const override;
  [[nodiscard]] Result<std::vector<rounds::Submission>> submissions(
      std::string_view round) const override;
  Result<void> record(const rounds::Submission& after, const rounds::Transition& transition,
                      const std::optional<rounds::SubmissionReceipt>& receipt) override;
  [[nodiscard]] Result<std::vector<rounds::Transition>> transitions(
      std::string_view round, std::uint32_t number) const override;
  [[nodiscard]] Result<std::vector<rounds::SubmissionReceipt>> receipts(
      std::string_view round, std::uint32_t number) const override;
  [[nodiscard]] Result<rounds::SubmissionReceipt> receipt(std::string_view id) const override;
  Result<std::vector<rounds::Reminder>> note(
      const std::vector<rounds::Reminder>& reminders) override;
  [[nodiscard]] Result<std::vector<rounds::Reminder>> reminders(std::string_view round,
                                                                bool only_unsent) const override;
  Result<bool> claim(const rounds::Reminder& reminder, Instant at) override;
  Result<void> release(const rounds::Reminder& reminder) override;

 private:
  /// Rows of one statement on a connection of its own, each read by `read`.
  template <class T>
  [[nodiscard]] Result<std::vector<T>> all(std::string_view sql,
                                           std::vector<registry::SqlValue> parameters,
                                           Result<T> (*read)(const registry::SqlRow&)) const;

  registry::SqlDatabase& database_;
};

}  // namespace sixscope::adapters
