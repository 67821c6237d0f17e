#include "adapters/clickhouse/unsettled_batch.h"

#include <algorithm>
#include <set>

#include "adapters/clickhouse/query_sql.h"
#include "store/volume_cells.h"
#include "store/windows.h"

namespace sixscope::adapters {
namespace {

constexpr std::size_t kInsertRowsMax = 500'000;

/// The partition of the table that a row goes to.
std::uint32_t partition_for(const store::VolumeRow& row, const store::Table& table) {
  const Instant window = store::window_start(row.window_start, table.resolution);
  return partition_of(epoch_seconds(window), table.partition);
}

std::vector<std::uint32_t> minutes_of(std::span<const store::VolumeRow> rows) {
  std::set<std::uint32_t> minutes;
  for (const store::VolumeRow& row : rows) {
    if (row.volume != model::Volume{}) {  // As in BatchRows: a row of zeroes is not sent.
      minutes.insert(epoch_seconds(row.window_start) / 60 * 60);
    }
  }
  return {minutes.begin(), minutes.end()};
}

const store::PlanSegment* segment_of(const store::Plan& plan, Instant minute) {
  const auto found = std::ranges::find_if(plan, [minute](const store::PlanSegment& segment) {
    return segment.begin <= minute && minute < segment.end;
  });
  return found == plan.end() ? nullptr : &*found;
}

}  // namespace

std::vector<BatchPiece> pieces_of(const store::VolumeBatch& batch) {
  const std::span<const store::VolumeRow> all(batch.rows);
  std::vector<BatchPiece> pieces;
  for (std::size_t first = 0; first < all.size(); first += kInsertRowsMax) {
    pieces.push_back(
        {.id = pieces.empty() ? batch.id : batch.id + "#" + std::to_string(pieces.size()),
         .rows = all.subspan(first, std::min(kInsertRowsMax, all.size() - first))});
  }
  return pieces;
}

UnsettledBatch::UnsettledBatch(const store::VolumeBatch* batch, const store::VolumeQuery& query,
                               const store::Plan& plan) {
  if (batch == nullptr) {
    return;
  }
  for (const BatchPiece& piece : pieces_of(*batch)) {
    Part part{.piece = piece, .first_unit = units_.size(), .units = 0, .unit_of_row = {}};
    add_units(query, plan, part);
    part.units = units_.size() - part.first_unit;
    if (part.units > 0) {
      parts_.push_back(std::move(part));
    }
  }
}

void UnsettledBatch::add_units(const store::VolumeQuery& query, const store::Plan& plan,
                               Part& part) {
  const auto sent = units_of(minutes_of(part.piece.rows), store::TableKind::rollup);
  part.unit_of_row.assign(part.piece.rows.size(), kNoUnit);
  for (std::size_t i = 0; i < part.piece.rows.size(); ++i) {
    const store::VolumeRow& row = part.piece.rows[i];
    const auto* const segment = segment_of(plan, row.window_start);
    if (segment == nullptr || row.volume == model::Volume{} || !store::passes(row, query)) {
      continue;
    }
    const std::uint32_t partition = partition_for(row, *segment->table);
    const auto is_it = [&](const InsertUnit& unit) {
      return unit.table == segment->table && unit.partition == partition;
    };
    const auto known = std::find_if(units_.begin() + static_cast<std::ptrdiff_t>(part.first_unit),
                                    units_.end(), is_it);
    part.unit_of_row[i] = static_cast<std::size_t>(known - units_.begin());
    if (known == units_.end()) {
      units_.push_back(*std::ranges::find_if(sent, is_it));  // Every row that counts is sent.
    }
  }
}

std::vector<store::VolumeRow> UnsettledBatch::missing(const std::vector<bool>& settled) const {
  std::vector<store::VolumeRow> rows;
  for (const Part& part : parts_) {
    for (std::size_t i = 0; i < part.unit_of_row.size(); ++i) {
      const std::size_t unit = part.unit_of_row[i];
      if (unit != kNoUnit && !settled.at(unit)) {
        rows.push_back(part.piece.rows[i]);
      }
    }
  }
  return rows;
}

}  // namespace sixscope::adapters
