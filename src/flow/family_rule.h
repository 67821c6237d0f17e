#pragma once

#include <cstdint>

#include "model/flow.h"
#include "net/ip_address.h"

namespace sixscope::flow {

/// Everything in a record that speaks about the family of its packets. 0: not said.
struct FamilyEvidence {
  bool v4_present = false;  ///< The template has IPv4 addresses.
  bool v6_present = false;
  bool v4_nonzero = false;  ///< One of them is not all zeroes.
  bool v6_nonzero = false;
  bool second_v4 = false;  ///< A second IPv4 address pair that is not all zeroes.
  bool second_v6 = false;
  bool segment_routing = false;  ///< Elements of RFC 9487 stand in the record.
  std::uint8_t protocol = 0;
  std::uint8_t protocol_again = 0;
  std::uint8_t ip_version = 0;
  std::uint8_t ip_version_again = 0;
  std::uint16_t ether_type = 0;
};

/// What follows from it.
struct FamilyVerdict {
  net::Family user = net::Family::none;
  net::Family outer = net::Family::none;
  std::uint8_t protocol = 0;     ///< Of the user's packet; 0 where only a tunnel's is known.
  bool use_second_pair = false;  ///< The user's addresses are the second pair of their family.
  model::Adjustment adjustments = model::Adjustment::none;
};

/// The family of the user's packet (flow-collection rule 1): addresses that are all zeroes say
/// nothing; protocol 4 or 41 beside a second address pair is a tunnel, and the family it names is
/// the user's; else ipVersion decides between two families; else IPv4 inside IPv6, which is what
/// SRv6 routers export without saying so. A function of values: the order of elements never counts.
[[nodiscard]] FamilyVerdict judge_family(const FamilyEvidence& evidence);

}  // namespace sixscope::flow
