#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/volume.h"

namespace sixscope::store {

/// The axes of the traffic roll-ups, in column order. One name in C++, SQL, JSON, URL and console.
enum class Dimension : std::uint8_t {
  region,              ///< GB/T 2260 code as six digits; "000000": unknown.
  operator_,           ///< Identifier of catalogue/operators.csv; column "operator".
  access,              ///< model::kAccessNames.
  application,         ///< Identifier; "unknown" is a row.
  cdn,                 ///< Identifier; "none" if served by the owner itself, "unknown".
  application_method,  ///< model::kMethodNames: which rule found the application.
  cdn_method,
  traffic_class,  ///< model::kTrafficClassNames.
  coverage,       ///< model::kCoverageNames.
  exporter,       ///< Address text of the exporter.
};
inline constexpr std::size_t kDimensions = 10;
inline constexpr std::array<std::string_view, kDimensions> kDimensionNames = {
    "region",     "operator",      "access",   "application", "cdn", "application_method",
    "cdn_method", "traffic_class", "coverage", "exporter"};

/// Width of a stored window. Months and days are those of the reporting zone (Asia/Shanghai).
enum class Resolution : std::uint8_t { minute, five_minutes, hour, day, month };
inline constexpr std::array<std::string_view, 5> kResolutionNames = {"minute", "five_minutes",
                                                                     "hour", "day", "month"};

/// One cell as the collector rolls it up: a minute of every axis.
struct VolumeRow {
  Instant window_start;                             ///< Full minute.
  std::array<std::string, kDimensions> dimensions;  ///< By Dimension.
  model::Volume volume;
};

/// What the collector hands over.
struct VolumeBatch {
  std::string id;  ///< Unique for ever: "collector/epoch/number". Sent again with the same id, it
                   ///< is stored once.
  std::vector<VolumeRow> rows;
};

/// Rows whose dimension is one of `values` (or none of them, if `negated`).
struct Filter {
  Dimension dimension{};
  std::vector<std::string> values;
  bool negated = false;
};

/// A question: sums over [begin, end), cut by `by`, in windows of `step` or in one.
struct VolumeQuery {
  Instant begin;
  Instant end;
  std::optional<Resolution> step;  ///< Nothing: one window, the whole span.
  std::vector<Dimension> by;
  std::vector<Filter> filters;  ///< All must hold.
  std::size_t rows_max = 100'000;
};

/// One cell of an answer: `dimensions` has the values in the order of VolumeQuery::by.
struct VolumeCell {
  Instant window_start;
  std::vector<std::string> dimensions;
  model::Volume volume;
};

/// One minute of one exporter's loss ledger; counters are increments of that minute.
struct LedgerRow {
  Instant window_start;
  std::string exporter;
  std::map<std::string, std::uint64_t> counters;  ///< By the names of catalogue/metrics.toml.
};
struct LedgerBatch {
  std::string id;
  std::vector<LedgerRow> rows;
};

/// Where traffic volumes are kept. Safe to call from several threads.
class VolumeStore {
 public:
  virtual ~VolumeStore() = default;

  /// Stores the batch, once however often it is sent. One that was answered `unavailable` may be in
  /// for some questions and not for others, until its writer has sent it again.
  virtual Result<void> append(const VolumeBatch& batch) = 0;
  virtual Result<void> append(const LedgerBatch& batch) = 0;

  /// The cells, by window and then dimensions ascending, from the coarsest stored resolution that
  /// can answer. More than `rows_max` is `out_of_range`, never a silent cut.
  [[nodiscard]] Result<std::vector<VolumeCell>> read(const VolumeQuery& query) const {
    return read_with(query, nullptr);
  }
  /// The same beside `unsettled`, a batch whose append has begun and was not acknowledged yet (may
  /// be null): its rows count once, however much of it is in. `unavailable` if that changes again
  /// and again while it is read.
  [[nodiscard]] virtual Result<std::vector<VolumeCell>> read_with(
      const VolumeQuery& query, const VolumeBatch* unsettled) const = 0;

  /// Sums per exporter over [begin, end).
  [[nodiscard]] virtual Result<std::vector<LedgerRow>> read_ledger(Instant begin,
                                                                   Instant end) const = 0;
  /// Values a dimension had in [begin, end) that contain `part`, most bytes first, at most `most`.
  [[nodiscard]] virtual Result<std::vector<std::string>> values(Dimension dimension, Instant begin,
                                                                Instant end, std::string_view part,
                                                                std::size_t most) const = 0;
  /// Start of the newest stored minute; nothing if the store is empty.
  [[nodiscard]] virtual Result<std::optional<Instant>> newest() const = 0;
};

}  // namespace sixscope::store
