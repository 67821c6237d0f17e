#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "adapters/snmp/exchange.h"
#include "adapters/snmp/snmp_session.h"
#include "base/result.h"
#include "polling/poller.h"

namespace sixscope::adapters {

/// Asks an agent of SNMPv3 for its engine. On a socket of our own: the library would block.
class SnmpDiscovery final : public SnmpExchange {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SnmpDiscovery>> open(
      const polling::PollTarget& target, const SnmpPatience& patience);
  ~SnmpDiscovery() override;
  SnmpDiscovery(const SnmpDiscovery&) = delete;
  SnmpDiscovery& operator=(const SnmpDiscovery&) = delete;

  [[nodiscard]] int socket() const override { return socket_; }
  void on_readable() override;
  void on_tick() override;
  [[nodiscard]] std::optional<SnmpEvent> take() override;
  [[nodiscard]] bool heard_garbage() const override { return garbage_; }

 private:
  SnmpDiscovery(int socket, std::uint32_t number, const SnmpPatience& patience);
  void send();
  void fail_by(int error);

  const int socket_;
  const std::uint32_t number_;
  const SnmpPatience patience_;
  int tries_ = 0;
  std::chrono::steady_clock::time_point until_;
  std::optional<SnmpEvent> event_;
  bool garbage_ = false;
};

}  // namespace sixscope::adapters
