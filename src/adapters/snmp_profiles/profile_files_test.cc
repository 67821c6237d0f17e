#include "adapters/snmp_profiles/profile_files.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "polling/readings.h"
#include "testing/source_dir.h"

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kGood = R"(id = "some"
title = "Some"
sys_object_ids = ["1.3.6.1.4.1.9"]
source = "SOME-MIB"
note = { zh = "无", en = "none" }
[[quantities]]
quantity = "sessions"
provenance = "measured"
object = "someSessions"
oid = "1.3.6.1.4.1.9.1"
)";

class ProfileFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("profiles_" + std::to_string(::getpid()));
    fs::create_directories(root_ / "snmp");
  }
  void TearDown() override { fs::remove_all(root_); }

  // Every fault of a catalogue of this one file.
  std::string faults(std::string text, const std::string& name = "some.toml") {
    std::ofstream(root_ / "snmp" / name) << text;
    std::string all;
    for (const CatalogueFault& fault : read_profiles(root_).faults) {
      all += fault.describe() + "\n";
    }
    return all;
  }
  // The good file with a text in the place of another.
  static std::string with(std::string_view from, std::string_view to) {
    std::string text = kGood;
    text.replace(text.find(from), from.size(), to);
    return text;
  }

  fs::path root_;
};

TEST_F(ProfileFiles, AGoodOneIsRead) {
  EXPECT_EQ(faults(kGood), "");
  const auto loaded = load_profiles(root_);
  ASSERT_TRUE(loaded);
  ASSERT_EQ((*loaded)->size(), 1U);
  EXPECT_EQ((*loaded)->front().quantities.at(0).oid, *polling::Oid::parse("1.3.6.1.4.1.9.1"));
}

TEST_F(ProfileFiles, FaultsHaveFileAndLine) {
  EXPECT_EQ(faults(with("oid = \"1.3.6.1.4.1.9.1\"", "oid = \"1.3.x\"")),
            "snmp/some.toml line 10: 'oid': '1.3.x' is no object identifier\n");
  EXPECT_EQ(faults(with("\"measured\"", "\"typed\"")),
            "snmp/some.toml line 8: unknown provenance 'typed'; there are measured, configured\n");
  EXPECT_EQ(faults(with("\"sessions\"", "\"speed\"")),
            "snmp/some.toml line 7: unknown quantity 'speed'; there are max_sessions, sessions, "
            "peak_sessions, public_addresses, ports, used_ports, port_blocks, used_port_blocks, "
            "active_subscribers, subscribers_max, utilisation_percent, refusals\n");
  EXPECT_EQ(faults(with("object =", "objekt =")),
            "snmp/some.toml line 6: key 'object' is missing\n"
            "snmp/some.toml line 9: unknown key 'objekt'\n");
  EXPECT_THAT(faults(with("id = \"some\"", "id = \"other\"")), HasSubstr("name of the file"));
  EXPECT_THAT(faults(with("[\"1.3.6.1.4.1.9\"]", "[]")), HasSubstr("nothing tells its devices"));
  EXPECT_THAT(faults(with("[\"1.3.6.1.4.1.9\"]", "[9]")), HasSubstr("line 3: "));
  EXPECT_THAT(faults(with(", en = \"none\"", "")), HasSubstr("key 'en' is missing"));
  EXPECT_THAT(faults(std::string(kGood) + "off = \"0\"\n"), HasSubstr("line 11: 'off' has to be"));
  EXPECT_THAT(faults(std::string(kGood) + "only = { oid = \"1.3\" }\n"), HasSubstr("'holds'"));
  EXPECT_THAT(faults("id = \n"), HasSubstr("snmp/some.toml line 1: "));
}

// What would make a wrong figure silently.
TEST_F(ProfileFiles, WhatDoesNotGoTogether) {
  EXPECT_THAT(faults(std::string(kGood) + "to = \"1.3.6\"\n"), HasSubstr("range_union"));
  EXPECT_THAT(faults(std::string(kGood) + "combine = \"range_ports\"\n"), HasSubstr("pool_index"));
  EXPECT_THAT(faults(with("\"sessions\"", "\"utilisation_percent\"")),
              HasSubstr("percentages are not added"));
  EXPECT_THAT(faults(std::string(kGood) + "discontinuity = \"1.3.6\"\n"), HasSubstr("counters"));
}

TEST_F(ProfileFiles, TwoOfTheSameDevicesAreAFault) {
  std::ofstream(root_ / "snmp" / "other.toml") << with("id = \"some\"", "id = \"other\"");
  EXPECT_THAT(faults(kGood), HasSubstr("another profile has sysObjectID 1.3.6.1.4.1.9"));
  EXPECT_FALSE(load_profiles(root_));
}

TEST_F(ProfileFiles, AnEmptyFolderIsAFault) {
  EXPECT_FALSE(load_profiles(root_));
  EXPECT_FALSE(load_profiles(root_ / "nowhere"));
}

class ShippedProfiles : public ::testing::Test {
 protected:
  const ReadProfiles read_ = read_profiles(testing::source_dir() / "catalogue");
};

TEST_F(ShippedProfiles, AreWithoutFault) {
  for (const CatalogueFault& fault : read_.faults) {
    ADD_FAILURE() << fault.describe();
  }
  std::set<std::string> ids;
  for (const auto& profile : read_.profiles) {
    ids.insert(profile.id);
  }
  EXPECT_EQ(ids, (std::set<std::string>{"a10", "cisco_iosxe", "cisco_iosxr", "f5", "fortinet",
                                        "h3c", "huawei", "juniper_mx", "juniper_srx", "nat_mib",
                                        "natv2", "nokia", "zte"}));
}

TEST_F(ShippedProfiles, ChooseTheRightOne) {
  const auto chosen = [&](const char* oid, const char* descr) {
    const auto* one = polling::choose(read_.profiles, *polling::Oid::parse(oid), descr);
    return one == nullptr ? std::string("none") : one->id;
  };
  EXPECT_EQ(chosen("1.3.6.1.4.1.2011.2.62.2.5", "Huawei Versatile Routing Platform"), "huawei");
  EXPECT_EQ(chosen("1.3.6.1.4.1.9.1.1017", "Cisco IOS XR Software"), "cisco_iosxr");
  EXPECT_EQ(chosen("1.3.6.1.4.1.9.1.1017", "Cisco IOS Software, IOS-XE Software"), "cisco_iosxe");
  EXPECT_EQ(chosen("1.3.6.1.4.1.2636.1.1.1.2.25", "Juniper Networks, Inc. mx480"), "juniper_mx");
  EXPECT_EQ(chosen("1.3.6.1.4.1.2636.1.1.1.2.34", "Juniper Networks, Inc. srx5800"), "juniper_srx");
  EXPECT_EQ(chosen("1.3.6.1.4.1.99999.1", "something"), "none");
}

// A table of live mappings has millions of rows: no profile walks one.
TEST_F(ShippedProfiles, WalkNoTableOfMappings) {
  for (const char* table :
       {"1.3.6.1.2.1.234.2.5", "1.3.6.1.2.1.234.2.6", "1.3.6.1.2.1.234.1.1", "1.3.6.1.2.1.123.1.6",
        "1.3.6.1.2.1.123.1.8", "1.3.6.1.4.1.25506.2.18.2.9"}) {
    for (const auto& profile : read_.profiles) {
      for (const auto& column : polling::columns_of(profile)) {
        EXPECT_FALSE(column.starts_with(*polling::Oid::parse(table)))
            << profile.id << " " << column.to_string();
      }
    }
  }
}

// A percentage alone makes no capacity: IOS-XR has none.
TEST_F(ShippedProfiles, APercentageIsNoCapacity) {
  const auto xr = std::ranges::find(read_.profiles, "cisco_iosxr", &polling::Profile::id);
  ASSERT_NE(xr, read_.profiles.end());
  for (const auto& source : xr->quantities) {
    EXPECT_EQ(source.quantity, polling::Quantity::utilisation_percent);
  }
}

}  // namespace
}  // namespace sixscope::adapters
