#include "flow/family_rule.h"

#include <gtest/gtest.h>

namespace sixscope::flow {
namespace {

using model::Adjustment;
using net::Family;

struct Case {
  const char* name;
  FamilyEvidence evidence;
  Family user;
  Family outer;
  std::uint8_t protocol;
  Adjustment adjustments;
};

FamilyEvidence evidence(bool v4, bool v6, std::uint8_t protocol, std::uint8_t again = 0,
                        std::uint8_t version = 0, std::uint8_t version_again = 0) {
  FamilyEvidence result;
  result.v4_present = v4;
  result.v6_present = v6;
  result.v4_nonzero = v4;
  result.v6_nonzero = v6;
  result.protocol = protocol;
  result.protocol_again = again;
  result.ip_version = version;
  result.ip_version_again = version_again;
  return result;
}

FamilyEvidence zeroed(FamilyEvidence all, bool v4, bool v6) {
  all.v4_nonzero = all.v4_nonzero && !v4;
  all.v6_nonzero = all.v6_nonzero && !v6;
  return all;
}

FamilyEvidence repeated(FamilyEvidence all) {
  all.second_v4 = all.v4_nonzero;
  all.second_v6 = all.v6_nonzero;
  return all;
}

constexpr Adjustment kTunnel = Adjustment::dual_family | Adjustment::tunnel_inner;
constexpr Adjustment kSrv6 = kTunnel | Adjustment::srv6;

const Case kCases[] = {
    {"plain IPv4", evidence(true, false, 6), Family::v4, Family::v4, 6, Adjustment::none},
    {"plain IPv6", evidence(false, true, 17), Family::v6, Family::v6, 17, Adjustment::none},
    {"SRv6 as routers export it", evidence(true, true, 4, 17), Family::v4, Family::v6, 17, kSrv6},
    {"SRv6, elements the other way", evidence(true, true, 17, 4), Family::v4, Family::v6, 17,
     kSrv6},
    {"SRv6, ipVersion of the outer header", evidence(true, true, 4, 1, 6), Family::v4, Family::v6,
     1, kSrv6},
    {"6in4", evidence(true, true, 41, 6), Family::v6, Family::v4, 6, kTunnel},
    {"6in4, the other way", evidence(true, true, 6, 41), Family::v6, Family::v4, 6, kTunnel},
    {"4in6, inner protocol not told", evidence(true, true, 4), Family::v4, Family::v6, 0, kSrv6},
    {"both families, ipVersion 6 decides", evidence(true, true, 6, 0, 6), Family::v6, Family::v6, 6,
     Adjustment::dual_family},
    {"both families, ipVersion 4 decides", evidence(true, true, 6, 0, 4), Family::v4, Family::v4, 6,
     Adjustment::dual_family},
    {"both families, ipVersion absurd", evidence(true, true, 6, 0, 9), Family::v4, Family::v6, 6,
     kSrv6},
    {"both families, ipVersion names both", evidence(true, true, 6, 0, 6, 4), Family::v4,
     Family::v6, 6, kSrv6},
    {"zero IPv4 beside IPv6", zeroed(evidence(true, true, 6), true, false), Family::v6, Family::v6,
     6, Adjustment::zero_address_ignored},
    {"zero IPv6 beside IPv4", zeroed(evidence(true, true, 6), false, true), Family::v4, Family::v4,
     6, Adjustment::zero_address_ignored},
    {"ipVersion contradicts the only addresses", evidence(true, false, 6, 0, 6), Family::v4,
     Family::v4, 6, Adjustment::ip_version_ignored},
    {"protocol 41 without a second pair is a flow of its own", evidence(true, false, 41),
     Family::v4, Family::v4, 41, Adjustment::none},
    {"4in4 with a second pair", repeated(evidence(true, false, 4, 6)), Family::v4, Family::v4, 6,
     Adjustment::tunnel_inner},
    {"6in6 with a second pair", repeated(evidence(false, true, 17, 41)), Family::v6, Family::v6, 17,
     Adjustment::tunnel_inner},
    {"no addresses, ipVersion 6", evidence(false, false, 6, 0, 6), Family::v6, Family::v6, 6,
     Adjustment::none},
    {"no addresses, nothing", evidence(false, false, 6), Family::none, Family::none, 6,
     Adjustment::none},
};

TEST(JudgeFamily, FindsTheUsersPacket) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    const FamilyVerdict verdict = judge_family(one.evidence);
    EXPECT_EQ(verdict.user, one.user);
    EXPECT_EQ(verdict.outer, one.outer);
    EXPECT_EQ(verdict.protocol, one.protocol);
    EXPECT_EQ(verdict.adjustments, one.adjustments);
  }
}

// Repeated elements come in the order of the template: swapping them must change nothing.
TEST(JudgeFamily, DoesNotCareWhichOfTwoEqualElementsCameFirst) {
  const std::uint8_t versions[] = {0, 4, 6};
  const std::uint8_t values[] = {0, 1, 4, 6, 17, 41, 43, 50};
  for (const bool v4 : {false, true}) {
    for (const bool v6 : {false, true}) {
      for (const std::uint8_t a : values) {
        for (const std::uint8_t b : values) {
          for (const std::uint8_t x : versions) {
            for (const std::uint8_t y : versions) {
              const FamilyVerdict one = judge_family(evidence(v4, v6, a, b, x, y));
              const FamilyVerdict two = judge_family(evidence(v4, v6, b, a, y, x));
              SCOPED_TRACE(testing::Message() << v4 << v6 << " " << +a << " " << +b << " " << +x);
              EXPECT_EQ(one.user, two.user);
              EXPECT_EQ(one.outer, two.outer);
              EXPECT_EQ(one.adjustments, two.adjustments);
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace sixscope::flow
