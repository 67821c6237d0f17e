#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sealed_credentials/sealed_credentials.h"
#include "adapters/snmp/snmp_poller.h"
#include "adapters/snmp_profiles/profile_files.h"
#include "base/clock.h"
#include "base/result.h"
#include "polling/poller.h"
#include "polling/reading_store.h"
#include "registry/object_store.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// A device of the ledger that can be asked: it has a management address.
struct PolledDevice {
  registry::ObjectId id;
  std::string key;
  std::string address;
  std::string credential;  ///< Name; empty: the one of the settings.
};

/// What the settings say about polling.
struct PollingOptions {
  adapters::SnmpOptions snmp = {};
  adapters::CredentialFiles credentials = {};
  std::uint16_t port = 161;
  std::string credential = {};  ///< Name, for devices that have none of their own.
};
[[nodiscard]] PollingOptions polling_options(const settings::Settings& settings);

/// The profiles of the program's catalogue. `not_found` if there is no catalogue, `malformed` with
/// every fault in it.
[[nodiscard]] Result<std::shared_ptr<const adapters::Profiles>> load_polling_profiles();

/// Asks devices of the ledger and keeps what they answer. Safe from any thread: one round at a
/// time.
class DevicePolling {
 public:
  /// How many polls came to which end.
  struct Tally {
    std::array<std::size_t, polling::kPollStateNames.size()> states{};
    std::size_t unkept = 0;             ///< Polls that could not be kept.
    std::optional<Error> why_unkept{};  ///< The first reason.
    /// Why a credential cannot be used, by its name: for who runs the server. Those who see the
    /// device may neither see that name nor where the key lies.
    std::map<std::string, Error> credentials_unfit{};
    [[nodiscard]] std::size_t all() const;
  };

  /// Borrows the stores and the clock.
  DevicePolling(PollingOptions options, std::shared_ptr<const adapters::Profiles> profiles,
                const registry::ObjectStore& objects, polling::ReadingStore& readings,
                const Clock& clock);

  /// Devices with a management address, by identifier; of one key where it is given.
  [[nodiscard]] Result<std::vector<PolledDevice>> devices(const std::string& key = "") const;
  /// The device of that identifier; `not_found` if it is none, or has no address.
  [[nodiscard]] Result<PolledDevice> device(registry::ObjectId id) const;

  /// Asks them, keeping each poll as it ends; `stop` ends it early. `unavailable` if another round
  /// is still going on after some seconds.
  Result<Tally> poll(const std::vector<PolledDevice>& devices, const std::atomic<bool>& stop);

 private:
  Tally ask(const std::vector<PolledDevice>& devices, const std::atomic<bool>& stop);
  [[nodiscard]] std::optional<polling::Words> prepare(const PolledDevice& device,
                                                      polling::PollTarget& target,
                                                      Tally& tally) const;

  const PollingOptions options_;
  const std::shared_ptr<const adapters::Profiles> profiles_;
  const registry::ObjectStore& objects_;
  polling::ReadingStore& readings_;
  const Clock& clock_;
  const adapters::SealedCredentials credentials_;
  // Not a timed mutex: the thread sanitizer of this compiler does not see one being locked.
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_asking_ = false;  ///< A round is going on; of `mutex_`.
  adapters::SnmpPoller poller_;
};

}  // namespace sixscope::apps
