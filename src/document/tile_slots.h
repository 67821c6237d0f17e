#pragma once

#include <span>
#include <string_view>

namespace sixscope::document {

/// Where a region of the first level lies on a map of equal tiles.
struct TileSlot {
  std::string_view code;  ///< GB/T 2260, first two digits.
  int column;             ///< From the west, from 0.
  int row;                ///< From the north, from 0.
  std::string_view zh;
  std::string_view en;
  bool always = true;  ///< Drawn without a tile, too: as one without data.
};

inline constexpr int kSlotColumns = 9;
inline constexpr int kSlotRows = 8;

/// The provinces, autonomous regions, municipalities and special administrative regions, each
/// beside its real neighbours as far as squares allow; and the Corps beside Xinjiang, which is part
/// of it and therefore drawn only with figures of its own.
[[nodiscard]] std::span<const TileSlot> tile_slots();

}  // namespace sixscope::document
