#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/ip_address.h"
#include "polling/credential.h"
#include "polling/profile.h"
#include "polling/readings.h"

namespace sixscope::polling {

/// What came of asking a device. Only the first has readings; no other is a zero.
enum class PollState : std::uint8_t {
  answers,
  silent,       ///< No answer in time: it is off, filtered, or the community is wrong.
  unreachable,  ///< The network says that there is no way, or that nobody listens there.
  refused,      ///< It answers that user, key or level is wrong (SNMPv3).
  garbled,      ///< Something answers, but not as SNMP has it.
  no_profile,   ///< It answers, and no profile fits.
  not_asked,    ///< Its address or its credential is missing or not fit to be used.
  never,        ///< Not tried yet.
};
inline constexpr std::array<std::string_view, 8> kPollStateNames = {
    "answers", "silent", "unreachable", "refused", "garbled", "no_profile", "not_asked", "never"};

/// What to ask: one device of the ledger.
struct PollTarget {
  std::uint64_t device = 0;
  net::IpAddress address;
  std::uint16_t port = 0;
  Credential credential;
};

/// What came of it.
struct Polled {
  PollState state = PollState::never;
  Words words = {};          ///< For people: what happened, what to do.
  std::string profile = {};  ///< Identifier of the one that fits.
  std::string sys_object_id = {};
  std::string sys_descr = {};
  Readings readings = {};
};

/// Asks devices over the network. Used by one thread at a time.
class Poller {
 public:
  virtual ~Poller() = default;
  /// Asks all of them, several at once, and calls `take` with the place of each in `targets` as it
  /// is done; never more than one request is out to one address. Returns early, with devices left
  /// out, once `stop` is true.
  virtual void poll(const std::vector<PollTarget>& targets, const std::vector<Profile>& profiles,
                    const std::function<void(std::size_t, Polled)>& take,
                    const std::atomic<bool>& stop) = 0;
};

/// The words for a state, without what is particular to a device.
[[nodiscard]] Words words_of(PollState state);

/// Whether a management address may be asked: not unspecified, multicast, broadcast or reserved.
/// The words say why not.
[[nodiscard]] std::optional<Words> why_not_asked(const net::IpAddress& address);

/// `text` of a device as it may be kept and shown: valid UTF-8 without control characters, at most
/// 255 bytes.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace sixscope::polling
