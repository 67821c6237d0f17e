#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "adapters/clickhouse/batch_rows.h"
#include "adapters/clickhouse/dialect.h"
#include "adapters/clickhouse/http_client.h"
#include "adapters/clickhouse/unsettled_batch.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "store/flow_store.h"
#include "store/query_plan.h"
#include "store/table_catalogue.h"
#include "store/volume_store.h"

namespace sixscope::adapters {

struct ClickHouseOptions {
  HttpClientOptions http;
  Placement placement{.database = "sixscope", .cluster = {}};
  store::Retention retention;
};

/// Volumes in ClickHouse: the embedded engine, a server or a cluster, from 18.16 on.
///
/// Each table gets a batch in one INSERT a partition, with one more row that marks the batch. A
/// batch is looked for by its marks before it is sent, so it is stored once however often it comes,
/// on any version; see docs/adr/0002-store.md. An append that fails may have filled some tables;
/// sent again, it fills the rest. Appends fail with `unavailable` only, except on a batch that no
/// store could take. Safe from any thread.
class ClickHouseVolumeStore final : public store::VolumeStore, public store::FlowStore {
 public:
  /// `clock` is borrowed. Does nothing yet: tables are made on the first use that finds a server.
  ClickHouseVolumeStore(ClickHouseOptions options, const Clock& clock);

  /// Finds the server and makes or migrates the tables; otherwise the first call does.
  Result<void> open();
  /// Version of the server, "26.7"; empty until one was found.
  [[nodiscard]] std::string version() const;

  Result<void> append(const store::VolumeBatch& batch) override;
  Result<void> append(const store::LedgerBatch& batch) override;
  Result<void> append(const store::FlowBatch& batch) override;
  [[nodiscard]] Result<std::vector<store::VolumeCell>> read_with(
      const store::VolumeQuery& query, const store::VolumeBatch* unsettled) const override;
  [[nodiscard]] Result<std::vector<store::LedgerRow>> read_ledger(Instant begin,
                                                                  Instant end) const override;
  [[nodiscard]] Result<std::vector<std::string>> values(store::Dimension dimension, Instant begin,
                                                        Instant end, std::string_view part,
                                                        std::size_t most) const override;
  [[nodiscard]] Result<std::optional<Instant>> newest() const override;

 private:
  struct Progress {
    std::set<std::string> doubtful;  ///< Batches that failed: they may be in, in part.
    std::size_t appended = 0;
    Instant swept;  ///< When expired partitions were last dropped.
  };
  using Encode = std::function<std::string(const InsertUnit&)>;
  using NameOf = std::string(const store::Table&, const Placement&);

  [[nodiscard]] Result<Dialect> ready() const;
  Result<void> store_units(const std::string& batch, std::span<const InsertUnit> units,
                           const Dialect& dialect, const Encode& encode);
  /// Sends the units whose mark is not there.
  Result<void> send_missing(std::span<const InsertUnit> units, const std::string& batch,
                            const std::string& token, const Dialect& dialect,
                            const Encode& encode) const;
  Result<void> send(const InsertUnit& unit, const std::string& batch, const std::string& token,
                    const Dialect& dialect, const std::string& block) const;
  [[nodiscard]] Result<std::vector<store::VolumeCell>> read_stored(const store::VolumeQuery& query,
                                                                   const store::Plan& plan) const;
  /// For each INSERT of the batch, whether it is in.
  [[nodiscard]] Result<std::vector<bool>> settled(const UnsettledBatch& batch) const;
  /// For each unit, whether its mark is in the table that `name_of` names.
  [[nodiscard]] Result<std::vector<bool>> stored(std::span<const InsertUnit> units,
                                                 const std::string& batch, NameOf* name_of) const;
  void sweep(const Dialect& dialect);

  const ClickHouseOptions options_;
  const Clock& clock_;
  const HttpClient client_;
  mutable Guarded<std::optional<Dialect>> dialect_;
  Guarded<Progress> progress_;
};

}  // namespace sixscope::adapters
