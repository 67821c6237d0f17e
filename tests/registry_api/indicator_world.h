#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "registry_world.h"
#include "store/memory_volume_store.h"

namespace sixscope::figures {
struct Expectation;
}  // namespace sixscope::figures

namespace sixscope::tests {

/// The 31 provinces that are counted, and the three operators that every one is expected to have.
figures::Expectation expected_everywhere(const std::filesystem::path& catalogue);

/// Forms handed in at the import desk and indicators asked of them, as a server has both; what is
/// measured is put into `traffic`.
class IndicatorWorld : public RegistryWorld {
 public:
  /// `catalogue`: the folder with the indicators; kinds and forms are the shipped ones.
  explicit IndicatorWorld(const std::filesystem::path& catalogue = testing::source_dir() /
                                                                   "catalogue",
                          std::size_t values_max = 100'000,
                          const std::vector<std::string>& pilots = {});
  ~IndicatorWorld();

  /// Opens a round; `who`: names of those who must answer, all if empty.
  void open_round(const std::string& form, const std::string& month,
                  const std::vector<std::string>& who = {});

  store::MemoryVolumeStore traffic;

  /// Hands in a sheet of a form; the answer.
  http::Response hand_in(const std::string& form, const std::string& sheet, Ask with = {});
  /// The same, and all of it has to be taken.
  void hand_in_all(const std::string& form, const std::string& sheet);

  /// The values that a question finds.
  Json values(const std::string& question, const Ask& with = {});
  /// The only one of them.
  Json value(const std::string& question);
  /// Numerator and denominator: what a share was made of.
  static std::pair<double, double> parts(const Json& value);
};

/// LTE and 5G traffic of a month: all of it and IPv6, in Gbit/s.
inline constexpr const char* kMobileHead =
    "month,region,operator,lte,lte_ipv6,mobile_5g,mobile_5g_ipv6\n";

std::string mobile(const std::string& month, const std::string& region,
                   const std::string& operator_, const std::string& lte, const std::string& lte_v6,
                   const std::string& nr, const std::string& nr_v6);

}  // namespace sixscope::tests
