#include "enrich/count_once.h"

#include <gtest/gtest.h>

#include <vector>

#include "enrich/catalogue.h"
#include "enrich/enrich_fixture.h"
#include "enrich/traffic_class.h"

namespace sixscope::enrich {
namespace {

using model::Direction;

struct Record {
  Direction direction;
  std::uint32_t input;
  std::uint32_t output;
  bool counts;
};

model::Flow flow_of(const Record& record) {
  model::Flow flow;
  flow.direction = record.direction;
  flow.input_interface = record.input;
  flow.output_interface = record.output;
  return flow;
}

TEST(CountOnce, EachPacketCountsOnce) {
  constexpr auto in = Direction::ingress;
  constexpr auto out = Direction::egress;
  constexpr auto none = Direction::unknown;
  const struct {
    const char* name;
    std::vector<Record> records;
  } cases[] = {
      {"no direction", {{none, 1, 2, true}, {none, 2, 1, true}}},
      {"ingress everywhere", {{in, 1, 2, true}, {in, 2, 1, true}}},
      {"egress everywhere", {{out, 1, 2, true}, {out, 2, 1, true}}},
      {"both, everywhere",
       {{in, 1, 2, true}, {out, 1, 2, false}, {in, 2, 1, true}, {out, 2, 1, false}}},
      {"both, on the boundary 9 alone", {{in, 9, 1, true}, {out, 1, 9, true}, {out, 2, 9, true}}},
      {"egress without its input", {{in, 1, 2, true}, {out, 0, 2, false}}},
      {"same, but only the output is metered", {{in, 2, 1, true}, {out, 0, 2, true}}},
      {"no interfaces at all", {{in, 0, 0, true}, {out, 0, 0, false}}},
  };
  for (const auto& [name, records] : cases) {
    SCOPED_TRACE(name);
    CountOnce rule;
    for (const Record& record : records) {
      EXPECT_EQ(rule.counts(flow_of(record)), record.counts)
          << record.input << " to " << record.output;
    }
  }
}

TEST(CountOnce, WhatComesInFromTheCoreWasCountedBefore) {
  const InterfaceRule rules[] = {
      {.exporter = address_of("192.0.2.1"), .interface = 7, .role = InterfaceRole::core},
      {.exporter = address_of("192.0.2.2"), .interface = 0, .role = InterfaceRole::core},
      {.exporter = address_of("192.0.2.2"), .interface = 3, .role = InterfaceRole::boundary}};
  CountOnce rule(rules);
  rule.know_exporter(0, address_of("192.0.2.1"));
  rule.know_exporter(1, address_of("192.0.2.2"));
  model::Flow flow;
  flow.input_interface = 7;
  EXPECT_FALSE(rule.counts(flow));
  flow.input_interface = 8;
  EXPECT_TRUE(rule.counts(flow));
  flow.exporter = 1;
  EXPECT_FALSE(rule.counts(flow)) << "the default of that exporter";
  flow.input_interface = 3;
  EXPECT_TRUE(rule.counts(flow));
  flow.exporter = 2;
  EXPECT_TRUE(rule.counts(flow)) << "nothing is known of that exporter";
}

TEST(CountOnce, AnIndexThatGoesToAnotherExporterIsLearntAnew) {
  CountOnce rule;
  rule.know_exporter(0, address_of("192.0.2.1"));
  EXPECT_TRUE(rule.counts(flow_of({Direction::ingress, 1, 0, true})));
  EXPECT_FALSE(rule.counts(flow_of({Direction::egress, 1, 9, false})));
  rule.know_exporter(0, address_of("192.0.2.2"));
  EXPECT_TRUE(rule.counts(flow_of({Direction::egress, 1, 9, true})));
}

TEST(CountOnce, RemembersOnlySoManyInterfaces) {
  CountOnce rule;
  for (std::uint32_t i = 1; i <= CountOnce::kInterfacesMax + 5; ++i) {
    EXPECT_TRUE(rule.counts(flow_of({Direction::ingress, i, 0, true})));
  }
  EXPECT_FALSE(rule.counts(flow_of({Direction::egress, 1, 9, false})));
  EXPECT_TRUE(rule.counts(flow_of({Direction::egress, CountOnce::kInterfacesMax + 1, 9, true})));
}

TEST(Interfaces, AreReadFromCsv) {
  Problems problems;
  const auto rules = read_interfaces_csv("if.csv",
                                         "exporter,interface,role\n192.0.2.1,7,core\n"
                                         "2001:db8::1,*,user\nx,1,core\n192.0.2.1,0,core\n"
                                         "192.0.2.1,1,edge\n1\n",
                                         problems);
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].role, InterfaceRole::core);
  EXPECT_EQ(rules[1].interface, 0U);
  EXPECT_EQ(problems.errors(), 4U);
}

TEST(TrafficClass, EachRule) {
  using model::TrafficClass;
  const struct {
    const char* name;
    const char* source;
    const char* destination;
    std::uint8_t protocol;
    std::uint16_t source_port;
    std::uint16_t destination_port;
    TrafficClass expected;
  } cases[] = {
      {"web", "240e::1", "2400:3200::1", 6, 50000, 443, TrafficClass::user},
      {"ping", "240e::1", "2400:3200::1", 58, 0, 128 << 8, TrafficClass::user},
      {"too big", "240e::1", "2400:3200::1", 58, 0, 2 << 8, TrafficClass::user},
      {"solicitation to an address", "240e::1", "240e::2", 58, 0, 135 << 8, TrafficClass::router},
      {"solicitation to a group", "fe80::1", "ff02::1:ff00:1", 58, 0, 135 << 8,
       TrafficClass::multicast},
      {"IPTV", "10.0.0.1", "239.1.1.1", 17, 4000, 4000, TrafficClass::multicast},
      {"link-local", "fe80::1", "fe80::2", 17, 4000, 4000, TrafficClass::link_local},
      {"address detection", "::", "240e::1", 58, 0, 0, TrafficClass::link_local},
      {"BGP", "240e::1", "240e::2", 6, 179, 50000, TrafficClass::router},
      {"UDP 179 is no BGP", "240e::1", "240e::2", 17, 179, 50000, TrafficClass::user},
      {"BFD", "10.0.0.1", "10.0.0.2", 17, 49152, 3784, TrafficClass::router},
      {"TCP 3784 is no BFD", "10.0.0.1", "10.0.0.2", 6, 49152, 3784, TrafficClass::user},
      {"LDP", "10.0.0.1", "10.0.0.2", 6, 646, 49152, TrafficClass::router},
      {"OSPF", "10.0.0.1", "10.0.0.2", 89, 0, 0, TrafficClass::router},
      {"PIM", "10.0.0.1", "10.0.0.2", 103, 0, 0, TrafficClass::router},
      {"VRRP", "10.0.0.1", "10.0.0.2", 112, 0, 0, TrafficClass::router},
      {"RSVP", "10.0.0.1", "10.0.0.2", 46, 0, 0, TrafficClass::router},
      {"GRE of a customer", "10.0.0.1", "10.0.0.2", 47, 0, 0, TrafficClass::user},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(row.name);
    model::Flow flow;
    flow.source = address_of(row.source);
    flow.destination = address_of(row.destination);
    flow.protocol = row.protocol;
    flow.source_port = row.source_port;
    flow.destination_port = row.destination_port;
    EXPECT_EQ(traffic_class(flow), row.expected);
  }
}

}  // namespace
}  // namespace sixscope::enrich
