#include "polling/poller.h"

#include <algorithm>

#include "base/utf8.h"
#include "net/address_class.h"

namespace sixscope::polling {

Words words_of(PollState state) {
  switch (state) {
    case PollState::answers:
      return {"有应答", "it answers"};
    case PollState::silent:
      return {"超时无应答：设备关闭、被过滤，或团体名不对",
              "no answer in time: it is off, filtered, or the community is wrong"};
    case PollState::unreachable:
      return {"不可达：网络回告无路由或端口未监听",
              "unreachable: the network says there is no way, or nobody listens on the port"};
    case PollState::refused:
      return {"拒绝：SNMPv3 用户、密钥或安全级别不对",
              "refused: user, key or security level of SNMPv3 is wrong"};
    case PollState::garbled:
      return {"有应答，但不符合 SNMP", "it answers, but not as SNMP has it"};
    case PollState::no_profile:
      return {"有应答，但没有适用的设备配置", "it answers, but no profile fits it"};
    case PollState::not_asked:
      return {"未轮询", "not asked"};
    case PollState::never:
      return {"从未轮询", "never asked"};
  }
  return {};
}

std::optional<Words> why_not_asked(const net::IpAddress& address) {
  switch (net::classify(address)) {
    case net::AddressClass::unspecified:
      return Words{"管理地址是未指定地址", "the management address is the unspecified one"};
    case net::AddressClass::multicast:
      return Words{"管理地址是组播或广播地址", "the management address is multicast or broadcast"};
    case net::AddressClass::reserved:
    case net::AddressClass::discard:
      return Words{"管理地址是保留地址", "the management address is a reserved one"};
    default:
      return std::nullopt;
  }
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 255;
  std::string clean = printable(text);
  std::size_t size = 0;
  while (size < clean.size()) {
    const std::size_t next = size + std::max<std::size_t>(1, utf8_sequence(clean, size));
    if (next > kMost) {
      break;
    }
    size = next;
  }
  clean.resize(size);
  return clean;
}

}  // namespace sixscope::polling
