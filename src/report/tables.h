#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "document/document.h"
#include "report/definition.h"
#include "report/facts.h"
#include "report/inputs.h"

namespace sixscope::report {

/// Makes the tables of a report out of its book. For one thread.
class Tables {
 public:
  /// All are borrowed and outlive it.
  Tables(const Definition& definition, Facts& facts, const Inputs& inputs)
      : definition_(definition), facts_(facts), book_(facts.book()), inputs_(inputs) {}

  /// Without its caption. Fails as the readers of `Inputs` do.
  [[nodiscard]] Result<document::Table> make(const TableBlock& block);

  /// Ends of the classes of a histogram of shares, ten points wide.
  static constexpr std::size_t kClasses = 10;
  /// How many regions lie in each class; the last one holds 100 %.
  [[nodiscard]] std::vector<std::size_t> distribution(const indicators::Indicator& indicator);
  [[nodiscard]] static std::string class_title(std::size_t index);

  /// Periods from the first that is looked back to to the report's own, oldest first.
  [[nodiscard]] std::vector<figures::Period> periods() const;
  /// The indicators of a block, or all of the report's where it names none.
  [[nodiscard]] std::vector<const indicators::Indicator*> indicators(
      const std::vector<std::string>& ids) const;
  [[nodiscard]] static indicators::SourceKind source(const indicators::Indicator& indicator) {
    return Book::usual_source(indicator);
  }
  [[nodiscard]] Result<std::vector<CapacityLine>> capacity() const;

 private:
  using Indicator = indicators::Indicator;
  using Row = std::vector<document::Cell>;

  document::Table summary(const TableBlock& block);
  document::Table sources(const TableBlock& block);
  document::Table definitions(const TableBlock& block);
  document::Table regions(const TableBlock& block, bool in_tiers);
  bool is_without_data(const std::vector<const Indicator*>& shown);
  document::Table operators(const TableBlock& block);
  document::Table failures(const TableBlock& block);
  document::Table months(const TableBlock& block);
  document::Table distribution_table(const TableBlock& block);
  document::Table targets(const TableBlock& block);
  Result<document::Table> gaps(const TableBlock& block);
  Result<document::Table> capacity_table(const TableBlock& block);

  // Which months figures that are handed in once a period are of; empty where all of it is read.
  std::string months_note(const TableBlock& block);
  document::Cell difference(const Indicator& indicator, indicators::SourceKind source);
  Row summary_row(const Indicator& indicator);
  Row source_row(const Indicator& indicator, indicators::SourceKind source);
  void add_target_row(document::Table& table, const indicators::Target& target);
  // Forms that the figures of those indicators come from.
  std::set<std::string> forms_of(const std::vector<const Indicator*>& shown) const;
  // The round that asked for what a leaf lacks; empty where none did.
  std::string round_text(const figures::MethodEvaluation& how, const indicators::Leaf& leaf) const;
  void add_gaps(document::Table& table, const Indicator& indicator);
  std::string place_name(const std::string& region) const;
  std::string operator_name(const std::string& id) const;
  std::string tier_of(const Facts::Ranked& one, const Indicator& indicator,
                      const std::optional<double>& mean) const;

  document::Cell text(std::string words) const { return {.text = std::move(words)}; }
  document::Cell lacking(std::string why = {}) const;
  document::Cell number(std::size_t value) const;
  document::Cell figure(const indicators::Value& value, std::string_view unit,
                        std::string fact = {}) const;
  document::Cell amount(double value, std::string_view unit) const;
  document::Cell change(const Indicator& indicator, const indicators::Value& now,
                        const figures::Period& before);
  document::Cell movement(const Facts::Ranked& now, const std::vector<Facts::Ranked>& then) const;
  document::Cell verdict(indicators::Verdict verdict) const;
  document::Column column(std::string id, std::string_view zh, std::string_view en,
                          double weight = 1, bool is_number = false) const;
  std::string say(std::string_view zh, std::string_view en) const { return facts_.say(zh, en); }

  const Definition& definition_;
  Facts& facts_;
  Book& book_;
  const Inputs& inputs_;
};

}  // namespace sixscope::report
