#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/sqlite/sqlite_database.h"
#include "indicators/catalogue.h"
#include "indicators/cube.h"
#include "model/month.h"
#include "registry/sql_object_store.h"

namespace sixscope::tests {

/// Three provinces and two operators in two months, with every form and ledger that the catalogue's
/// quantities ask for: rows that lack, figures that lack, zeros, more than the whole, objects that
/// change and go.
class SubmittedCountry {
 public:
  explicit SubmittedCountry(std::uint64_t seed);

  static constexpr model::Month kFirst = model::Month::of(2025, 5);
  static constexpr std::int32_t kMonths = 2;
  static const std::vector<std::string>& provinces();
  static const std::vector<std::string>& operators();

  [[nodiscard]] const registry::ObjectStore& registry() const { return *store_; }

  /// A quantity of a place and month, added up from what was handed in; nothing if nothing was.
  /// `axis`: a field and the text that its rows have to have; no field: any.
  [[nodiscard]] std::optional<long double> figure(
      const indicators::Quantity& quantity, model::Month month, const indicators::Place& place,
      const std::pair<std::string, std::string>& axis) const;

 private:
  /// Kind, month, region and operator of what an object was like in one month.
  using RowsOf = std::tuple<std::string, model::Month, std::string, std::string>;

  std::unique_ptr<adapters::SqliteDatabase> database_;
  std::unique_ptr<registry::SqlObjectStore> store_;
  std::map<RowsOf, std::vector<registry::Document>> rows_;
};

}  // namespace sixscope::tests
