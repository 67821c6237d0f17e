#include "adapters/snmp/snmp_dialogue.h"

#include <string>
#include <utility>

#include "adapters/snmp/snmp_discovery.h"

namespace sixscope::adapters {
namespace {

using polling::Oid;
using polling::PollState;
using polling::Words;

const Oid kUsmStats{1, 3, 6, 1, 6, 3, 15, 1, 1};

// What an agent reports instead of answering (RFC 3414 s.3.2).
Words words_of_report(const Oid& report) {
  enum : std::uint32_t { levels = 1, windows = 2, users = 3, engines = 4, digests = 5, keys = 6 };
  const std::uint32_t which = report.starts_with(kUsmStats) && report.size() > kUsmStats.size()
                                  ? report.parts()[kUsmStats.size()]
                                  : 0;
  switch (which) {
    case levels:
      return {"设备不支持所用的 SNMPv3 安全级别", "the device does not take this security level"};
    case windows:
      return {"设备时钟与引擎时间不一致", "the device's engine time does not hold still"};
    case users:
      return {"设备不认识该 SNMPv3 用户", "the device does not know this user of SNMPv3"};
    case engines:
      return {"设备更换了引擎标识", "the device changed its engine identifier"};
    case digests:
      return {"SNMPv3 鉴权口令或算法不对",
              "the authentication passphrase or algorithm of SNMPv3 is wrong"};
    case keys:
      return {"SNMPv3 加密口令或算法不对",
              "the privacy passphrase or algorithm of SNMPv3 is wrong"};
    default:
      return polling::words_of(PollState::refused);
  }
}

}  // namespace

SnmpDialogue::SnmpDialogue(std::size_t place, const polling::PollTarget& target,
                           const std::vector<polling::Profile>& profiles,
                           const SnmpOptions& options, Time now)
    : place_(place),
      target_(target),
      options_(options),
      until_(now + options.device_time_max),
      talk_(profiles, options.bounds) {
  if (target.credential.version == polling::SnmpVersion::v3) {
    discover();
  } else {
    begin_talk();
  }
}

void SnmpDialogue::could_not(const Error& error) {
  const std::string why = describe(error);
  over_ = end(PollState::not_asked, {"无法建立会话：" + why, "no session: " + why});
}

void SnmpDialogue::discover() {
  auto discovery = SnmpDiscovery::open(target_, options_.patience);
  if (!discovery) {
    could_not(discovery.error());
    return;
  }
  exchange_ = *std::move(discovery);
}

void SnmpDialogue::begin_talk() {
  auto session = SnmpSession::open(target_, user_.first, options_.patience);
  if (!session) {
    could_not(session.error());
    return;
  }
  session_ = session->get();
  exchange_ = *std::move(session);
  over_ = ask_next();
}

void SnmpDialogue::let_in() {
  waits_ = false;
  begin_talk();
}

bool SnmpDialogue::advance(Time now) {
  if (over_ || waits_) {
    return over_;
  }
  if (const auto event = exchange_->take()) {
    over_ = heard(*event);
  }
  if (!over_ && now >= until_) {
    over_ = end(PollState::silent, {"应答过慢，已放弃", "it answers too slowly: given up"});
  }
  return over_;
}

bool SnmpDialogue::ask_next() {
  const auto question = talk_.next();
  if (!question) {
    return end_talk();
  }
  session_->send(*question);
  return false;
}

bool SnmpDialogue::heard(const SnmpEvent& event) {
  switch (event.kind) {
    case SnmpEvent::Kind::unreachable:
      return end(PollState::unreachable);
    case SnmpEvent::Kind::failed:
      return end(PollState::not_asked,
                 {"请求发不出去：" + event.what, "it could not be asked: " + event.what});
    case SnmpEvent::Kind::timed_out:
      return end_silent();
    case SnmpEvent::Kind::report:
      return end(PollState::refused, words_of_report(event.report));
    case SnmpEvent::Kind::engine:
      return discovered(event);
    case SnmpEvent::Kind::answer:
      break;
  }
  answered_ = true;
  talk_.take(event.answer);
  return ask_next();
}

bool SnmpDialogue::discovered(const SnmpEvent& event) {
  exchange_.reset();
  user_ = {event.engine, target_.credential.user};
  waits_ = true;
  return false;
}

bool SnmpDialogue::end_silent() {
  if (!user_.second.empty() && !answered_) {
    // RFC 3414 lets an agent drop what it cannot decrypt without a word.
    return end(PollState::refused,
               {"设备应答了引擎发现，但不应答该用户：鉴权或加密口令可能不对",
                "it told its engine but does not answer this user: a passphrase may be wrong"});
  }
  if (exchange_->heard_garbage() && !answered_) {
    return end(PollState::garbled);
  }
  if (answered_) {
    return end(PollState::silent, {"应答到一半后不再应答；本次读数全部不用",
                                   "it fell silent half-way: nothing of this poll is used"});
  }
  return end(PollState::silent);
}

bool SnmpDialogue::end_talk() {
  polled_.sys_object_id = talk_.sys_object_id().to_string();
  polled_.sys_descr = polling::shown(talk_.sys_descr());
  if (!talk_.broken().empty()) {
    return end(PollState::garbled,
               {"有应答，但没有 sysObjectID", "it answers, but " + talk_.broken()});
  }
  if (talk_.profile() == nullptr) {
    return end(PollState::no_profile, {"没有适用的设备配置：sysObjectID " + polled_.sys_object_id,
                                       "no profile fits sysObjectID " + polled_.sys_object_id});
  }
  polled_.profile = talk_.profile()->id;
  polled_.readings = talk_.readings();
  return end(PollState::answers);
}

bool SnmpDialogue::end(PollState state) { return end(state, polling::words_of(state)); }

bool SnmpDialogue::end(PollState state, Words words) {
  polled_.state = state;
  polled_.words = std::move(words);
  session_ = nullptr;
  exchange_.reset();
  return true;
}

}  // namespace sixscope::adapters
