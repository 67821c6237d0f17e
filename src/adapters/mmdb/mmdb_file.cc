#include "adapters/mmdb/mmdb_file.h"

#include <maxminddb.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sixscope::adapters {
namespace {

constexpr std::size_t kRowsMax = 8'000'000;

struct Closer {
  void operator()(MMDB_s* database) const {
    MMDB_close(database);
    delete database;
  }
};
using Database = std::unique_ptr<MMDB_s, Closer>;

// Where a value stands in the data of a network; ends with a null pointer, as the library wants it.
using Path = std::array<const char*, 4>;
constexpr Path kCountry = {"country", "iso_code", nullptr, nullptr};
constexpr Path kCountryCode = {"country_code", nullptr, nullptr, nullptr};  // IPinfo
constexpr Path kCountryText = {"country", nullptr, nullptr, nullptr};       // IPinfo, older
constexpr Path kSubdivision = {"subdivisions", "0", "iso_code", nullptr};
constexpr Path kAsNumber = {"autonomous_system_number", nullptr, nullptr, nullptr};
constexpr Path kAsn = {"asn", nullptr, nullptr, nullptr};  // IPinfo

std::optional<std::string_view> text_at(MMDB_entry_s entry, const Path& path) {
  MMDB_entry_data_s data{};
  if (MMDB_aget_value(&entry, &data, path.data()) != MMDB_SUCCESS || !data.has_data ||
      data.type != MMDB_DATA_TYPE_UTF8_STRING) {
    return std::nullopt;
  }
  return std::string_view(data.utf8_string, data.data_size);
}

// IPinfo writes "AS4134", MaxMind a number.
std::uint32_t asn_at(MMDB_entry_s entry) {
  for (const Path& path : {kAsNumber, kAsn}) {
    MMDB_entry_data_s data{};
    if (MMDB_aget_value(&entry, &data, path.data()) != MMDB_SUCCESS || !data.has_data) {
      continue;
    }
    if (data.type == MMDB_DATA_TYPE_UINT32) {
      return data.uint32;
    }
    if (data.type == MMDB_DATA_TYPE_UTF8_STRING && data.data_size > 2 && data.data_size < 13) {
      const std::string digits(data.utf8_string + 2, data.data_size - 2);
      return static_cast<std::uint32_t>(std::strtoul(digits.c_str(), nullptr, 10));
    }
  }
  return 0;
}

// Walks the tree of one database.
class MmdbReader {
 public:
  MmdbReader(const MMDB_s& database, std::uint16_t file, const enrich::Regions& regions)
      : database_(database), file_(file), regions_(regions) {}

  // False if the file is damaged or has too many networks; `fault` says which.
  bool read(std::vector<enrich::LayerRow>& rows) {
    struct Step {
      std::uint64_t record;
      std::uint8_t type;
      std::uint64_t high;
      std::uint64_t low;
      int length;
      MMDB_entry_s entry;
    };
    const bool wide = database_.metadata.ip_version == 6;
    const int bits_max = wide ? 128 : 32;
    std::vector<Step> steps{{0, MMDB_RECORD_TYPE_SEARCH_NODE, 0, 0, 0, {}}};
    while (!steps.empty()) {
      const Step step = steps.back();
      steps.pop_back();
      if (step.type == MMDB_RECORD_TYPE_DATA) {
        add(step.high, step.low, step.length, wide, step.entry, rows);
        if (rows.size() > kRowsMax) {
          fault_ = "more than " + std::to_string(kRowsMax) + " networks";
          return false;
        }
      }
      if (step.type == MMDB_RECORD_TYPE_DATA || step.type == MMDB_RECORD_TYPE_EMPTY ||
          is_alias(step.high, step.low, step.length, wide)) {
        continue;
      }
      MMDB_search_node_s node{};
      if (step.type != MMDB_RECORD_TYPE_SEARCH_NODE || step.length >= bits_max ||
          MMDB_read_node(&database_, static_cast<std::uint32_t>(step.record), &node) !=
              MMDB_SUCCESS) {
        fault_ = "its search tree is damaged";
        return false;
      }
      const auto at = static_cast<unsigned>(step.length);
      const std::uint64_t bit = std::uint64_t{1} << (63U - at % 64U);
      steps.push_back({node.right_record, node.right_record_type, step.high | (at < 64 ? bit : 0),
                       step.low | (at < 64 ? 0 : bit), step.length + 1, node.right_record_entry});
      steps.push_back({node.left_record, node.left_record_type, step.high, step.low,
                       step.length + 1, node.left_record_entry});
    }
    return true;
  }
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  // Other doors to the IPv4 part of the tree: ::ffff:0:0/96, 2001::/32 and 2002::/16.
  static bool is_alias(std::uint64_t high, std::uint64_t low, int length, bool wide) {
    return wide && ((length == 96 && high == 0 && low == 0xffff00000000U) ||
                    (length == 32 && high == 0x2001000000000000U) ||
                    (length == 16 && high == 0x2002000000000000U));
  }

  void add(std::uint64_t high, std::uint64_t low, int length, bool wide, MMDB_entry_s entry,
           std::vector<enrich::LayerRow>& rows) {
    const enrich::Facts& facts = facts_of(entry);
    if (facts == enrich::Facts{}) {
      return;
    }
    const bool v4 = !wide || (high == 0 && length >= 96 && low >> 32U == 0);
    const std::uint64_t value = wide ? low : high >> 32U;
    const auto address = v4 ? net::IpAddress::v4(static_cast<std::uint32_t>(value))
                            : net::IpAddress::from_halves(high, low);
    rows.push_back({.prefix = net::Prefix::containing(address, wide ? length : length + 96),
                    .facts = facts,
                    .line = 0,
                    .file = file_});
  }

  // Data of one offset is shared by many networks: read once.
  const enrich::Facts& facts_of(MMDB_entry_s entry) {
    const auto [found, fresh] = facts_.try_emplace(entry.offset);
    if (fresh) {
      enrich::Facts& facts = found->second;
      auto country = text_at(entry, kCountry);
      if (!country) {  // IPinfo writes the code flat.
        country = text_at(entry, kCountryCode);
      }
      if (!country) {
        country = text_at(entry, kCountryText);
      }
      if (country && country->size() == 2) {
        facts.country = static_cast<std::uint16_t>(
            static_cast<unsigned>(static_cast<unsigned char>((*country)[0])) << 8U |
            static_cast<unsigned char>((*country)[1]));
      }
      const auto part = text_at(entry, kSubdivision);
      if (part && country == "CN") {
        facts.region = regions_.parse_iso("CN-" + std::string(*part)).value_or(RegionCode());
      }
      facts.asn = Asn(asn_at(entry));
    }
    return found->second;
  }

  const MMDB_s& database_;
  std::uint16_t file_;
  const enrich::Regions& regions_;
  std::unordered_map<std::uint32_t, enrich::Facts> facts_;
  std::string fault_;
};

}  // namespace

void read_mmdb(const std::string& path, enrich::ReadContext& context) {
  const std::uint16_t file = context.builder.add_file(path);
  const auto complain = [&](std::string what) {
    context.builder.problems().add(
        {.file = path,
         .line = 0,
         .severity = enrich::Severity::error,
         .what = std::move(what),
         .remedy = "get the file again, or take it out of the settings"});
  };
  auto opened = std::make_unique<MMDB_s>();
  if (const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, opened.get());
      status != MMDB_SUCCESS) {
    complain(MMDB_strerror(status));
    return;
  }
  const Database database(opened.release());
  MmdbReader reader(*database, file, context.regions);
  std::vector<enrich::LayerRow> rows;
  if (reader.read(rows)) {
    context.builder.add(enrich::Layer::mmdb, std::move(rows));
  } else {
    complain(reader.fault());
  }
}

}  // namespace sixscope::adapters
