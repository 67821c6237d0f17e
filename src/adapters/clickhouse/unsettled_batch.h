#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "adapters/clickhouse/batch_rows.h"
#include "store/query_plan.h"
#include "store/volume_store.h"

namespace sixscope::adapters {

/// As much of a batch as one INSERT a table and partition may hold, under an id of its own.
struct BatchPiece {
  std::string id;
  std::span<const store::VolumeRow> rows;
};

/// The batch in pieces: servers split larger blocks themselves, and half of one could be stored.
[[nodiscard]] std::vector<BatchPiece> pieces_of(const store::VolumeBatch& batch);

/// A batch that some tables may hold and others not, as one question sees it.
///
/// Each stretch of the question's plan reads one table, and a row of the batch lies in one stretch:
/// so it is in the answer exactly if the INSERT that brings it to that table is in.
class UnsettledBatch {
 public:
  struct Part {
    BatchPiece piece;
    std::size_t first_unit = 0;
    std::size_t units = 0;
    std::vector<std::size_t> unit_of_row;  ///< As index of units(); kNoUnit: not asked for.
  };

  /// `batch` may be null, and must outlive this.
  UnsettledBatch(const store::VolumeBatch* batch, const store::VolumeQuery& query,
                 const store::Plan& plan);

  [[nodiscard]] std::span<const Part> parts() const { return parts_; }
  /// The INSERTs that the question's answer depends on, part after part. None: it does not.
  [[nodiscard]] std::span<const InsertUnit> units() const { return units_; }
  /// The rows that the answer lacks, if `settled` says by unit which INSERTs are in.
  [[nodiscard]] std::vector<store::VolumeRow> missing(const std::vector<bool>& settled) const;

 private:
  static constexpr auto kNoUnit = static_cast<std::size_t>(-1);

  void add_units(const store::VolumeQuery& query, const store::Plan& plan, Part& part);

  std::vector<Part> parts_;
  std::vector<InsertUnit> units_;
};

}  // namespace sixscope::adapters
