#include "adapters/mmdb/mmdb_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace sixscope::adapters {
namespace {

namespace fs = std::filesystem;

// Writes databases of the MaxMind DB format, version 2.0, record size 24: just enough for tests.
class DatabaseWriter {
 public:
  explicit DatabaseWriter(int ip_version) : ip_version_(ip_version) { nodes_.emplace_back(); }

  static std::string text(std::string_view value) {
    return static_cast<char>(0x40U | value.size()) + std::string(value);
  }
  static std::string number(std::uint32_t value) {
    std::string out(1, static_cast<char>(0xc4));
    for (int shift = 24; shift >= 0; shift -= 8) {
      out += static_cast<char>(value >> static_cast<unsigned>(shift));
    }
    return out;
  }
  static std::string small(unsigned value) {
    return {static_cast<char>(0xa2), static_cast<char>(value >> 8U), static_cast<char>(value)};
  }
  static std::string map(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string out(1, static_cast<char>(0xe0U | entries.size()));
    for (const auto& [key, value] : entries) {
      out += text(key) + value;
    }
    return out;
  }
  static std::string list(const std::vector<std::string>& values) {
    std::string out{static_cast<char>(values.size()), '\4'};
    for (const std::string& value : values) {
      out += value;
    }
    return out;
  }

  // `prefix` in the form of the tree: 128 bits, or 32.
  void add(const net::Prefix& prefix, const std::string& data) {
    const int skipped = ip_version_ == 4 ? 96 : 0;
    std::size_t node = 0;
    for (int bit = skipped; bit < prefix.length(); ++bit) {
      const auto byte =
          std::to_integer<unsigned>(prefix.address().bytes()[static_cast<std::size_t>(bit) / 8]);
      // In the tree of an IPv6 database IPv4 lies under ::/96, not under ::ffff:0:0/96.
      const bool mapped = prefix.is_v4() && bit >= 80 && bit < 96;
      const std::size_t side = mapped ? 0 : byte >> (7U - static_cast<unsigned>(bit) % 8U) & 1U;
      Record& record = nodes_[node][side];
      if (bit + 1 == prefix.length()) {
        record = {.data = static_cast<int>(data_.size()), .node = 0};
      } else {
        if (record.node == 0) {
          record.node = nodes_.size();
          nodes_.emplace_back();
        }
        node = nodes_[node][side].node;
      }
    }
    data_ += data;
  }

  [[nodiscard]] std::string take() const {
    std::string out;
    for (const Node& node : nodes_) {
      for (const Record& record : node) {
        const std::size_t value = record.data >= 0
                                      ? nodes_.size() + 16 + static_cast<std::size_t>(record.data)
                                  : record.node != 0 ? record.node
                                                     : nodes_.size();
        out += {static_cast<char>(value >> 16U), static_cast<char>(value >> 8U),
                static_cast<char>(value)};
      }
    }
    out += std::string(16, '\0') + data_ + "\xab\xcd\xefMaxMind.com";
    return out + map({{"node_count", number(static_cast<std::uint32_t>(nodes_.size()))},
                      {"record_size", small(24)},
                      {"ip_version", small(static_cast<unsigned>(ip_version_))},
                      {"database_type", text("Test")},
                      {"languages", list({text("en")})},
                      {"binary_format_major_version", small(2)},
                      {"binary_format_minor_version", small(0)},
                      {"build_epoch", "\1\2\1"},
                      {"description", map({{"en", text("test")}})}});
  }

 private:
  struct Record {
    int data = -1;
    std::size_t node = 0;
  };
  using Node = std::array<Record, 2>;
  int ip_version_;
  std::vector<Node> nodes_;
  std::string data_;
};

struct World {
  enrich::Vocabularies names;
  enrich::SnapshotBuilder builder;
  enrich::Regions regions{"code,iso,zh,en,tile_column,tile_row\n440000,CN-GD,广东,Guangdong,6,6\n",
                          "regions.csv", builder.problems()};
  enrich::ReadContext context{.builder = builder, .names = names, .regions = regions, .as_of = {}};
  std::string path =
      (fs::temp_directory_path() / ("sixscope-test-" + std::to_string(getpid()) + ".mmdb"))
          .string();

  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { fs::remove(path); }
  void read(const std::string& database) {
    std::ofstream(path, std::ios::binary) << database;
    read_mmdb(path, context);
  }
};

std::string city(const char* country, const char* part) {
  return DatabaseWriter::map(
      {{"country", DatabaseWriter::map({{"iso_code", DatabaseWriter::text(country)}})},
       {"subdivisions",
        DatabaseWriter::list({DatabaseWriter::map({{"iso_code", DatabaseWriter::text(part)}})})}});
}
std::string as(std::uint32_t number) {
  return DatabaseWriter::map({{"autonomous_system_number", DatabaseWriter::number(number)}});
}

TEST(Mmdb, GivesCountryProvinceAndAsNumber) {
  World world;
  DatabaseWriter writer(6);
  writer.add(*net::Prefix::parse("240e::/20"), city("CN", "GD"));
  writer.add(*net::Prefix::parse("2600::/12"), city("US", "CA"));
  writer.add(*net::Prefix::parse("2400:3200::/32"), as(37963));
  writer.add(*net::Prefix::parse("192.0.2.0/24"), as(64500));
  writer.add(*net::Prefix::parse("2a00::/16"),
             DatabaseWriter::map({{"asn", DatabaseWriter::text("AS65551")}}));
  world.read(writer.take());
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot);
  const auto at = [&](const char* text) { return snapshot->at(*net::IpAddress::parse(text)); };
  EXPECT_EQ(at("240e:fff::1").facts.region, RegionCode(440000));
  EXPECT_EQ(at("240e::1").region_from, enrich::Layer::mmdb);
  EXPECT_EQ(at("240e::1").facts.country, 'C' << 8 | 'N');
  EXPECT_EQ(at("2600::1").facts.region, RegionCode(0)) << "California is no province";
  EXPECT_EQ(at("2600::1").facts.country, 'U' << 8 | 'S');
  EXPECT_EQ(at("2400:3200::1").facts.asn, Asn(37963));
  EXPECT_EQ(at("192.0.2.200").facts.asn, Asn(64500));
  EXPECT_EQ(at("192.0.3.0").facts.asn, Asn(0));
  EXPECT_EQ(at("2a00::1").facts.asn, Asn(65551));
}

TEST(Mmdb, ReadsDatabasesOfIpv4) {
  World world;
  DatabaseWriter writer(4);
  writer.add(*net::Prefix::parse("10.0.0.0/8"), as(64512));
  world.read(writer.take());
  const auto snapshot = world.builder.build();
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(snapshot->at(*net::IpAddress::parse("10.255.0.1")).facts.asn, Asn(64512));
}

TEST(Mmdb, DamagedFilesAreRefusedWhole) {
  DatabaseWriter writer(6);
  writer.add(*net::Prefix::parse("240e::/20"), city("CN", "GD"));
  const std::string whole = writer.take();
  std::string loop = whole;
  loop[2] = 0;  // The root's left record is the root: a tree without end.
  std::string deep = whole;
  deep[8] = 1;  // Likewise the first node below it.
  for (const std::string& text :
       {std::string(), std::string("no database"), loop, deep, whole.substr(0, whole.size() / 2)}) {
    World world;
    world.read(text);
    EXPECT_EQ(world.builder.problems().errors(), 1U);
    EXPECT_EQ(world.builder.build(), nullptr);
  }
}

}  // namespace
}  // namespace sixscope::adapters
