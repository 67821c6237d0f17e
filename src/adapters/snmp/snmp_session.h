#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/snmp/exchange.h"
#include "base/result.h"
#include "polling/conversation.h"
#include "polling/poller.h"

namespace sixscope::adapters {

struct SnmpPatience {
  std::chrono::milliseconds timeout{2000};
  int retries = 2;
};

/// A session of net-snmp with one device; its socket is connected, so that only this device's
/// answers come in and ICMP is heard.
///
/// The library is set up at first use: no settings file, no MIB file, nothing written, no log.
class SnmpSession final : public SnmpExchange {
 public:
  /// For SNMPv3, `engine` is what `SnmpDiscovery` found.
  [[nodiscard]] static Result<std::unique_ptr<SnmpSession>> open(const polling::PollTarget& target,
                                                                 const polling::EngineId& engine,
                                                                 const SnmpPatience& patience);
  ~SnmpSession() override;
  SnmpSession(const SnmpSession&) = delete;
  SnmpSession& operator=(const SnmpSession&) = delete;

  void send(const polling::Question& question);

  [[nodiscard]] int socket() const override;
  void on_readable() override;
  void on_tick() override;
  [[nodiscard]] std::optional<SnmpEvent> take() override;
  [[nodiscard]] bool heard_garbage() const override;

 private:
  struct Inside;
  explicit SnmpSession(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace sixscope::adapters
