#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/month.h"
#include "registry/object_store.h"

namespace sixscope::simulate_ledger {

/// Fields of one object that a commit sets, and those of its creation.
struct Touch {
  std::uint64_t object = 0;  ///< A number of ours from 1 up, over all kinds. Not the store's.
  std::string kind = {};     ///< "nat44_device" or "nat_address_pool".
  std::string name = {};     ///< Its key as it was when created.
  registry::Document set = {};
};

/// One commit of a national ledger.
struct DatedCommit {
  Instant at = {};         ///< When it is recorded.
  Instant effective = {};  ///< Since when it holds.
  registry::Nature nature = registry::Nature::change;
  std::string reason = {};
  std::vector<Touch> touches = {};  ///< An object's first touch creates it.
};

/// Max sessions, Gbit/s, public addresses, port blocks, subscribers: in tenths.
inline constexpr std::size_t kMeasures = 5;
using Tenths = std::array<std::int64_t, kMeasures>;

/// What one measure of one group really did in a month, in tenths.
struct TruthFall {
  std::int64_t opening = 0;
  std::int64_t added = 0;
  std::int64_t expanded = 0;
  std::int64_t reduced = 0;
  std::int64_t retired = 0;
  std::int64_t corrected = 0;
  std::int64_t moved_in = 0;
  std::int64_t moved_out = 0;
  std::int64_t closing = 0;
  std::uint32_t opening_missing = 0;  ///< Devices in service that do not say.
  std::uint32_t closing_missing = 0;
};
using TruthFalls = std::array<TruthFall, kMeasures>;

struct TruthGroup {
  std::string province = {};  ///< "440000".
  std::string operator_ = {};
  std::string ledger_class = {};  ///< Empty: NAT44 and NAT444 together.
  friend auto operator<=>(const TruthGroup&, const TruthGroup&) = default;
};
using TruthMonth = std::map<TruthGroup, TruthFalls>;

/// "met", "not_met" or "cannot_tell" of the two readings of "stopped growing".
struct TruthVerdict {
  std::string month_on_month = {};
  std::string above_reference = {};
};

/// What became of a device's plan.
struct TruthPlan {
  std::string outcome = {};  ///< "kept", "late", "overdue" or "broken".
  std::optional<std::int32_t> slip = {};
};

/// Addresses that are doubtful in the lists of pools.
struct TruthAddresses {
  std::string pool = {};  ///< As it is called.
  std::string other =
      {};  ///< That has them too, in no order; the same: its own list has them twice.
  std::string range = {};  ///< A prefix, or first and last with a hyphen.
  std::int64_t addresses = 0;
};
struct TruthPools {
  std::vector<TruthAddresses> overlaps;
  std::vector<TruthAddresses> not_public;  ///< `other` is empty.
  std::int64_t counted_twice = 0;          ///< In the sum of the nation.
};

/// Everything a correct ledger says of the run, kept while it was made.
struct LedgerTruth {
  std::vector<TruthMonth> by_class;  ///< By province, operator and class; one a month.
  std::vector<TruthMonth> by_cell;   ///< By province and operator.
  std::vector<TruthMonth> nation;    ///< One group: all empty.
  std::map<TruthGroup, std::array<TruthVerdict, kMeasures>> verdicts;  ///< By province, operator.
  std::map<std::uint64_t, TruthPlan> plans;                            ///< By object.
  std::vector<std::int64_t> planned;  ///< National sessions planned at each month end, tenths.
  std::map<std::uint64_t, model::Month> loads_after_retirement;  ///< By object: load month.
  TruthPools pools;                                              ///< In every month.
  std::uint32_t devices_at_start = 0;  ///< NAT44 in service at the opening.
};

inline constexpr std::int32_t kNationMonths = 12;
inline constexpr std::int32_t kNationMonthsLeast = 9;  ///< Some after the reference month.
inline constexpr std::int32_t kNationMonthsMost = 60;
struct NationOptions {
  std::uint64_t seed = 1;
  std::size_t provinces = 31;                      ///< At most 31.
  std::size_t operators = 4;                       ///< At most 4.
  model::Month first = model::Month::of(2025, 1);  ///< The month before is the opening.
  std::int32_t months = kNationMonths;             ///< As bounded above.
};
/// "Stopped growing" is asked since the end of the seventh month: July 2025 by default.
inline constexpr std::int32_t kReferenceMonth = 6;
inline constexpr std::size_t kDevicesPerCell = 60;

/// A year of a national ledger of NAT44 devices: 60 a province and operator, among them new,
/// expanded, reduced, retired, corrected, moved and replaced ones, DS-Lite and NAT64, figures left
/// out and given later, pools that two cards share, some with addresses that others have too, plans
/// kept and slipped, loads after retirement.
/// The same options give the same ledger on every machine.
struct Nation {
  std::vector<DatedCommit> commits;  ///< In order of `at`.
  LedgerTruth truth;
};
[[nodiscard]] Nation make_nation(const NationOptions& options);

/// The change logs a registry would keep of `commits`: objects have their own numbers, commits are
/// numbered from 1.
struct ChangeLogs {
  std::vector<registry::Change> devices;
  std::vector<registry::Change> pools;
};
[[nodiscard]] ChangeLogs change_logs(const std::vector<DatedCommit>& commits);

}  // namespace sixscope::simulate_ledger
