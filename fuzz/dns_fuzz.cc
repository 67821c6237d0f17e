// A name that was read is a host name in lower case, and reads back as itself when written again.
#include <algorithm>
#include <cstdlib>
#include <span>

#include "wire/dns.h"

namespace {

using namespace sixscope;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

void check_name(const wire::HostName& name) {
  const auto view = name.view();
  require(view.size() <= wire::HostName::kTextMax);
  require(std::none_of(view.begin(), view.end(),
                       [](char c) { return c <= ' ' || c > '~' || (c >= 'A' && c <= 'Z'); }));
  ByteWriter out;
  require(wire::append_dns_message(out, 1, false, view, wire::DnsType::a, {}).has_value());
  const auto again = wire::DnsMessage::read(out.view());
  require(again.has_value() && again->question().name == name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto message = wire::DnsMessage::read(std::as_bytes(std::span(data, size)));
  if (!message) {
    return 0;
  }
  check_name(message->question().name);
  std::uint32_t count = 0;
  for (auto record = message->next_answer(); record && record->has_value();
       record = message->next_answer()) {
    require(++count <= wire::kDnsAnswersMax);
    check_name((*record)->name);
    check_name((*record)->target);
    require((*record)->ttl <= 0x7fffffffU);
  }
  return 0;
}
