#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "indicators/cube.h"
#include "indicators/definition.h"
#include "model/month.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::figures {

/// What is asked of the ledger of NAT44 devices: months, as known at a commit.
struct LedgerWanted {
  model::Month first;
  model::Month last;
  std::optional<registry::CommitNumber> known;  ///< Nothing: the newest.
  /// Where devices are counted: each in the first of these regions that it lies in. Those in none
  /// are counted in their province, unless `only_there`.
  std::vector<std::string> regions;
  bool only_there = false;
};

/// One figure of the ledger. A place has none where a device that counts lacks it, in months before
/// its first device, and in months that have not begun: a gap is no zero.
struct LedgerAmount {
  indicators::FromLedger what;
  model::Month month;
  indicators::Place place;
  double value = 0;
};

/// The ledger of NAT44 devices, added up (port). Devices of NAT44 and NAT444 count, in service at
/// the end of the month, by operator. Safe from any thread.
class LedgerReader {
 public:
  virtual ~LedgerReader() = default;

  /// Every figure of every measure that the scope sees. A month that was frozen knows what its
  /// version knew.
  [[nodiscard]] virtual Result<std::vector<LedgerAmount>> read(
      const LedgerWanted& wanted, const registry::Scope& scope) const = 0;
};

}  // namespace sixscope::figures
