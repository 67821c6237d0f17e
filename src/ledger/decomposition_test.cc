#include "ledger/decomposition.h"

#include <gtest/gtest.h>

#include "ledger/ledger_fixture.h"

namespace sixscope::ledger {
namespace {

using model::Decimal;
using registry::Document;

constexpr Grouping kProvinces{.region = RegionLevel::province};

// One component of one group in June, from a log whose May is the opening.
Waterfall june(const Log& log, Component component = Component::max_sessions,
               const Grouping& grouping = {}, const Group& group = {}) {
  const auto history = log.history();
  const auto whole = decompose(history, month_ends("2026-05", "2026-06"));
  for (const auto& [_, by_component] : waterfalls(whole, 0, grouping)) {
    for (const Component each : kAllComponents) {
      EXPECT_TRUE(by_component[each].closes()) << to_string(each);
    }
  }
  const auto falls = waterfalls(whole, 0, grouping);
  const auto found = falls.find(group);
  return found == falls.end() ? Waterfall{} : found->second[component];
}

struct Case {
  const char* name;
  void (*write)(Log&);
  const char* added;
  const char* expanded;
  const char* reduced;
  const char* retired;
  const char* corrected;
  const char* closing;
};

// Device 1 has 100 sessions in May; each row is what June brings.
TEST(Decompose, GivesEachChangeItsBucket) {
  const Case cases[] = {
      {"nothing", [](Log&) {}, "0", "0", "0", "0", "0", "100"},
      {"a device enters", [](Log& log) { log.enters({"2026-06-10"}, 2, 40); }, "40", "0", "0", "0",
       "0", "140"},
      {"planned is not in service",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 40, {{"status", "planned"}}); }, "0", "0", "0",
       "0", "0", "100"},
      {"expanding still counts",
       [](Log& log) { log.device({"2026-06-10"}, 1, {{"status", "expanding"}}); }, "0", "0", "0",
       "0", "0", "100"},
      {"more", [](Log& log) { log.device({"2026-06-10"}, 1, {{"max_sessions", number(130)}}); },
       "0", "30", "0", "0", "0", "130"},
      {"less", [](Log& log) { log.device({"2026-06-10"}, 1, {{"max_sessions", number(80)}}); }, "0",
       "0", "20", "0", "0", "80"},
      {"more, then less",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"max_sessions", number(130)}});
         log.device({"2026-06-11"}, 1, {{"max_sessions", number(90)}});
       },
       "0", "30", "40", "0", "0", "90"},
      {"retired", [](Log& log) { log.device({"2026-06-10"}, 1, {{"status", "retired"}}); }, "0",
       "0", "0", "100", "0", "0"},
      {"removed", [](Log& log) { log.device({"2026-06-10"}, 1, {{"removed", true}}); }, "0", "0",
       "0", "100", "0", "0"},
      {"replaced by a bigger one: growth, though there are no more devices",
       [](Log& log) {
         log.device({"2026-06-10"}, 1, {{"status", "retired"}});
         log.enters({"2026-06-10"}, 2, 150);
       },
       "150", "0", "0", "100", "0", "150"},
      {"corrected up",
       [](Log& log) {
         log.device({"2026-06-10", kCorrection}, 1, {{"max_sessions", number(107)}});
       },
       "0", "0", "0", "0", "7", "107"},
      {"a correction that creates",
       [](Log& log) { log.enters({"2026-06-10", kCorrection}, 2, 40); }, "0", "0", "0", "0", "40",
       "140"},
      {"a correction that retires",
       [](Log& log) { log.device({"2026-06-10", kCorrection}, 1, {{"status", "retired"}}); }, "0",
       "0", "0", "0", "-100", "0"},
      {"DS-Lite never enters a NAT44 total",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 40, {{"ledger_class", "ds_lite"}}); }, "0", "0",
       "0", "0", "0", "100"},
      {"NAT64 neither",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 40, {{"ledger_class", "nat64"}}); }, "0", "0",
       "0", "0", "0", "100"},
      {"nor what has no class",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 40, {{"ledger_class", registry::Value{}}}); },
       "0", "0", "0", "0", "0", "100"},
      {"NAT444 does",
       [](Log& log) { log.enters({"2026-06-10"}, 2, 40, {{"ledger_class", "nat444"}}); }, "40", "0",
       "0", "0", "0", "140"},
      {"within the month in and out",
       [](Log& log) {
         log.enters({"2026-06-10"}, 2, 40);
         log.device({"2026-06-20"}, 2, {{"status", "retired"}});
       },
       "40", "0", "0", "40", "0", "100"},
      {"after the month's end is July", [](Log& log) { log.enters({"2026-07-01"}, 2, 40); }, "0",
       "0", "0", "0", "0", "100"},
      {"a date typed before comes true",
       [](Log& log) { log.enters({"2026-05-01"}, 2, 40, {{"in_service_since", "2026-06-30"}}); },
       "40", "0", "0", "0", "0", "140"},
      {"a date put off before it came is nothing",
       [](Log& log) {
         log.device({"2026-05-01"}, 1, {{"retired_on", "2026-06-20"}});
         log.device({"2026-06-15"}, 1, {{"retired_on", "2026-09-20"}});
       },
       "0", "0", "0", "0", "0", "100"},
      {"a date put off after it came is out and in again",
       [](Log& log) {
         log.device({"2026-05-01"}, 1, {{"retired_on", "2026-06-20"}});
         log.device({"2026-06-25"}, 1, {{"retired_on", "2026-09-20"}});
       },
       "100", "0", "0", "100", "0", "100"},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.name);
    Log log;
    log.enters({"2026-01-10"}, 1, 100);
    row.write(log);
    const Waterfall fall = june(log);
    EXPECT_EQ(fall.opening.value, dec("100"));
    EXPECT_EQ(fall.added, dec(row.added));
    EXPECT_EQ(fall.expanded, dec(row.expanded));
    EXPECT_EQ(fall.reduced, dec(row.reduced));
    EXPECT_EQ(fall.retired, dec(row.retired));
    EXPECT_EQ(fall.corrected, dec(row.corrected));
    EXPECT_EQ(fall.closing.value, dec(row.closing));
    EXPECT_TRUE(fall.closes());
  }
}

TEST(Decompose, SaysWhichDeviceAndWhichCommit) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-06-10"}, 2, 40);
  const auto history = log.history();
  const auto whole = decompose(history, month_ends("2026-05", "2026-06"));
  const auto falls = waterfalls(whole, 0, {});
  const auto& listed = falls.at({})[Component::max_sessions].movements;
  ASSERT_EQ(listed.size(), 1U);
  const Movement& movement = whole.periods[0].movements[listed[0]];
  EXPECT_EQ(movement.device, registry::ObjectId(2));
  EXPECT_EQ(movement.cause.commit, log.newest());
  EXPECT_EQ(movement.delta, dec("40"));
}

TEST(Decompose, ComponentsAreNeverAddedToOneAnother) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"design_throughput", dec("0.5")}});
  log.device({"2026-06-10"}, 1, {{"design_throughput", dec("0.75")}});
  EXPECT_EQ(june(log).growth(), Decimal{});
  EXPECT_EQ(june(log, Component::design_throughput).expanded, dec("0.25"));
  EXPECT_EQ(june(log, Component::design_throughput).closing.value, dec("0.75"));
}

TEST(Decompose, AMoveIsOutOfOneAndIntoTheOther) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-01-10"}, 2, 5, {{"region", "110100"}});
  log.device({"2026-06-10"}, 1, {{"region", "110105"}, {"max_sessions", number(120)}});
  const Waterfall out = june(log, Component::max_sessions, kProvinces, {.region = "440000"});
  EXPECT_EQ(out.moved_out, dec("100"));
  EXPECT_EQ(out.closing.value, Decimal{});
  const Waterfall in = june(log, Component::max_sessions, kProvinces, {.region = "110000"});
  EXPECT_EQ(in.moved_in, dec("100"));
  EXPECT_EQ(in.expanded, dec("20"));
  EXPECT_EQ(in.closing.value, dec("125"));
  const Waterfall whole = june(log);
  EXPECT_EQ(whole.moved_in, Decimal{}) << "inside the country nothing moved";
  EXPECT_EQ(whole.movements.size(), 1U);
  EXPECT_EQ(whole.growth(), dec("20"));
}

TEST(Decompose, AClassChangeMovesOutOfTheNat44Total) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.device({"2026-06-10"}, 1, {{"ledger_class", "nat64"}});
  EXPECT_EQ(june(log).moved_out, dec("100"));
  const Grouping classes{.by_class = true};
  EXPECT_EQ(june(log, Component::max_sessions, classes, {.ledger_class = "nat64"}).moved_in,
            dec("100"));
}

TEST(Decompose, ACorrectedRegionIsNoMove) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.device({"2026-06-10", kCorrection}, 1, {{"region", "110000"}});
  const Waterfall out = june(log, Component::max_sessions, kProvinces, {.region = "440000"});
  EXPECT_EQ(out.corrected, dec("-100"));
  EXPECT_EQ(out.growth(), Decimal{});
  EXPECT_EQ(june(log).corrected, Decimal{});
}

TEST(Decompose, AGapIsNeverZero) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-01-10"}, 2, 0, {{"max_sessions", registry::Value{}}});
  const Waterfall before = june(log);
  EXPECT_EQ(before.opening, (Sum{.value = dec("100"), .given = 1, .missing = 1}));
  EXPECT_EQ(before.gaps, 0U);

  log.device({"2026-06-10"}, 2, {{"max_sessions", number(70)}});
  const Waterfall filled = june(log);
  EXPECT_EQ(filled.corrected, dec("70")) << "the ledger learned it, the network did not grow";
  EXPECT_EQ(filled.growth(), Decimal{});
  EXPECT_EQ(filled.gaps, 1U);
  EXPECT_EQ(filled.closing, (Sum{.value = dec("170"), .given = 2, .missing = 0}));
}

TEST(Decompose, AFigureGivenSoonAfterEnteringIsAdded) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-06-05"}, 2, 0, {{"max_sessions", registry::Value{}}});
  log.device({"2026-06-20"}, 2, {{"max_sessions", number(70)}});
  const Waterfall fall = june(log);
  EXPECT_EQ(fall.added, dec("70"));
  EXPECT_EQ(fall.corrected, Decimal{});
}

// July of a ledger whose device 2 entered in June without a figure.
Waterfall july(const Log& log, std::optional<model::Month> reference, std::string_view from) {
  const auto history = log.history();
  const auto whole = decompose(history, month_ends(from, "2026-07"), reference);
  for (std::size_t period = 0; period < whole.periods.size(); ++period) {
    EXPECT_TRUE(waterfalls(whole, period, {}).at({})[Component::max_sessions].closes());
  }
  return waterfalls(whole, whole.periods.size() - 1, {}).at({})[Component::max_sessions];
}

TEST(Decompose, TheFirstFigureOfADeviceThatEnteredAfterTheReferenceIsAdded) {
  for (const char* from : {"2026-05", "2026-06"}) {
    SCOPED_TRACE(from);
    Log log;
    log.enters({"2026-01-10"}, 1, 100);
    log.enters({"2026-06-05"}, 2, 0, {{"max_sessions", registry::Value{}}});
    log.device({"2026-07-20"}, 2, {{"max_sessions", number(70)}});
    EXPECT_EQ(july(log, month("2026-05"), from).added, dec("70"));
    const Waterfall before = july(log, month("2026-06"), from);
    EXPECT_EQ(before.corrected, dec("70")) << "it was there at the end of the reference month";
    log.device({"2026-07-21"}, 2, {{"max_sessions", registry::Value{}}});
    log.device({"2026-07-22"}, 2, {{"max_sessions", number(90)}});
    const Waterfall again = july(log, month("2026-05"), from);
    EXPECT_EQ(again.added, dec("70")) << "the first is";
    EXPECT_EQ(again.corrected, dec("20"));
  }
  Log found;
  found.enters({"2026-01-10"}, 1, 100);
  found.enters({"2026-06-05", kCorrection}, 2, 0, {{"max_sessions", registry::Value{}}});
  found.device({"2026-07-20"}, 2, {{"max_sessions", number(70)}});
  EXPECT_EQ(july(found, month("2026-05"), "2026-05").corrected, dec("70"));
}

TEST(Decompose, ADeviceThatEntersByADateHasItsFirstFigureAddedToo) {
  for (const char* from : {"2026-05", "2026-06"}) {
    Log log;
    log.enters({"2026-01-10"}, 1, 100);
    log.enters({"2026-01-10"}, 2, 0,
               {{"max_sessions", registry::Value{}}, {"in_service_since", "2026-06-05"}});
    log.device({"2026-07-20"}, 2, {{"max_sessions", number(70)}});
    EXPECT_EQ(july(log, month("2026-05"), from).added, dec("70")) << from;
  }
}

TEST(Decompose, ATextWhereANumberBelongsIsAGap) {
  Log log;
  log.enters({"2026-01-10"}, 1, 0, {{"max_sessions", "many"}});
  EXPECT_EQ(june(log).opening, (Sum{.value = {}, .given = 0, .missing = 1}));
}

// A pool of 256 addresses that devices 1 and 2 share.
Log shared_pool() {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}, {"port_blocks", number(1000)}});
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({9})}});
  log.enters({"2026-01-10"}, 2, 100, {{"pools", pools({9, 9})}});
  return log;
}

TEST(Decompose, ASharedPoolIsCountedOnce) {
  Log log = shared_pool();
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.opening, (Sum{.value = dec("256"), .given = 2, .missing = 0}));
  EXPECT_EQ(june(log, Component::port_blocks).opening.value, dec("1000"));
}

TEST(Decompose, APoolStaysWhenOneOfItsCardsGoes) {
  Log log = shared_pool();
  log.device({"2026-06-10"}, 1, {{"status", "retired"}});
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.retired, Decimal{}) << "it passed to the other card";
  EXPECT_EQ(fall.expanded, Decimal{});
  EXPECT_EQ(fall.closing.value, dec("256"));
  log.device({"2026-06-11"}, 2, {{"status", "retired"}});
  const Waterfall gone = june(log, Component::public_addresses);
  EXPECT_EQ(gone.retired, dec("256"));
  EXPECT_EQ(gone.closing.value, Decimal{});
}

TEST(Decompose, APoolThatGrowsExpandsOnce) {
  Log log = shared_pool();
  log.pool({"2026-06-10"}, 9, {{"public_addresses", number(512)}});
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.expanded, dec("256"));
  EXPECT_EQ(fall.movements.size(), 1U);
}

TEST(Decompose, APoolPassesToTheOtherCardsPlace) {
  Log log = shared_pool();
  log.device({"2026-06-10"}, 2, {{"region", "110000"}});
  log.device({"2026-06-11"}, 1, {{"status", "retired"}});
  const Waterfall out = june(log, Component::public_addresses, kProvinces, {.region = "440000"});
  EXPECT_EQ(out.moved_out, dec("256"));
  EXPECT_EQ(out.retired, Decimal{});
  const Waterfall in = june(log, Component::public_addresses, kProvinces, {.region = "110000"});
  EXPECT_EQ(in.moved_in, dec("256"));
  EXPECT_EQ(in.expanded, Decimal{});
}

TEST(Decompose, APoolThatIsRenamedKeepsItsCards) {
  Log log = shared_pool();
  const auto frozen = log.newest();
  log.pool({"2026-06-10"}, 9, {{"name", "new name"}, {"region", "440300"}});
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.opening.value, dec("256")) << "the past is as it was";
  EXPECT_EQ(fall.closing, (Sum{.value = dec("256"), .given = 2, .missing = 0}));
  EXPECT_TRUE(fall.movements.empty());
  const auto history = log.history();
  const State may = state_at(history, {.month = month("2026-05"), .known = frozen});
  EXPECT_EQ(capacity_by_group(may, {}).at({})[Component::public_addresses].value, dec("256"));
  // Devices learn the new name.
  log.device({"2026-06-20"}, 1,
             {{"pools", std::vector<std::string>{"china_mobile / 440300 / new name"}}});
  EXPECT_TRUE(june(log, Component::public_addresses).movements.empty());
}

TEST(Decompose, APoolMadeAnewUnderItsKeyTakesItsPlace) {
  Log log = shared_pool();
  log.pool({"2026-06-10"}, 9, {{"removed", true}});
  const Waterfall gone = june(log, Component::public_addresses);
  EXPECT_EQ(gone.opening.value, dec("256"));
  EXPECT_EQ(gone.closing, (Sum{.value = {}, .given = 0, .missing = 2}));
  log.pool({"2026-06-11"}, 10, {{"name", "pool 9"}, {"public_addresses", number(300)}});
  const Waterfall anew = june(log, Component::public_addresses);
  EXPECT_EQ(anew.opening.value, dec("256")) << "May had the old one";
  EXPECT_EQ(anew.closing, (Sum{.value = dec("300"), .given = 2, .missing = 0}));
}

TEST(Decompose, ANameGivenToAnotherPoolIsTheOthers) {
  Log log = shared_pool();
  log.pool({"2026-06-10"}, 9, {{"name", "elsewhere"}});
  log.pool({"2026-06-11"}, 10, {{"name", "pool 9"}, {"public_addresses", number(300)}});
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.opening.value, dec("256"));
  EXPECT_EQ(fall.expanded, dec("44"));
  EXPECT_EQ(fall.closing.value, dec("300"));
}

TEST(Decompose, APoolsOwnDatesCount) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}, {"retired_on", "2026-06-20"}});
  log.pool({"2026-01-09"}, 8,
           {{"public_addresses", number(64)}, {"in_service_since", "2026-06-10"}});
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({8, 9})}});
  const Waterfall fall = june(log, Component::public_addresses);
  EXPECT_EQ(fall.opening, (Sum{.value = dec("256"), .given = 1, .missing = 0}));
  EXPECT_EQ(fall.expanded, dec("64"));
  EXPECT_EQ(fall.reduced, dec("256"));
  EXPECT_EQ(fall.closing.value, dec("64"));
}

TEST(Decompose, ADsLiteCardTakesNoPoolFromTheNat44Total) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({9})}, {"ledger_class", "ds_lite"}});
  log.enters({"2026-01-10"}, 2, 100, {{"pools", pools({9})}});
  EXPECT_EQ(june(log, Component::public_addresses).opening.value, dec("256"));
}

TEST(Decompose, APoolThatIsNotThereIsAGap) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({9})}, {"public_addresses", number(64)}});
  EXPECT_EQ(june(log, Component::public_addresses).opening,
            (Sum{.value = {}, .given = 0, .missing = 1}));
}

TEST(Decompose, ADeviceAndItsPoolMayComeInAnyOrder) {
  Log log;
  log.enters({"2026-06-10"}, 1, 100, {{"pools", pools({9})}});
  log.pool({"2026-06-20"}, 9, {{"public_addresses", number(256)}});
  EXPECT_EQ(june(log, Component::public_addresses).added, dec("256"));
}

TEST(Decompose, AFrozenOpeningIsClosedWithWhatWasTypedLate) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  const auto frozen = log.newest();
  log.enters({"2026-05-20"}, 2, 40);  // Typed in July, so May as frozen does not know it.
  log.device({"2026-03-01", kCorrection}, 1, {{"max_sessions", number(90)}});
  const auto history = log.history();
  const std::vector<Point> points = {{.month = month("2026-05"), .known = frozen},
                                     {.month = month("2026-06")}};
  const auto fall = waterfalls(decompose(history, points), 0, {}).at({})[Component::max_sessions];
  EXPECT_EQ(fall.opening.value, dec("100"));
  EXPECT_EQ(fall.added, dec("40")) << "late, but growth";
  EXPECT_EQ(fall.corrected, dec("-10"));
  EXPECT_EQ(fall.closing.value, dec("130"));
  EXPECT_TRUE(fall.closes());
  EXPECT_EQ(june(log).opening.value, dec("130")) << "May as it is known now";
}

TEST(Decompose, WhatIsTypedLateLeavesAloneWhatChangedLater) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.device({"2026-04-10"}, 1, {{"max_sessions", number(200)}});
  const auto frozen = log.newest();
  log.device({"2026-03-10"}, 1, {{"max_sessions", number(150)}});
  const auto history = log.history();
  EXPECT_EQ(
      state_at(history, {.month = month("2026-03")}).devices[0].capacity[Component::max_sessions],
      dec("150"));
  EXPECT_EQ(state_at(history, {.month = month("2026-03"), .known = frozen})
                .devices[0]
                .capacity[Component::max_sessions],
            dec("100"));
  EXPECT_EQ(june(log).opening.value, dec("200"));
}

TEST(Decompose, PilotsAreAGroupOfTheirOwn) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100);
  log.enters({"2026-01-10"}, 2, 30, {{"region", "440300"}});
  log.enters({"2026-06-10"}, 3, 7, {{"region", "440106"}});
  const Waterfall pilot = june(log, Component::max_sessions, {.within = {"440100", "110000"}});
  EXPECT_EQ(pilot.opening.value, dec("100"));
  EXPECT_EQ(pilot.closing.value, dec("107"));
}

}  // namespace
}  // namespace sixscope::ledger
