#include "enrich/regions.h"

#include <algorithm>
#include <charconv>

#include "enrich/csv.h"

namespace sixscope::enrich {
namespace {

constexpr std::uint32_t kNoNumber = 0xffffffff;

// All of `text` as a decimal number; kNoNumber if it is none.
std::uint32_t number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole ? value : kNoNumber;
}

}  // namespace

Regions::Regions(std::string_view text, std::string_view file, Problems& problems) {
  CsvReader csv(text);
  if (const auto header = csv.next(); !header || header->size() != 6 || (*header)[0] != "code") {
    problems.add({.file = std::string(file),
                  .line = 1,
                  .severity = Severity::error,
                  .what = "no header line",
                  .remedy = "begin with code,iso,zh,en,tile_column,tile_row"});
    return;
  }
  while (const auto row = csv.next()) {
    const bool whole = row->size() == 6;
    const std::uint32_t code = number((*row)[0]);
    const std::uint32_t column = whole ? number((*row)[4]) : kNoNumber;
    const std::uint32_t line = whole ? number((*row)[5]) : kNoNumber;
    if (code % 10'000 != 0 || code == 0 || code > 990'000 || column > 99 || line > 99) {
      problems.add({.file = std::string(file),
                    .line = csv.line(),
                    .severity = Severity::error,
                    .what = "not a province",
                    .remedy = "give six digits ending in 0000, ISO code, "
                              "both names, and the tile's place"});
      continue;
    }
    regions_.push_back({.code = RegionCode(code),
                        .iso = std::string((*row)[1]),
                        .title = {.zh = std::string((*row)[2]), .en = std::string((*row)[3])},
                        .tile_column = static_cast<std::uint8_t>(column),
                        .tile_row = static_cast<std::uint8_t>(line)});
  }
}

const Region* Regions::province_of(RegionCode code) const {
  const auto found = std::find_if(regions_.begin(), regions_.end(), [&](const Region& region) {
    return region.code == province(code);
  });
  return found == regions_.end() ? nullptr : &*found;
}

std::optional<RegionCode> Regions::parse(std::string_view text) const {
  const std::uint32_t code = text.size() == 6 ? number(text) : kNoNumber;
  return province_of(RegionCode(code)) == nullptr ? std::nullopt : std::optional(RegionCode(code));
}

std::optional<RegionCode> Regions::parse_iso(std::string_view text) const {
  if (!text.starts_with("CN-")) {
    return std::nullopt;
  }
  const std::uint32_t digits = text.size() == 5 ? number(text.substr(3)) : kNoNumber;
  for (const Region& region : regions_) {
    if (region.iso == text || (digits < 100 && region.code.value() == digits * 10'000)) {
      return region.code;
    }
  }
  return std::nullopt;
}

}  // namespace sixscope::enrich
