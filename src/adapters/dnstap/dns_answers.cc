#include "adapters/dnstap/dns_answers.h"

#include <vector>

#include "wire/dns.h"
#include "wire/dnstap.h"

namespace sixscope::adapters {
namespace {

constexpr std::uint8_t kNoError = 0;
constexpr std::uint8_t kNameError = 3;  // NXDOMAIN

net::Family family_asked(std::uint16_t type) {
  switch (static_cast<wire::DnsType>(type)) {
    case wire::DnsType::a:
      return net::Family::v4;
    case wire::DnsType::aaaa:
      return net::Family::v6;
    default:
      return net::Family::none;
  }
}

}  // namespace

bool learn_dns_response(ByteView response, std::optional<net::IpAddress> client, Instant at,
                        enrich::DnsLearner& learner) {
  auto message = wire::DnsMessage::read(response);
  if (!message || !message->header().response ||
      (message->header().rcode != kNoError && message->header().rcode != kNameError)) {
    return false;
  }
  const net::Family asked = family_asked(message->question().type);
  if (asked == net::Family::none || message->header().truncated) {
    return false;  // A truncated answer comes again, whole, over TCP.
  }
  std::vector<wire::HostName> targets;
  std::vector<enrich::DnsAnswer::Address> addresses;
  while (true) {  // At most wire::kDnsAnswersMax records.
    const auto record = message->next_answer();
    if (!record || !*record) {
      break;
    }
    const wire::DnsRecord& one = **record;
    if (one.type == wire::DnsType::cname && targets.size() < enrich::DnsLearner::kChainMax) {
      targets.push_back(one.target);
    } else if (one.type == (asked == net::Family::v4 ? wire::DnsType::a : wire::DnsType::aaaa) &&
               addresses.size() < enrich::DnsLearner::kAddressesMax) {
      addresses.push_back({.address = one.address, .ttl = std::chrono::seconds(one.ttl)});
    }
  }
  std::vector<std::string_view> chain;
  for (const wire::HostName& target : targets) {
    chain.push_back(target.view());
  }
  learner.learn({.question = message->question().name.view(),
                 .asked = asked,
                 .chain = chain,
                 .addresses = addresses,
                 .client = client,
                 .at = at});
  return true;
}

bool learn_dnstap(ByteView frame, Instant now, enrich::DnsLearner& learner) {
  const auto read = wire::read_dnstap(frame);
  if (!read || !*read) {
    return false;
  }
  const wire::DnstapMessage& message = **read;
  const bool to_client = message.type == wire::DnstapType::client_response;
  const bool from_above = message.type == wire::DnstapType::resolver_response ||
                          message.type == wire::DnstapType::forwarder_response;
  if ((!to_client && !from_above) || message.response.empty()) {
    return false;
  }
  // Behind a resolver's own questions no client is known: they serve the join by address alone.
  const Instant at = message.response_time.value_or(message.query_time.value_or(now));
  return learn_dns_response(message.response, to_client ? message.query_address : std::nullopt, at,
                            learner);
}

}  // namespace sixscope::adapters
