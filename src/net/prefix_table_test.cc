#include "net/prefix_table.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sixscope::net {
namespace {

using Row = PrefixTable::Row;

Prefix prefix(const char* text) { return *Prefix::parse(text); }
IpAddress address(const char* text) { return *IpAddress::parse(text); }

// What the table must answer, by looking at every row.
std::uint32_t naive(const std::vector<Row>& rows, const IpAddress& key, std::uint32_t absent) {
  std::uint32_t value = absent;
  int longest = -1;
  for (const Row& row : rows) {
    if (row.prefix.is_v4() == key.is_v4() && row.prefix.contains(key) &&
        row.prefix.length() >= longest) {
      longest = row.prefix.length();
      value = row.value;
    }
  }
  return value;
}

IpAddress next(const IpAddress& at) {
  return IpAddress::from_halves(at.high() + static_cast<std::uint64_t>(at.low() == ~0ULL),
                                at.low() + 1);
}
IpAddress before(const IpAddress& at) {
  return IpAddress::from_halves(at.high() - static_cast<std::uint64_t>(at.low() == 0),
                                at.low() - 1);
}
IpAddress last_of(const Prefix& block) {
  const auto host = [](int bits) {
    return bits <= 0 ? 0ULL : bits >= 64 ? ~0ULL : (1ULL << static_cast<unsigned>(bits)) - 1;
  };
  return IpAddress::from_halves(block.address().high() | host(64 - block.length()),
                                block.address().low() | host(128 - block.length()));
}

TEST(PrefixTable, LongestBlockAnswers) {
  const PrefixTable table({{prefix("::/0"), 1},
                           {prefix("2001:db8::/32"), 2},
                           {prefix("2001:db8:1::/48"), 3},
                           {prefix("2001:db8:1:2::/64"), 4},
                           {prefix("2001:db8:1:2::80/121"), 5},
                           {prefix("2001:db8:1:2::81/128"), 6},
                           {prefix("10.0.0.0/8"), 7},
                           {prefix("10.1.2.3/32"), 8},
                           {prefix("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"), 9}},
                          99);
  const struct {
    const char* name;
    const char* key;
    std::uint32_t value;
  } cases[] = {
      {"default", "2400::1", 1},
      {"/32", "2001:db8::1", 2},
      {"/48", "2001:db8:1:3::", 3},
      {"/64", "2001:db8:1:2::1", 4},
      {"longer than /64", "2001:db8:1:2::82", 5},
      {"host", "2001:db8:1:2::81", 6},
      {"behind the /64", "2001:db8:1:3::1", 3},
      {"IPv4 block", "10.2.3.4", 7},
      {"IPv4 host", "10.1.2.3", 8},
      {"IPv4 behind the host", "10.1.2.4", 7},
      {"no IPv4 block, though ::/0 is there", "11.0.0.0", 99},
      {"last address of all", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 9},
      {"one before it", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", 1},
  };
  for (const auto& [name, key, value] : cases) {
    SCOPED_TRACE(name);
    EXPECT_EQ(table.lookup(address(key)), value);
  }
  EXPECT_EQ(table.size(), 9U);
}

TEST(PrefixTable, EmptyTableAnswersAbsent) {
  EXPECT_EQ(PrefixTable().lookup(address("::1")), 0U);
  const PrefixTable table({}, 5);
  EXPECT_EQ(table.lookup(address("2001:db8::")), 5U);
  EXPECT_EQ(table.lookup(address("192.0.2.1")), 5U);
}

TEST(PrefixTable, LaterRowOfOnePrefixWins) {
  const PrefixTable table({{prefix("2001:db8::/32"), 1}, {prefix("2001:db8::/32"), 2}});
  EXPECT_EQ(table.lookup(address("2001:db8::")), 2U);
  EXPECT_EQ(table.size(), 1U);
}

struct Shape {
  const char* name;
  std::size_t rows;
  int length_min;
  int length_max;
  unsigned spread;  // Bits that may differ at the front: fewer make deeper nests.
  bool v4;
};

class PrefixTableRandom : public testing::TestWithParam<Shape> {};

TEST_P(PrefixTableRandom, AgreesWithLookingAtEveryRow) {
  const Shape& shape = GetParam();
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<Row> rows;
    std::vector<IpAddress> keys;
    for (std::size_t i = 0; i < shape.rows; ++i) {
      const std::uint64_t high = random() >> shape.spread << (random() % 20);
      const auto base = shape.v4 ? IpAddress::v4(static_cast<std::uint32_t>(high))
                                 : IpAddress::from_halves(high, random() >> (random() % 64));
      const int length = shape.length_min +
                         static_cast<int>(random() % static_cast<unsigned>(shape.length_max -
                                                                           shape.length_min + 1));
      // Every fourth row nests in an earlier one.
      const auto inside = rows.empty() || i % 4 != 0 ? base : rows[random() % i].prefix.address();
      rows.push_back({Prefix::containing(inside, length), static_cast<std::uint32_t>(i + 1)});
    }
    for (const Row& row : rows) {  // Edges of each block, and one past them.
      keys.insert(keys.end(), {row.prefix.address(), before(row.prefix.address()),
                               last_of(row.prefix), next(last_of(row.prefix))});
    }
    for (int i = 0; i < 500; ++i) {
      keys.push_back(shape.v4 ? IpAddress::v4(static_cast<std::uint32_t>(random()))
                              : IpAddress::from_halves(random() >> shape.spread, random()));
    }
    const PrefixTable table(rows, 0);
    std::vector<std::uint32_t> many(keys.size());
    table.lookup_many(keys, many);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::uint32_t expected = naive(rows, keys[i], 0);
      ASSERT_EQ(table.lookup(keys[i]), expected) << keys[i].to_string();
      ASSERT_EQ(many[i], expected) << keys[i].to_string();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, PrefixTableRandom,
                         testing::Values(Shape{"few", 5, 0, 128, 0, false},
                                         Shape{"global", 1200, 16, 64, 0, false},
                                         Shape{"dense", 1200, 48, 64, 40, false},
                                         Shape{"very_dense", 1200, 56, 64, 52, false},
                                         Shape{"hosts", 1200, 65, 128, 58, false},
                                         Shape{"all_lengths", 1200, 0, 128, 8, false},
                                         Shape{"ipv4", 1200, 96, 128, 0, true},
                                         Shape{"ipv4_long", 1200, 116, 128, 44, true}),
                         [](const auto& shape) { return shape.param.name; });

}  // namespace
}  // namespace sixscope::net
