#pragma once

#include <chrono>
#include <cstddef>

#include "adapters/snmp/snmp_session.h"
#include "polling/poller.h"

namespace sixscope::adapters {

struct SnmpOptions {
  SnmpPatience patience = {};
  std::size_t devices_at_once = 200;
  std::chrono::seconds device_time_max{60};  ///< For one device, whatever it answers.
  polling::WalkBounds bounds = {};
};

/// Devices over SNMP v2c and v3, from one thread: as many conversations at once as allowed, each
/// with one request out. Two devices of one address come one after the other.
class SnmpPoller final : public polling::Poller {
 public:
  explicit SnmpPoller(SnmpOptions options) : options_(options) {}

  void poll(const std::vector<polling::PollTarget>& targets,
            const std::vector<polling::Profile>& profiles,
            const std::function<void(std::size_t, polling::Polled)>& take,
            const std::atomic<bool>& stop) override;

 private:
  const SnmpOptions options_;
};

}  // namespace sixscope::adapters
