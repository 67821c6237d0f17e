#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/chdb/store_process.h"
#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "adapters/sqlite/sqlite_database.h"
#include "base/result.h"
#include "figures/gather.h"
#include "indicators/catalogue.h"
#include "model/month.h"
#include "registry/kind.h"
#include "registry/sql_object_store.h"
#include "testing/fake_clock.h"
#include "testing/temporary_folder.h"

namespace sixscope::bench {

/// How large the country is.
struct NationSize {
  model::Month first = model::Month::of(2023, 7);
  std::int32_t months = 36;
  std::size_t standing = 20;  ///< Devices, links and the like of a kind, province and operator.
  std::size_t references =
      5;  ///< Applications, CDN providers and the like that a form has a row of.
};

/// A country with every figure that the shipped catalogue asks for: each form handed in for every
/// month, province, operator and code; what stands in ledgers coming and changing over the months;
/// and traffic rolled up by month. In a SQLite file and in the embedded store's process, as a
/// server keeps them. The same size gives the same country.
class FilledNation {
 public:
  /// Takes the catalogue from the folder the program runs in. Minutes of work are told on stderr.
  [[nodiscard]] static Result<std::unique_ptr<FilledNation>> make(const NationSize& size);

  [[nodiscard]] figures::Sources sources() const;
  [[nodiscard]] const figures::Expectation& expectation() const { return expectation_; }
  [[nodiscard]] registry::ObjectStore& registry() { return *registry_; }
  [[nodiscard]] const registry::Kinds& kinds() const { return *kinds_; }
  [[nodiscard]] const NationSize& size() const { return size_; }
  [[nodiscard]] std::size_t objects() const { return objects_; }

 private:
  explicit FilledNation(const NationSize& size) : size_(size) {}
  Result<void> open();
  Result<void> fill_registry();
  Result<void> fill_traffic();

  NationSize size_;
  testing::TemporaryFolder folder_;
  std::shared_ptr<const indicators::IndicatorCatalogue> catalogue_;
  std::shared_ptr<const registry::Kinds> kinds_;
  figures::Expectation expectation_;
  std::unique_ptr<adapters::SqliteDatabase> database_;
  std::unique_ptr<registry::SqlObjectStore> registry_;
  testing::FakeClock clock_{(size_.first + size_.months).begin()};
  std::unique_ptr<adapters::StoreProcess> process_;
  std::unique_ptr<adapters::ClickHouseVolumeStore> traffic_;
  std::size_t objects_ = 0;
};

}  // namespace sixscope::bench
