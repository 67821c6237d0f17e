#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/problem.h"
#include "enrich/vocabulary.h"
#include "model/units.h"

namespace sixscope::enrich {

/// A province-level division and its place on the tile map.
struct Region {
  RegionCode code;  ///< GB/T 2260: 440000.
  std::string iso;  ///< ISO 3166-2 subdivision as geofeeds write it: "CN-GD".
  Title title;
  std::uint8_t tile_column = 0;
  std::uint8_t tile_row = 0;
};

/// The 31 provinces, and Hong Kong, Macao and Taiwan, from catalogue/regions.csv.
class Regions {
 public:
  Regions() = default;
  /// Reads `text` (columns code, iso, zh, en, tile_column, tile_row); bad rows go to `problems`.
  Regions(std::string_view text, std::string_view file, Problems& problems);

  [[nodiscard]] std::span<const Region> all() const { return regions_; }
  /// The province-level division that holds `code`; null if there is none.
  [[nodiscard]] const Region* province_of(RegionCode code) const;
  /// Reads six digits of a division in a known province: 440000, 440300, 440305.
  [[nodiscard]] std::optional<RegionCode> parse(std::string_view text) const;
  /// Reads a geofeed's region: "CN-GD", or "CN-44" as ISO 3166-2 had it before 2017.
  [[nodiscard]] std::optional<RegionCode> parse_iso(std::string_view text) const;

 private:
  std::vector<Region> regions_;
};

/// The province-level code of any division in it: 440305 becomes 440000.
[[nodiscard]] constexpr RegionCode province(RegionCode code) {
  return RegionCode(code.value() / 10'000 * 10'000);
}

}  // namespace sixscope::enrich
