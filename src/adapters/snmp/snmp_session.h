#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "polling/conversation.h"
#include "polling/poller.h"

namespace sixscope::adapters {

using EngineId = std::vector<unsigned char>;

/// What came of a request.
struct SnmpEvent {
  enum class Kind : std::uint8_t {
    answer,
    report,       ///< SNMPv3: the agent says why it does not answer.
    timed_out,    ///< After all tries.
    unreachable,  ///< ICMP, or no route.
    failed,       ///< It could not be sent: `what` says why.
  };
  Kind kind = Kind::answer;
  polling::Answer answer = {};
  polling::Oid report = {};
  EngineId engine = {};
  std::string what = {};
};

struct SnmpPatience {
  std::chrono::milliseconds timeout{2000};
  int retries = 2;
};

/// One socket to one device, through net-snmp; its socket is connected, so that only this device's
/// answers come in and ICMP is heard. Not blocking: `send`, then `on_readable` when poll(2) says so
/// and `on_tick` some times a second, until `take` has something. Used by one thread.
///
/// The library is set up at first use: no settings file, no MIB file, nothing written, no log.
class SnmpSession {
 public:
  /// For SNMPv3, `engine` is what `discover` found; without it only `discover` may be called.
  [[nodiscard]] static Result<std::unique_ptr<SnmpSession>> open(
      const polling::PollTarget& target, const std::optional<EngineId>& engine,
      const SnmpPatience& patience);
  ~SnmpSession();
  SnmpSession(const SnmpSession&) = delete;
  SnmpSession& operator=(const SnmpSession&) = delete;

  void send(const polling::Question& question);
  /// Asks for the engine's identifier (RFC 3414 s.4): a report comes back.
  void discover();

  [[nodiscard]] int socket() const;
  void on_readable();
  void on_tick();
  /// What came since; nothing while it is waited for.
  [[nodiscard]] std::optional<SnmpEvent> take();
  /// Whether something came in that was no SNMP message.
  [[nodiscard]] bool heard_garbage() const;

 private:
  struct Inside;
  explicit SnmpSession(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace sixscope::adapters
