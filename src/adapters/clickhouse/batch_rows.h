#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/clickhouse/dialect.h"
#include "store/table_catalogue.h"
#include "store/volume_store.h"

namespace sixscope::adapters {

/// A cell with its words as numbers; number 0 is the empty word.
struct CodedCell {
  std::uint32_t window = 0;  ///< Epoch seconds.
  std::array<std::uint32_t, store::kDimensions> words{};
  model::Volume volume;
};

/// The rows of a batch, with each word kept once: what all tables are filled from.
class BatchRows {
 public:
  explicit BatchRows(std::span<const store::VolumeRow> rows);

  [[nodiscard]] const std::vector<CodedCell>& cells() const { return cells_; }
  [[nodiscard]] const std::vector<std::string>& words(std::size_t dimension) const {
    return words_.at(dimension);
  }
  /// The full minutes in the batch, ascending, each once.
  [[nodiscard]] const std::vector<std::uint32_t>& minutes() const { return minutes_; }

 private:
  std::array<std::vector<std::string>, store::kDimensions> words_;
  std::vector<CodedCell> cells_;
  std::vector<std::uint32_t> minutes_;
};

/// `cells` added up to windows of the table's resolution and to its axes.
[[nodiscard]] std::vector<CodedCell> roll_up(std::span<const CodedCell> cells,
                                             const store::Table& table);

/// The UTC date that a table's partition is made of, as a number: 20260301, 202603 or 2026.
[[nodiscard]] std::uint32_t partition_of(std::uint32_t epoch_seconds, store::Partition partition);

/// Rows of one table in one partition: one INSERT, which a server stores whole or not at all.
struct InsertUnit {
  const store::Table* table = nullptr;
  std::uint32_t partition = 0;
  std::uint32_t mark_window = 0;  ///< Window of the row that marks the batch: the first of its own.
};

/// What a batch with rows in these minutes is sent as, table by table in order of the catalogue.
[[nodiscard]] std::vector<InsertUnit> units_of(std::span<const std::uint32_t> minutes,
                                               store::TableKind kind);

/// The unit's rows as a block in Native format, with the row that marks `batch` at the end.
[[nodiscard]] std::string encode_volumes(const InsertUnit& unit, const BatchRows& rows,
                                         std::span<const CodedCell> cells, std::string_view batch,
                                         const Dialect& dialect);

/// The same for the ledger.
[[nodiscard]] std::string encode_ledger(const InsertUnit& unit,
                                        std::span<const store::LedgerRow> rows,
                                        std::string_view batch, const Dialect& dialect);

}  // namespace sixscope::adapters
