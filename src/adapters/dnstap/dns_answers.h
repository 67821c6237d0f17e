#pragma once

#include <optional>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "enrich/dns_learner.h"
#include "net/ip_address.h"

namespace sixscope::adapters {

/// Reads a DNS response and hands it to `learner`. False if it teaches nothing: no response, an
/// error code other than "no such name", another question than A or AAAA, or no DNS at all.
bool learn_dns_response(ByteView response, std::optional<net::IpAddress> client, Instant at,
                        enrich::DnsLearner& learner);

/// Reads a frame of a dnstap stream; what a resolver or forwarder answered its clients is learnt.
/// `now` dates messages without a time. False as above.
bool learn_dnstap(ByteView frame, Instant now, enrich::DnsLearner& learner);

}  // namespace sixscope::adapters
