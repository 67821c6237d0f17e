#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "flow/export_decoder.h"

namespace sixscope::ingest {

/// What the collector itself counts about one exporter, beside what the decoder counts.
struct ReceiveCounters {
  std::uint64_t kernel_drops = 0;     ///< Charged to the sender of the next datagram on the socket.
  std::uint64_t queue_drops = 0;      ///< Datagrams that found no room in the journal.
  std::uint64_t refused = 0;          ///< Datagrams of an exporter not on the allow-list.
  std::uint64_t flows_counted = 0;    ///< Flows that entered the roll-up.
  std::uint64_t flows_uncounted = 0;  ///< Flows another observation point counts.
  std::uint64_t flows_no_family = 0;  ///< Flows without addresses.
  std::uint64_t flows_lost = 0;       ///< Flows that found no room in the roll-up.
  std::uint64_t entries_skipped = 0;  ///< Journal entries on which the program died twice.
};

/// Every counter of one exporter's ledger, in the order of kLedgerNames.
inline constexpr std::size_t kLedgerFields =
    23 + flow::kMalformedNames.size() + flow::kAdjustmentNames.size();
using LedgerValues = std::array<std::uint64_t, kLedgerFields>;

/// Names of the counters; the same in catalogue/metrics.toml.
[[nodiscard]] const std::array<std::string, kLedgerFields>& ledger_names();

/// The present values. Monotonic, so increments are differences.
[[nodiscard]] LedgerValues ledger_values(const flow::ExporterCounters& decoded,
                                         const ReceiveCounters& received);

/// Fields that differ, by name: `now` minus `before`. Empty if nothing happened.
[[nodiscard]] std::map<std::string, std::uint64_t> ledger_increments(const LedgerValues& before,
                                                                     const LedgerValues& now);
/// All fields by name, zeroes too.
[[nodiscard]] std::map<std::string, std::uint64_t> ledger_map(const LedgerValues& values);

}  // namespace sixscope::ingest
