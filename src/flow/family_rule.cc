#include "flow/family_rule.h"

namespace sixscope::flow {
namespace {

using model::Adjustment;
using net::Family;

constexpr std::uint8_t kIpv4InIp = 4;
constexpr std::uint8_t kIpv6InIp = 41;
constexpr std::uint8_t kRoutingHeader = 43;
constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;

bool names_tunnel(std::uint8_t protocol) {
  return protocol == kIpv4InIp || protocol == kIpv6InIp || protocol == kRoutingHeader;
}

Family family_of_version(std::uint8_t version) {
  return version == 4 ? Family::v4 : version == 6 ? Family::v6 : Family::none;
}

// The one family that ipVersion names; none if it is absent, absent-minded, or names both.
Family stated_family(const FamilyEvidence& evidence) {
  const Family first = family_of_version(evidence.ip_version);
  const Family second = family_of_version(evidence.ip_version_again);
  if (first == Family::none || second == Family::none || first == second) {
    return first == Family::none ? second : first;
  }
  return Family::none;
}

Family other(Family family) { return family == Family::v4 ? Family::v6 : Family::v4; }

// Of two protocols, that of the user's packet; 0 where only the tunnel's is there.
std::uint8_t user_protocol(const FamilyEvidence& evidence, bool in_tunnel) {
  if (!in_tunnel) {
    return evidence.protocol != 0 ? evidence.protocol : evidence.protocol_again;
  }
  if (!names_tunnel(evidence.protocol) && evidence.protocol != 0) {
    return evidence.protocol;
  }
  return names_tunnel(evidence.protocol_again) ? std::uint8_t{0} : evidence.protocol_again;
}

void judge_dual(const FamilyEvidence& evidence, FamilyVerdict& verdict) {
  verdict.adjustments |= Adjustment::dual_family;
  const bool carries_v4 = evidence.protocol == kIpv4InIp || evidence.protocol_again == kIpv4InIp;
  const bool carries_v6 = evidence.protocol == kIpv6InIp || evidence.protocol_again == kIpv6InIp;
  const Family stated = stated_family(evidence);
  bool tunnel = true;
  if (carries_v4 != carries_v6) {
    verdict.user = carries_v4 ? Family::v4 : Family::v6;
  } else if (evidence.segment_routing || stated == Family::none) {
    verdict.user = Family::v4;
  } else {
    // ipVersion names the packet the record is about; the other pair has no part in it that the
    // record explains (a translation, or a next hop in the wrong place).
    verdict.user = stated;
    tunnel = false;
  }
  verdict.outer = tunnel ? other(verdict.user) : verdict.user;
  if (tunnel) {
    verdict.adjustments |= Adjustment::tunnel_inner;
    if (verdict.outer == Family::v6) {
      verdict.adjustments |= Adjustment::srv6;
    }
  }
  verdict.protocol = user_protocol(evidence, tunnel);
}

void judge_single(const FamilyEvidence& evidence, FamilyVerdict& verdict) {
  verdict.user = evidence.v4_nonzero ? Family::v4 : Family::v6;
  verdict.outer = verdict.user;
  const std::uint8_t own = evidence.v4_nonzero ? kIpv4InIp : kIpv6InIp;
  const bool second = evidence.v4_nonzero ? evidence.second_v4 : evidence.second_v6;
  const bool carries_own = evidence.protocol == own || evidence.protocol_again == own ||
                           evidence.protocol == kRoutingHeader ||
                           evidence.protocol_again == kRoutingHeader;
  verdict.use_second_pair = second && carries_own;
  if (verdict.use_second_pair) {
    verdict.adjustments |= Adjustment::tunnel_inner;
    if (evidence.segment_routing) {
      verdict.adjustments |= Adjustment::srv6;
    }
  }
  verdict.protocol =
      user_protocol(evidence, verdict.use_second_pair || evidence.protocol_again != 0);
  if (verdict.protocol == 0) {
    verdict.protocol = evidence.protocol != 0 ? evidence.protocol : evidence.protocol_again;
  }
  const bool said = evidence.ip_version != 0 || evidence.ip_version_again != 0;
  const bool agrees = family_of_version(evidence.ip_version) == verdict.user ||
                      family_of_version(evidence.ip_version_again) == verdict.user;
  if (said && !agrees) {
    verdict.adjustments |= Adjustment::ip_version_ignored;
  }
}

}  // namespace

FamilyVerdict judge_family(const FamilyEvidence& evidence) {
  FamilyVerdict verdict;
  if ((evidence.v4_present && !evidence.v4_nonzero) ||
      (evidence.v6_present && !evidence.v6_nonzero)) {
    verdict.adjustments |= Adjustment::zero_address_ignored;
  }
  if (evidence.v4_nonzero && evidence.v6_nonzero) {
    judge_dual(evidence, verdict);
  } else if (evidence.v4_nonzero || evidence.v6_nonzero) {
    judge_single(evidence, verdict);
  } else {
    // No addresses: an aggregate. ipVersion or the EtherType may still say what was carried.
    verdict.user = stated_family(evidence);
    if (verdict.user == Family::none) {
      verdict.user = evidence.ether_type == kEtherTypeIpv4   ? Family::v4
                     : evidence.ether_type == kEtherTypeIpv6 ? Family::v6
                                                             : Family::none;
    }
    verdict.outer = verdict.user;
    verdict.protocol = evidence.protocol;
  }
  return verdict;
}

}  // namespace sixscope::flow
