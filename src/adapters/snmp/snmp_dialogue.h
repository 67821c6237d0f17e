#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/snmp/exchange.h"
#include "adapters/snmp/snmp_poller.h"
#include "adapters/snmp/snmp_session.h"
#include "polling/conversation.h"
#include "polling/poller.h"

namespace sixscope::adapters {

/// One device under way: discovery of the engine for SNMPv3, then the conversation. Borrows target
/// and profiles. Used by one thread.
class SnmpDialogue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  SnmpDialogue(std::size_t place, const polling::PollTarget& target,
               const std::vector<polling::Profile>& profiles, const SnmpOptions& options, Time now);

  /// Goes on with what came in. True: it is over, `polled` says how.
  bool advance(Time now);

  /// The exchange whose socket is to be watched; null while it waits for a user's turn.
  [[nodiscard]] SnmpExchange* exchange() { return exchange_.get(); }
  [[nodiscard]] std::size_t place() const { return place_; }
  [[nodiscard]] polling::Polled polled() && { return std::move(polled_); }
  /// The user it works as, on which engine: the library knows one key of each. Empty for v2c.
  [[nodiscard]] const std::pair<polling::EngineId, std::string>& user() const { return user_; }
  /// Whether it wants to begin as `user`, and `let_in` that lets it.
  [[nodiscard]] bool waits_for_user() const { return waits_; }
  void let_in();

 private:
  void discover();
  void begin_talk();
  void could_not(const Error& error);
  bool ask_next();
  bool heard(const SnmpEvent& event);
  bool discovered(const SnmpEvent& event);
  bool end(polling::PollState state, polling::Words words);
  bool end(polling::PollState state);
  bool end_silent();
  bool end_talk();

  const std::size_t place_;
  const polling::PollTarget& target_;
  const SnmpOptions& options_;
  const Time until_;
  polling::Conversation talk_;
  std::unique_ptr<SnmpExchange> exchange_;  ///< The discovery, then the session.
  SnmpSession* session_ = nullptr;          ///< `exchange_`, where it is one.
  std::pair<polling::EngineId, std::string> user_;
  bool waits_ = false;
  bool over_ = false;
  bool answered_ = false;  ///< Some request of the conversation was answered.
  polling::Polled polled_;
};

}  // namespace sixscope::adapters
