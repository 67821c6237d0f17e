#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "enrich/catalogue.h"
#include "enrich/regions.h"

namespace sixscope::adapters {

/// The files that a snapshot is made of, beside the built-in catalogue.
struct EnrichFiles {
  std::vector<std::string> dictionaries;       ///< .csv or .toml
  std::vector<std::string> operator_prefixes;  ///< "OPERATOR=FILE"
  std::vector<std::string> geofeeds;
  std::vector<std::string> ip_to_asn;
  std::vector<std::string> rir_delegated;
  std::vector<std::string> applications;  ///< .toml, on top of the built-in ones.
  std::vector<std::string> cdns;
};

/// The built-in regions. A fault in them is a bug of ours.
[[nodiscard]] enrich::Regions builtin_regions();

/// Reads the built-in catalogue and all of `files` into `context.builder`. Faults, files that
/// cannot be read among them, are problems there.
void read_enrich_files(const EnrichFiles& files, enrich::ReadContext& context);

/// Notices that one of a set of files was changed, made or removed, by time and size. Used by one
/// thread.
class FileWatch {
 public:
  explicit FileWatch(std::vector<std::string> paths);
  /// True if anything differs from the call before.
  [[nodiscard]] bool changed();

 private:
  struct State {
    std::filesystem::file_time_type time{};
    std::uintmax_t size = 0;
    bool there = false;
    friend bool operator==(const State&, const State&) = default;
  };
  std::vector<std::string> paths_;
  std::map<std::string, State> states_;
};

/// The paths of all files in `files`.
[[nodiscard]] std::vector<std::string> paths_of(const EnrichFiles& files);

}  // namespace sixscope::adapters
