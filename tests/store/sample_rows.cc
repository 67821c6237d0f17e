#include "sample_rows.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "store/windows.h"

namespace sixscope::tests {
namespace {

using store::Dimension;
using store::kDimensions;

constexpr std::array<std::size_t, kDimensions> kValuesPerAxis = {5, 3, 4, 6, 3, 3, 2, 2, 2, 4};

std::uint64_t below(std::mt19937_64& random, std::uint64_t limit) { return random() % limit; }

std::string value_of(std::size_t axis, std::uint64_t number) {
  return std::string(store::kDimensionNames.at(axis)) + "-" + std::to_string(number);
}

}  // namespace

store::VolumeRow sample_row(Instant minute, std::uint64_t bytes) {
  store::VolumeRow row{.window_start = minute,
                       .dimensions = {"440000", "ct", "fixed", "video", "none", "dns", "asn",
                                      "user", "measurable", "192.0.2.1"},
                       .volume = {}};
  row.volume.v4 = {.bytes = bytes, .packets = bytes / 10, .flows = 1, .samples = 2, .variance = 4};
  row.volume.v6 = {
      .bytes = 2 * bytes, .packets = bytes / 5, .flows = 2, .samples = 3, .variance = 8};
  return row;
}

store::VolumeRow with(store::VolumeRow row, Dimension dimension, std::string value) {
  row.dimensions.at(static_cast<std::size_t>(dimension)) = std::move(value);
  return row;
}

std::vector<store::VolumeRow> random_rows(std::mt19937_64& random, Instant begin, Instant end,
                                          std::size_t count) {
  std::vector<store::VolumeRow> rows;
  // Few days, or a batch has hundreds of partitions to fill: the first, the last, ends of months.
  const auto days = static_cast<std::uint64_t>((end - begin) / std::chrono::days(1));
  const std::array<std::uint64_t, 6> chosen = {0, 29, 30, 31, 58, days - 1};
  for (std::size_t i = 0; i < count; ++i) {
    const Instant day = begin + std::chrono::days(chosen.at(below(random, chosen.size())));
    store::VolumeRow row =
        sample_row(day + std::chrono::minutes(below(random, 1440)), 1 + below(random, 1'000'000));
    for (std::size_t axis = 0; axis < kDimensions; ++axis) {
      row.dimensions.at(axis) = value_of(axis, below(random, kValuesPerAxis.at(axis)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

store::VolumeQuery random_query(std::mt19937_64& random, Instant begin, Instant end) {
  const auto minutes = static_cast<std::uint64_t>((end - begin) / std::chrono::minutes(1));
  std::array<Instant, 2> span = {begin + std::chrono::minutes(below(random, minutes)),
                                 begin + std::chrono::minutes(below(random, minutes))};
  std::ranges::sort(span);
  if (below(random, 3) == 0) {  // Aligned questions take other paths than ragged ones.
    const auto align = static_cast<store::Resolution>(2 + below(random, 3));
    span = {store::window_start(span[0], align), store::window_end(span[1], align)};
  }
  store::VolumeQuery query{
      .begin = span[0], .end = span[1], .step = std::nullopt, .by = {}, .filters = {}};
  if (const std::uint64_t step = below(random, 6); step < 5) {
    query.step = static_cast<store::Resolution>(step);
  }
  const bool content = below(random, 2) == 0;
  const auto allowed = [&](Dimension axis) {
    const bool is_content = axis >= Dimension::application && axis <= Dimension::cdn_method;
    return content ? axis != Dimension::exporter : !is_content;
  };
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto axis = static_cast<Dimension>(i);
    if (allowed(axis) && below(random, 4) == 0) {
      query.by.push_back(axis);
    }
    if (allowed(axis) && below(random, 6) == 0) {
      query.filters.push_back({axis, {value_of(i, 0), value_of(i, 1)}, below(random, 2) == 0});
    }
  }
  std::ranges::shuffle(query.by, random);
  return query;
}

std::string to_text(const store::VolumeQuery& query) {
  const auto minutes = [](Instant at) {
    return std::to_string(at.time_since_epoch() / std::chrono::minutes(1));
  };
  std::string text =
      "[" + minutes(query.begin) + ", " + minutes(query.end) + ") step " +
      (query.step ? std::string(store::kResolutionNames.at(static_cast<std::size_t>(*query.step)))
                  : "none") +
      " by";
  for (const Dimension axis : query.by) {
    text += " " + std::string(store::kDimensionNames.at(static_cast<std::size_t>(axis)));
  }
  for (const store::Filter& filter : query.filters) {
    text += filter.negated ? " without " : " only ";
    text += store::kDimensionNames.at(static_cast<std::size_t>(filter.dimension));
  }
  return text;
}

}  // namespace sixscope::tests

namespace sixscope::store {

bool operator==(const VolumeCell& a, const VolumeCell& b) {
  return a.window_start == b.window_start && a.dimensions == b.dimensions && a.volume == b.volume;
}

void PrintTo(const VolumeCell& cell, std::ostream* out) {
  *out << "minute " << cell.window_start.time_since_epoch() / std::chrono::minutes(1);
  for (const std::string& value : cell.dimensions) {
    *out << " '" << value << "'";
  }
  *out << " v4 " << cell.volume.v4.bytes << " v6 " << cell.volume.v6.bytes;
}

}  // namespace sixscope::store
