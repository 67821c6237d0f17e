#include "flow/dns_answer.h"

#include "wire/dns.h"

namespace sixscope::flow {

net::Prefix client_prefix(const net::IpAddress& address, net::Family family) {
  constexpr int kClient6 = 56;
  constexpr int kClient4 = 96 + 24;
  return net::Prefix::containing(address, family == net::Family::v6 ? kClient6 : kClient4);
}

bool read_dns_answer(ByteView bytes, DnsAnswer& answer) {
  auto message = wire::DnsMessage::read(bytes);
  if (!message || !message->header().response || message->question().name.empty()) {
    return false;
  }
  answer.query = message->question().name;
  answer.type = message->question().type;
  answer.rcode = message->header().rcode;
  answer.aliases.clear();
  answer.addresses.clear();
  auto record = message->next_answer();
  if (!record) {
    return false;
  }
  for (; record && record->has_value(); record = message->next_answer()) {
    const wire::DnsRecord& found = **record;
    if (found.type == wire::DnsType::a || found.type == wire::DnsType::aaaa) {
      answer.addresses.push_back({.owner = found.name, .address = found.address, .ttl = found.ttl});
    } else if (!found.target.empty()) {
      answer.aliases.push_back({.from = found.name, .to = found.target, .ttl = found.ttl});
    }
  }
  return true;
}

}  // namespace sixscope::flow
