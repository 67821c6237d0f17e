#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <tuple>

#include "ledger/bounded.h"
#include "ledger/ledger_fixture.h"
#include "ledger/plan_walk.h"
#include "ledger/utilisation.h"
#include "ledger/verdict.h"

namespace sixscope::ledger {
namespace {

using registry::Value;

constexpr std::uint64_t kDevices = 12;
constexpr std::uint64_t kPools = 4;

// Random changes of everything the ledger reads, in no order, some of them corrections.
class Chaos {
 public:
  explicit Chaos(std::uint64_t seed) : random_(seed) {}

  // Behind what is written in `log` already.
  Log log(Log log = {}) {
    for (int i = 0; i < 160; ++i) {
      const std::string when =
          "2026-0" + std::to_string(1 + below(8)) + "-" + std::to_string(10 + below(18));
      const auto nature = below(5) == 0 ? kCorrection : registry::Nature::change;
      if (below(6) == 0) {
        log.pool({when, nature}, 100 + below(kPools), pool());
      } else {
        log.device({when, nature}, 1 + below(kDevices), device());
      }
    }
    return log;
  }

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }
  Value figure() {
    return below(5) == 0 ? Value{}
                         : Value(model::Decimal::of_millionths(
                               static_cast<std::int64_t>(below(1'000'000'000))));
  }
  Value date() {
    return below(3) == 0 ? Value{}
                         : Value("2026-0" + std::to_string(1 + below(8)) + "-" +
                                 std::to_string(10 + below(18)));
  }
  template <class Names>
  Value one_of(const Names& names) {
    return std::string(names[below(std::size(names))]);
  }
  registry::Document pool() {
    registry::Document set;
    set[below(2) == 0 ? "public_addresses" : "port_blocks"] = figure();
    if (below(8) == 0) {
      set["removed"] = below(2) == 0;
    }
    if (below(4) == 0) {
      set["name"] = "pool " + std::to_string(100 + below(kPools + 1));
    }
    if (below(4) == 0) {
      set[below(2) == 0 ? "in_service_since" : "retired_on"] = date();
    }
    return set;
  }
  registry::Document device() {
    static constexpr std::string_view kRegions[] = {"440100", "440300", "110000", ""};
    static constexpr std::string_view kOwners[] = {"china_mobile", "china_telecom"};
    registry::Document set;
    for (std::uint64_t fields = 1 + below(4); fields > 0; --fields) {
      switch (below(9)) {
        case 0:
          set["region"] = one_of(kRegions);
          break;
        case 1:
          set["operator"] = one_of(kOwners);
          break;
        case 2:
          set["ledger_class"] = one_of(kLedgerClassNames);
          break;
        case 3:
          set["status"] = one_of(kStatusNames);
          break;
        case 4:
          set["in_service_since"] = date();
          break;
        case 5:
          set["retired_on"] = below(3) == 0 ? date() : Value{};
          break;
        case 6:
          set["pools"] =
              below(2) == 0 ? Value{} : pools({100 + below(kPools + 1), 100 + below(kPools)});
          break;
        case 7:
          set["removed"] = below(4) == 0;
          break;
        default:
          set[std::string(kComponentNames.at(below(kComponents)))] = figure();
      }
    }
    set.try_emplace("status", "in_service");
    return set;
  }

  std::mt19937_64 random_;
};

// All a test can look at, with frozen points of ascending knowledge or without.
std::vector<Point> points_of(const Log& log, bool frozen) {
  auto points = month_ends("2026-01", "2026-08");
  for (std::size_t i = 0; frozen && i + 1 < points.size(); ++i) {
    points[i].known = registry::CommitNumber(log.newest().value() * (i + 1) / points.size());
  }
  return points;
}

TEST(LedgerProperty, EveryDecompositionClosesInEveryGrouping) {
  const Grouping groupings[] = {
      {},
      {.region = RegionLevel::province},
      {.region = RegionLevel::county, .by_operator = true},
      {.region = RegionLevel::prefecture, .by_operator = true, .by_class = true},
      {.by_class = true},
      {.by_operator = true, .within = {"440000"}},
  };
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    const auto points = points_of(log, seed % 2 == 0);
    const auto whole = decompose(history, points, month("2026-03"));
    for (const Grouping& grouping : groupings) {
      for (std::size_t period = 0; period < whole.periods.size(); ++period) {
        for (const auto& [group, falls] : waterfalls(whole, period, grouping)) {
          for (const Component component : kAllComponents) {
            ASSERT_TRUE(falls[component].closes())
                << "seed " << seed << ", period " << period << ", " << group.region << ' '
                << group.operator_ << ' ' << group.ledger_class << ' ' << to_string(component);
          }
        }
      }
    }
  }
}

TEST(LedgerProperty, GroupsSumToTheWhole) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    for (const Point& point : points_of(log, false)) {
      const State state = state_at(history, point);
      const auto nation = capacity_by_group(state, {});
      Sums sums;
      for (const auto& [_, part] :
           capacity_by_group(state, {.region = RegionLevel::province, .by_operator = true})) {
        for (const Component component : kAllComponents) {
          sums[component] += part[component];
        }
      }
      const auto found = nation.find({});
      EXPECT_EQ(sums, found == nation.end() ? Sums{} : found->second) << "seed " << seed;
    }
  }
}

TEST(LedgerProperty, BucketsOfGroupsSumToTheWholeButForMoves) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    const auto whole = decompose(history, points_of(log, false));
    for (std::size_t period = 0; period < whole.periods.size(); ++period) {
      const auto parts = waterfalls(whole, period, {.region = RegionLevel::province});
      const auto nation = waterfalls(whole, period, {});
      for (const Component component : kAllComponents) {
        Waterfall sum;
        for (const auto& [_, part] : parts) {
          sum.added += part[component].added;
          sum.retired += part[component].retired;
          sum.corrected += part[component].corrected;
          sum.moved_in += part[component].moved_in - part[component].moved_out;
        }
        const Waterfall all = nation.empty() ? Waterfall{} : nation.at({})[component];
        EXPECT_EQ(sum.added, all.added);
        EXPECT_EQ(sum.retired, all.retired);
        EXPECT_EQ(sum.corrected, all.corrected);
        EXPECT_EQ(sum.moved_in, all.moved_in - all.moved_out);
      }
    }
  }
}

// A part of the country says of itself just what the nation says of it.
TEST(LedgerProperty, APartIsAsTheWholeHasIt) {
  const Grouping guangdong{.by_operator = true, .within = {"440100"}};
  const auto seen = [](const Place& place) { return place.region == "440100"; };
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    const auto points = points_of(log, seed % 2 == 0);
    const auto whole = decompose(history, points);
    const auto part = bounded(whole, seen);
    for (std::size_t period = 0; period < whole.periods.size(); ++period) {
      const auto theirs = waterfalls(whole, period, guangdong);
      const auto ours = waterfalls(part, period, guangdong);
      ASSERT_EQ(theirs.size(), ours.size());
      for (const auto& [group, falls] : ours) {
        for (const Component component : kAllComponents) {
          EXPECT_TRUE(falls[component].closes());
          EXPECT_EQ(falls[component].opening, theirs.at(group)[component].opening);
          EXPECT_EQ(falls[component].closing, theirs.at(group)[component].closing);
          EXPECT_EQ(falls[component].growth(), theirs.at(group)[component].growth());
        }
      }
      for (const Movement& movement : part.periods[period].movements) {
        EXPECT_EQ(part.places[movement.place].region, "440100");
      }
    }
    const auto states = states_at(history, points);
    const auto bounds = bounded(states, seen);
    for (std::size_t at = 0; at < points.size(); ++at) {
      EXPECT_EQ(capacity_by_group(bounds[at], guangdong), capacity_by_group(states[at], guangdong));
      for (const auto& [group, use] : group_use(states[at], guangdong)) {
        EXPECT_EQ(group_use(bounds[at], guangdong).at(group).sharing, use.sharing);
      }
      for (const DeviceUse& use : device_use(bounds[at])) {
        const auto device = std::ranges::find(states[at].devices, use.device, &Device::id);
        EXPECT_EQ(device->region, "440100");
      }
    }
  }
}

// What became of a device's plan needs no other device, seen from the whole or from a part.
TEST(LedgerProperty, APlanIsJudgedByItsDeviceAlone) {
  const auto all = [](const Place&) { return true; };
  const auto guangdong = [](const Place& place) { return place.region == "440100"; };
  const auto facts = [](const PlanProgress& one) {
    return std::tuple(one.device, one.plan, one.place, one.outcome, one.done, one.recorded,
                      one.slip);
  };
  const Grouping kByOperator{.region = RegionLevel::prefecture, .by_operator = true};
  std::size_t plans = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Log planned;
    for (std::uint64_t id = 1; id <= kDevices; ++id) {
      planned.enters({"2026-01-05"}, id, 100,
                     {{"plan_action", std::string(kPlanActionNames.at((seed + id) % 4))},
                      {"plan_month", "2026-0" + std::to_string(2 + id % 7)},
                      {"plan_public_addresses", number(300)},
                      {"pools", pools({100 + id % kPools})}});
    }
    const Log log = Chaos(seed).log(planned);
    const auto history = log.history();
    const auto points = points_of(log, seed % 2 == 0);
    const auto states = states_at(history, points);
    for (const SeenPlace& seen : {SeenPlace(all), SeenPlace(guangdong)}) {
      std::vector<decltype(facts(PlanProgress{}))> together;
      for (const PlanProgress& one : plan_progress(bounded(states, seen))) {
        together.push_back(facts(one));
      }
      std::vector<decltype(facts(PlanProgress{}))> apart;
      for (const Device& device : history.devices()) {
        for (const PlanProgress& one :
             plan_progress(bounded(states_of(history, points, device.id), seen))) {
          apart.push_back(facts(one));
        }
      }
      EXPECT_EQ(apart, together) << "seed " << seed;
      PlanWalk walk;
      LevelWalk levels(kByOperator);
      walk_states(history, points, [&](State state) {
        bound(state, seen);
        walk.add(state);
        levels.add(state);
      });
      std::vector<decltype(facts(PlanProgress{}))> walked;
      for (const PlanProgress& one : walk.progress()) {
        walked.push_back(facts(one));
      }
      EXPECT_EQ(walked, together) << "one state at a time, seed " << seed;
      EXPECT_EQ(levels.levels(walk), planned_levels(bounded(states, seen), kByOperator))
          << "seed " << seed;
      plans += apart.size();
    }
    EXPECT_TRUE(plan_progress(states_of(history, points, ObjectId(999'999))).empty());
  }
  EXPECT_GT(plans, 100U);
}

TEST(LedgerProperty, TheOrderOfTheLogDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Log log = Chaos(seed).log();
    auto shuffled = log.devices();
    std::ranges::shuffle(shuffled, std::mt19937_64(seed));
    const History straight(log.devices(), {});
    const History mixed(shuffled, {});
    const Point end{.month = month("2026-08")};
    EXPECT_EQ(state_at(straight, end).devices, state_at(mixed, end).devices);
  }
}

TEST(LedgerProperty, OneByOneOrAllAtOnce) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    const auto points = points_of(log, seed % 2 == 0);
    const auto states = states_at(history, points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const State alone = state_at(history, points[i]);
      EXPECT_EQ(alone.devices, states[i].devices);
      EXPECT_EQ(alone.pools, states[i].pools);
    }
  }
}

TEST(LedgerProperty, ALevelIsTheReferenceWithAllGrowthAndAllCorrections) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Log log = Chaos(seed).log();
    const auto history = log.history();
    const auto whole = decompose(history, points_of(log, false));
    for (const auto& [_, verdicts] : stopped_growing(whole, {}, month("2026-03"))) {
      for (const Component component : kAllComponents) {
        model::Decimal corrected;
        EXPECT_EQ(verdicts[component].months.size(), 5U);
        for (const LevelMonth& at : verdicts[component].months) {
          corrected += at.corrected;
          EXPECT_EQ(at.level.value, at.comparable + corrected);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sixscope::ledger
