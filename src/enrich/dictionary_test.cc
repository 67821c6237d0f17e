#include <gtest/gtest.h>

#include "enrich/enrich_fixture.h"
#include "enrich/lists.h"

namespace sixscope::enrich {
namespace {

TEST(Dictionary, LongestRowAnswersAndEmptyCellsInherit) {
  EnrichFixture world;
  read_dictionary_csv("net.csv",
                      "# a comment\n"
                      "prefix,region,operator,access,role,name\n"
                      "2001:db8::/32,440000,telecom,,,\n"
                      "2001:db8:1::/48,,,fixed,,\"Shenzhen, west\"\n"
                      "192.0.2.0/24,310000,mobile,idc,,\r\n",
                      world.context);
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot) << world.complaints();
  const Attributes& inner = snapshot->at(address_of("2001:db8:1::1"));
  EXPECT_EQ(inner.facts.region, RegionCode(440000));
  EXPECT_EQ(inner.facts.operator_, world.operator_id("telecom"));
  EXPECT_EQ(inner.facts.access, model::Access::fixed);
  EXPECT_EQ(inner.facts.role, Role::user) << "follows from the access";
  EXPECT_EQ(inner.region_from, Layer::dictionary);
  EXPECT_EQ(snapshot->site(inner.facts.site), "Shenzhen, west");
  EXPECT_EQ(snapshot->at(address_of("2001:db8:2::1")).facts.access, model::Access::unknown);
  EXPECT_EQ(snapshot->at(address_of("192.0.2.9")).facts.role, Role::server);
  EXPECT_EQ(snapshot->at(address_of("198.51.100.1")), Attributes{});
}

TEST(Dictionary, EveryBadRowIsListedWithLineAndRemedy) {
  const struct {
    const char* name;
    const char* rows;
    const char* complaint;
  } cases[] = {
      {"not a prefix", "x,440000,,,,\n", "net.csv:2: error: 'x' is no prefix"},
      {"host bits", "2001:db8::1/32,440000,,,,\n", "did you mean 2001:db8::/32?"},
      {"length", "192.0.2.0/33,440000,,,,\n", "prefix length must be 0 to 32"},
      {"region", "::/0,990000,,,,\n", "net.csv:2: error: region '990000' is no GB/T 2260 code"},
      {"region short", "::/0,44,,,,\n", "region '44'"},
      {"operator", "::/0,,telcom,,,\n",
       "operator 'telcom' is not known; write telecom, mobile or another of "
       "catalogue/operators.csv"},
      {"access", "::/0,,,dsl,,\n", "access 'dsl' is not known; write fixed"},
      {"role", "::/0,440000,,,client,\n", "role 'client' is not known; write user"},
      {"nothing", "::/0,,,,,\n", "the row says nothing about ::/0"},
      {"fields", "::/0,440000\n", "net.csv:2: error: 2 fields where the header has 6"},
      {"repeats", "::/0,440000,,,,\n::/0,440000,,,,\n", "net.csv:3: error: ::/0 repeats net.csv:2"},
      {"contradicts", "::/0,440000,,,,\n::/0,310000,,,,\n",
       "net.csv:3: error: ::/0 contradicts net.csv:2; keep one"},
      {"open quote", "::/0,440000,,,,\"x\n", "a quoted field is never closed"},
  };
  for (const auto& [name, rows, complaint] : cases) {
    SCOPED_TRACE(name);
    EnrichFixture world;
    read_dictionary_csv("net.csv", std::string("prefix,region,operator,access,role,name\n") + rows,
                        world.context);
    EXPECT_EQ(world.builder.build(), nullptr);
    EXPECT_NE(world.complaints().find(complaint), std::string::npos) << world.complaints();
  }
}

TEST(Dictionary, AllFaultsOfAllRowsComeAtOnce) {
  EnrichFixture world;
  read_dictionary_csv("net.csv",
                      "prefix,region,operator\nx,1,telecom\n2001:db8::/32,440000,y\nz,,\n",
                      world.context);
  EXPECT_EQ(world.builder.problems().errors(), 4U) << world.complaints();
}

TEST(Dictionary, HeaderIsChecked) {
  for (const char* text : {"", "region,operator\n", "prefix,colour\n", "prefix,prefix\n"}) {
    SCOPED_TRACE(text);
    EnrichFixture world;
    read_dictionary_csv("net.csv", text, world.context);
    EXPECT_EQ(world.builder.build(), nullptr);
  }
}

TEST(Dictionary, RowsCountOnTheirDaysOnly) {
  const struct {
    const char* name;
    const char* dates;
    bool counts;
  } cases[] = {
      {"no dates", ",", true},
      {"begins that day", "2026-03-15,", true},
      {"begins the day after", "2026-03-16,", false},
      {"ends that day", ",2026-03-15", true},
      {"ended the day before", ",2026-03-14", false},
      {"around it", "2026-01-01,2026-12-31", true},
  };
  for (const auto& [name, dates, counts] : cases) {
    SCOPED_TRACE(name);
    EnrichFixture world;
    read_dictionary_csv(
        "net.csv",
        std::string("prefix,region,valid_from,valid_to\n2001:db8::/32,440000,") + dates + "\n",
        world.context);
    const auto snapshot = world.builder.build();
    ASSERT_TRUE(snapshot) << world.complaints();
    EXPECT_EQ(snapshot->at(address_of("2001:db8::1")).facts.region,
              RegionCode(counts ? 440000 : 0));
  }
}

TEST(Dictionary, DatesMayFollowEachOtherButNotOverlap) {
  EnrichFixture world;
  read_dictionary_csv("net.csv",
                      "prefix,region,valid_from,valid_to\n"
                      "2001:db8::/32,110000,,2026-02-28\n"
                      "2001:db8::/32,440000,2026-03-01,\n",
                      world.context);
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot) << world.complaints();
  EXPECT_EQ(snapshot->at(address_of("2001:db8::1")).facts.region, RegionCode(440000));

  EnrichFixture overlapping;
  read_dictionary_csv("net.csv",
                      "prefix,region,valid_from,valid_to\n"
                      "2001:db8::/32,110000,,2026-03-01\n"
                      "2001:db8::/32,440000,2026-03-01,\n"
                      "2001:db9::/32,440000,2026-02-30,\n"
                      "2001:dba::/32,440000,2026-03-02,2026-03-01\n",
                      overlapping.context);
  EXPECT_EQ(overlapping.builder.problems().errors(), 3U) << overlapping.complaints();
}

TEST(Dictionary, FilesThatContradictEachOtherAreRefused) {
  EnrichFixture world;
  read_dictionary_csv("a.csv", "prefix,region\n2001:db8::/32,110000\n", world.context);
  read_dictionary_csv("b.csv", "prefix,region\n\n2001:db8::/32,440000\n", world.context);
  EXPECT_EQ(world.builder.build(), nullptr);
  EXPECT_NE(world.complaints().find("b.csv:3: error: 2001:db8::/32 contradicts a.csv:2"),
            std::string::npos)
      << world.complaints();
}

}  // namespace
}  // namespace sixscope::enrich
