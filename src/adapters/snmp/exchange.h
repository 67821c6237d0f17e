#pragma once

#include <optional>
#include <string>

#include "polling/conversation.h"
#include "polling/engine_discovery.h"

namespace sixscope::adapters {

/// What came of a request.
struct SnmpEvent {
  enum class Kind : std::uint8_t {
    answer,
    report,       ///< SNMPv3: the agent says why it does not answer.
    engine,       ///< SNMPv3: the agent's engine was found.
    timed_out,    ///< After all tries.
    unreachable,  ///< ICMP, or no route.
    failed,       ///< It could not be sent: `what` says why.
  };
  Kind kind = Kind::answer;
  polling::Answer answer = {};
  polling::Oid report = {};
  polling::EngineId engine = {};
  std::string what = {};
};

/// A socket that one request is out on. Not blocking: `on_readable` when poll(2) says so and
/// `on_tick` some times a second, until `take` has something. Used by one thread.
class SnmpExchange {
 public:
  virtual ~SnmpExchange() = default;
  [[nodiscard]] virtual int socket() const = 0;
  virtual void on_readable() = 0;
  virtual void on_tick() = 0;
  /// What came since; nothing while it is waited for.
  [[nodiscard]] virtual std::optional<SnmpEvent> take() = 0;
  /// Whether something came in that was no SNMP message.
  [[nodiscard]] virtual bool heard_garbage() const = 0;
};

}  // namespace sixscope::adapters
