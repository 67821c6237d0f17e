#include "ledger/utilisation.h"

#include <gtest/gtest.h>

#include "ledger/ledger_fixture.h"
#include "ledger/quality.h"
#include "ledger/stock_rates.h"

namespace sixscope::ledger {
namespace {

State june(const Log& log) {
  const auto history = log.history();
  return state_at(history, {.month = month("2026-06")});
}

// With the month that what is said is of.
registry::Document in_june(registry::Document loads) {
  loads["load_month"] = "2026-06";
  return loads;
}

TEST(GroupUse, DividesSumsAndNotShares) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, in_june({{"peak_sessions", number(90)}}));
  log.enters({"2026-01-10"}, 2, 900, in_june({{"peak_sessions", number(10)}}));
  log.enters({"2026-01-10"}, 3, 5000);  // Says no load: in neither sum.
  log.enters({"2026-01-10"}, 4, 0,
             in_june({{"max_sessions", registry::Value{}}, {"peak_sessions", number(7)}}));
  const Rate used = group_use(june(log), {}).at({}).used[Component::max_sessions];
  EXPECT_EQ(used, (Rate{dec("100"), dec("1000"), 2, 2}));
  EXPECT_DOUBLE_EQ(used.value().value(), 0.1);
}

TEST(GroupUse, NothingOverNothingIsNoShare) {
  EXPECT_FALSE(Rate{}.value());
  Log log;
  log.enters({"2026-01-10"}, 1, 0, in_june({{"peak_sessions", number(0)}}));
  EXPECT_FALSE(group_use(june(log), {}).at({}).used[Component::max_sessions].value());
}

TEST(GroupUse, TakesTheLoadsOfItsMonthWhateverDayTheyWereTyped) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100, {{"load_month", "2026-05"}, {"peak_sessions", number(99)}});
  log.enters({"2026-01-10"}, 2, 100, {{"load_month", "2026-05"}, {"peak_sessions", number(99)}});
  log.device({"2026-07-05"}, 1, in_june({{"peak_sessions", number(30)}}));
  log.device({"2026-08-05"}, 1, {{"load_month", "2026-07"}, {"peak_sessions", number(80)}});
  const auto history = log.history();
  const auto states = states_at(history, month_ends("2026-05", "2026-08"));
  const auto used = [&](std::size_t at) {
    return group_use(states.at(at), {}).at({}).used[Component::max_sessions];
  };
  EXPECT_EQ(used(0), (Rate{dec("198"), dec("200"), 2, 0}));
  EXPECT_EQ(used(1), (Rate{dec("30"), dec("100"), 1, 1})) << "May's load is not June's";
  EXPECT_EQ(used(2), (Rate{dec("80"), dec("100"), 1, 1}));
  EXPECT_EQ(used(3), (Rate{dec("0"), dec("0"), 0, 2}));
  EXPECT_EQ(device_use(states.at(1)).at(0).load_month, month("2026-06"));
  EXPECT_FALSE(device_use(states.at(1)).at(1).load_month);
  // What June was published with does not know what was typed afterwards.
  const Point frozen{.month = month("2026-06"), .known = registry::CommitNumber(2)};
  EXPECT_EQ(group_use(state_at(history, frozen), {}).at({}).used[Component::max_sessions].given,
            0U);
}

TEST(GroupUse, SharedAddressesCountOnceAndPortsOfOneProtocol) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  // The first card is silent, so its pool is counted with the second.
  log.enters({"2026-01-10"}, 1, 100, {{"pools", pools({9})}});
  const auto card = in_june({{"pools", pools({9})}, {"active_subscribers", number(1024)}});
  log.enters({"2026-01-10"}, 2, 100, card);
  log.enters({"2026-01-10"}, 3, 100, card);
  const GroupUse use = group_use(june(log), {}).at({});
  EXPECT_EQ(use.sharing, (Rate{dec("2048"), dec("256"), 2, 1}));
  EXPECT_DOUBLE_EQ(use.ports_per_subscriber.value().value(), 8064);
  EXPECT_EQ(use.active_subscribers, (Sum{dec("2048"), 2, 1}));
  const auto behind = subscribers_behind_nat(group_use(june(log), {}), {{{}, dec("8192")}});
  EXPECT_DOUBLE_EQ(behind.at({}).value().value(), 0.25);
}

TEST(DeviceUse, MeasuresACardAgainstAllItCanDrawOn) {
  Log log;
  log.pool({"2026-01-09"}, 9, {{"public_addresses", number(256)}});
  const auto card = [](std::int64_t used) {
    return in_june({{"pools", pools({9})}, {"used_addresses", number(used)}});
  };
  log.enters({"2026-01-10"}, 1, 100, card(64));
  log.enters({"2026-01-10"}, 2, 100, card(128));
  const auto use = device_use(june(log));
  ASSERT_EQ(use.size(), 2U);
  EXPECT_DOUBLE_EQ(use[1].used[Component::public_addresses].value().value(), 0.5);
  EXPECT_FALSE(use[1].used[Component::port_blocks].value());
}

struct Measured {
  const char* name;
  Figure typed;
  std::optional<std::int64_t> value;
  std::string_view on;
  Confirmation expected;
};

TEST(Confirm, WithinFivePercentOfWhatWasMeasured) {
  using enum Confirmation;
  const Measured cases[] = {
      {"the same", dec("100"), 100, "2026-06-01", confirmed},
      {"5 % more", dec("105"), 100, "2026-06-01", confirmed},
      {"just over 5 %", dec("105.000001"), 100, "2026-06-01", contradicted},
      {"5 % less", dec("95"), 100, "2026-06-01", confirmed},
      {"just under", dec("94.999999"), 100, "2026-06-01", contradicted},
      {"zero against zero", dec("0"), 0, "2026-06-01", confirmed},
      {"zero measured", dec("1"), 0, "2026-06-01", contradicted},
      {"never", dec("100"), std::nullopt, "2026-06-01", never_measured},
      {"92 days ago", dec("100"), 100, "2026-03-30", confirmed},
      {"93 days ago", dec("100"), 100, "2026-03-29", stale},
      {"not typed", std::nullopt, 100, "2026-06-01", not_typed},
  };
  for (const Measured& row : cases) {
    SCOPED_TRACE(row.name);
    std::optional<Measurement> measured;
    if (row.value) {
      measured = Measurement{.value = model::Decimal::whole(*row.value), .day = day(row.on)};
    }
    EXPECT_EQ(confirm(row.typed, measured, day("2026-06-30"), {}), row.expected);
  }
}

TEST(DeviceQuality, NamesEmptyFieldsAndTheAgeOfLoads) {
  Log log;
  log.enters({"2026-01-10"}, 1, 100,
             {{"load_month", "2026-03"},
              {"peak_sessions", number(4)},
              {"in_service_since", "2026-01-01"}});
  const std::vector<Measurement> measured = {
      {registry::ObjectId(1), Component::max_sessions, dec("50"), day("2026-06-01")},
      {registry::ObjectId(1), Component::max_sessions, dec("99"), day("2026-06-20")},
      {registry::ObjectId(1), Component::max_sessions, dec("50"), day("2026-07-01")},
  };
  const auto all = device_quality(june(log), measured, {});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].load_age, 3);
  EXPECT_EQ(all[0].confirmation[Component::max_sessions], Confirmation::confirmed);
  EXPECT_EQ(all[0].measured[Component::max_sessions], dec("99"));
  EXPECT_EQ(all[0].confirmation[Component::port_blocks], Confirmation::never_measured);
  EXPECT_EQ(all[0].empty.size(), 4U + 6U) << "four components and six loads";
}

class PortBlocks : public ::testing::Test {
 protected:
  // What port blocks of device 1 are said to be, where the device tells `ports`.
  DeviceQuality quality(std::vector<Measurement> measured) {
    return device_quality(june(log_), measured, {}).at(0);
  }
  static Measurement ports(std::string_view value, std::string_view on = "2026-06-20") {
    return {.device = registry::ObjectId(1),
            .component = Component::port_blocks,
            .value = dec(value),
            .day = day(on),
            .in_ports = true};
  }
  static constexpr auto kBlocks = Component::port_blocks;
  Log log_;
};

TEST_F(PortBlocks, ArePortsOverTheBlockSizeOfTheDevicesPools) {
  log_.pool({"2026-01-01"}, 5, {{"block_size", number(2048)}, {"port_blocks", number(60)}});
  log_.pool({"2026-01-01"}, 6, {{"block_size", number(2048)}, {"port_blocks", number(3)}});
  log_.enters({"2026-01-10"}, 1, 100,
              {{"pools", pools({5, 6})}, {"ports_per_subscriber", number(512)}});
  const auto one = quality({ports("131071")});
  EXPECT_EQ(one.measured[kBlocks], dec("63")) << "half a block is none";
  EXPECT_EQ(one.measured_on[kBlocks], day("2026-06-20"));
  EXPECT_EQ(one.confirmation[kBlocks], Confirmation::confirmed);
  EXPECT_EQ(one.unmeasured[kBlocks], std::nullopt);
}

TEST_F(PortBlocks, OrOverWhatTheDevicesFieldSays) {
  log_.enters({"2026-01-10"}, 1, 100,
              {{"ports_per_subscriber", number(1024)}, {"port_blocks", number(100)}});
  EXPECT_EQ(quality({ports("65536")}).confirmation[kBlocks], Confirmation::contradicted);
  EXPECT_EQ(quality({ports("65536")}).measured[kBlocks], dec("64"));
  EXPECT_EQ(quality({ports("65536", "2026-01-20")}).confirmation[kBlocks], Confirmation::stale);
  EXPECT_EQ(quality({ports("65536", "2026-07-01")}).confirmation[kBlocks],
            Confirmation::never_measured);
}

TEST_F(PortBlocks, BlocksThatADeviceTellsComeBeforeItsPorts) {
  log_.enters({"2026-01-10"}, 1, 100,
              {{"ports_per_subscriber", number(1024)}, {"port_blocks", number(100)}});
  Measurement blocks = ports("100", "2026-06-01");
  blocks.in_ports = false;
  const auto one = quality({blocks, ports("65536")});
  EXPECT_EQ(one.measured[kBlocks], dec("100"));
  EXPECT_EQ(one.measured_on[kBlocks], day("2026-06-01"));
}

TEST_F(PortBlocks, WithoutABlockSizeWereNeverMeasured) {
  log_.pool({"2026-01-01"}, 5, {{"block_size", number(0)}});
  log_.enters({"2026-01-10"}, 1, 100, {{"pools", pools({5})}});
  const auto one = quality({ports("65536")});
  EXPECT_EQ(one.confirmation[kBlocks], Confirmation::never_measured);
  EXPECT_EQ(one.measured[kBlocks], std::nullopt);
  EXPECT_EQ(one.unmeasured[kBlocks], Unmeasured::no_block_size);
  EXPECT_EQ(one.unmeasured[Component::max_sessions], Unmeasured::not_read);
  EXPECT_EQ(one.unmeasured[Component::design_throughput], Unmeasured::not_in_mib);
}

TEST_F(PortBlocks, OfPoolsWithBlocksOfSeveralSizesWereNeverMeasured) {
  log_.pool({"2026-01-01"}, 5, {{"block_size", number(2048)}});
  log_.pool({"2026-01-01"}, 6, {{"block_size", number(512)}});
  log_.enters({"2026-01-10"}, 1, 100,
              {{"pools", pools({5, 6})}, {"ports_per_subscriber", number(512)}});
  EXPECT_EQ(quality({ports("65536")}).unmeasured[kBlocks], Unmeasured::block_sizes_differ);
}

registry::Object row(registry::Document fields) {
  fields.try_emplace("region", "440100");
  fields.try_emplace("operator", "china_mobile");
  return {
      .id = {}, .kind = {}, .key = {}, .version = 1, .removed = false, .fields = std::move(fields)};
}

TEST(StockRates, NewLinesByTheMonthTheyOpened) {
  const std::vector<registry::Object> lines = {
      row({{"opened_on", "2026-06-01"}, {"ipv6_default_on", true}}),
      row({{"opened_on", "2026-06-30"}, {"ipv6_default_on", false}}),
      row({{"opened_on", "2026-06-30"}}),
      row({{"opened_on", "2026-07-01"}, {"ipv6_default_on", true}}),
      row({{"ipv6_default_on", true}}),
  };
  const auto rates = new_lines_with_ipv6(lines, {}, {.region = RegionLevel::province});
  EXPECT_EQ(rates.size(), 2U);
  EXPECT_EQ(rates.at({month("2026-06"), {.region = "440000"}}), (Rate{dec("1"), dec("2"), 2, 1}));
}

TEST(StockRates, OfGatewaysAndOfRoutersApart) {
  const std::vector<registry::Object> rows = {
      row({{"month", "2026-06"},
           {"class", "gateway"},
           {"stock", number(100)},
           {"upgraded", number(25)}}),
      row({{"month", "2026-06"},
           {"class", "gateway"},
           {"stock", number(300)},
           {"upgraded", number(75)}}),
      row({{"month", "2026-06"}, {"class", "gateway"}, {"stock", number(999)}}),
      row({{"month", "2026-06"},
           {"class", "router"},
           {"stock", number(10)},
           {"ipv6_capable", number(9)}}),
  };
  EXPECT_EQ(stock_rates(rows, kGatewaysUpgraded, {}).at({month("2026-06"), {}}),
            (Rate{dec("100"), dec("400"), 2, 1}));
  EXPECT_EQ(stock_rates(rows, kRoutersWithIpv6, {}).at({month("2026-06"), {}}),
            (Rate{dec("9"), dec("10"), 1, 0}));
}

}  // namespace
}  // namespace sixscope::ledger
