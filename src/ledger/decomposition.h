#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/capacity.h"
#include "ledger/groups.h"
#include "ledger/states.h"
#include "registry/object_store.h"

namespace sixscope::ledger {

/// Why a sum is another at the next month end.
enum class Bucket : std::uint8_t {
  added,      ///< A device entered service.
  expanded,   ///< One in service has more than before.
  reduced,    ///< One in service has less than before.
  retired,    ///< A device left service.
  corrected,  ///< A commit of nature correction, or a figure that was a gap before or became one.
  moved,      ///< A device, or a pool its cards share, went to another region, operator or class.
};
inline constexpr std::array<std::string_view, 6> kBucketNames = {"added",   "expanded",  "reduced",
                                                                 "retired", "corrected", "moved"};

/// What made a movement.
struct Cause {
  registry::CommitNumber commit = {};  ///< 0: a date came, typed before.
  Instant effective = {};
  registry::Nature nature = registry::Nature::change;
  friend bool operator==(const Cause&, const Cause&) = default;
};

/// One component of one device that adds more or less to a place than before. All movements of a
/// place, added up, are exactly its closing less its opening.
struct Movement {
  ObjectId device = {};
  Component component{};
  Bucket bucket{};
  std::uint32_t place = 0;  ///< Index of `Decomposition::places`.
  std::uint32_t other = 0;  ///< Where it came from or went to; `place` where it stayed.
  Figure before = {};       ///< What the device added before; nothing: a gap.
  Figure after = {};
  model::Decimal delta = {};  ///< Signed; a gap adds nothing.
  Cause cause = {};
};

/// Between two month ends.
struct Period {
  Point open = {};
  Point close = {};
  std::vector<Movement> movements = {};  ///< In the order they happened.
};

/// A run of month ends taken apart. Holds its own values.
struct Decomposition {
  std::vector<Point> points = {};
  std::vector<Place> places = {};
  std::vector<std::vector<Sums>> levels = {};  ///< By point and place.
  std::vector<Period> periods = {};            ///< One fewer than points.
  /// The first of the months at whose end the ledger had a device anywhere, in service or not: of
  /// the whole ledger, in a part of it too. Nothing where it never had one.
  std::optional<model::Month> begins = {};
};

/// Attributes every change between neighbours of `points`, which ascend in both times.
///
/// The changes of one commit on one object are one step. Steps are taken in order of (effective,
/// commit), each at the day it came to hold, dates typed before coming true on the way; what was
/// recorded late for an earlier month comes first. In a step, a change of group is out of one and
/// into the other with what the device had, then more or less is expanded or reduced. A device
/// replaced by a bigger one is retired and added: growth, though the count falls.
///
/// A figure that a change gives where there was a gap, or takes away, is `corrected`: the ledger
/// learned it, the network did not change. But the first that a device gives which entered service
/// in the same period, or after the end of `reference`, is `added`: the network has it since then.
/// Levels are added up from states, not from movements: closing is a test.
[[nodiscard]] Decomposition decompose(const History& history, std::span<const Point> points,
                                      std::optional<model::Month> reference = {});

/// One component of one group in one period.
struct Waterfall {
  Sum opening = {};
  model::Decimal added = {};
  model::Decimal expanded = {};
  model::Decimal reduced = {};  ///< As a quantity taken away, as are retired and moved_out.
  model::Decimal retired = {};
  model::Decimal corrected = {};  ///< Signed.
  model::Decimal moved_in = {};
  model::Decimal moved_out = {};
  Sum closing = {};
  std::uint32_t gaps = 0;  ///< Movements that had no figure on one side or on both.
  std::vector<std::uint32_t> movements =
      {};  ///< Indices in `Period::movements`: what it opens down to.

  /// What changed but for corrections.
  [[nodiscard]] model::Decimal growth() const {
    return added + expanded - reduced - retired + moved_in - moved_out;
  }
  /// opening + added + expanded - reduced - retired + moved_in - moved_out + corrected = closing.
  [[nodiscard]] bool closes() const {
    return opening.value + growth() + corrected == closing.value;
  }
};

/// The waterfalls of period `period` by group. What moves inside a group is not listed.
[[nodiscard]] std::map<Group, ByComponent<Waterfall>> waterfalls(const Decomposition& decomposition,
                                                                 std::size_t period,
                                                                 const Grouping& grouping);

}  // namespace sixscope::ledger
