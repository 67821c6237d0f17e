#include "adapters/snmp/snmp_poller.h"

#include <poll.h>

#include <deque>
#include <memory>
#include <set>
#include <utility>

#include "adapters/snmp/snmp_dialogue.h"

namespace sixscope::adapters {
namespace {

using std::chrono::steady_clock;

/// How long poll(2) sleeps at most: the library's timers are looked at so often.
constexpr int kTickMilliseconds = 20;

class Round {
 public:
  using Take = std::function<void(std::size_t, polling::Polled)>;
  Round(const std::vector<polling::PollTarget>& targets,
        const std::vector<polling::Profile>& profiles, const SnmpOptions& options, const Take& take)
      : targets_(targets), profiles_(profiles), options_(options), take_(take) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      waiting_.push_back(i);
    }
  }

  void run(const std::atomic<bool>& stop) {
    auto next_tick = steady_clock::now();
    while (!stop && (!waiting_.empty() || !running_.empty())) {
      begin_some();
      listen();
      const auto now = steady_clock::now();
      const bool tick = now >= next_tick;
      if (tick) {
        next_tick = now + std::chrono::milliseconds(kTickMilliseconds);
      }
      for (auto& dialogue : running_) {
        if (tick && dialogue->exchange() != nullptr) {
          dialogue->exchange()->on_tick();
        }
      }
      advance(now);
    }
  }

 private:
  using Address = std::pair<net::IpAddress, std::uint16_t>;
  [[nodiscard]] Address address_of(std::size_t place) const {
    return {targets_[place].address, targets_[place].port};
  }

  // Fills the free places, leaving out addresses that are being asked.
  void begin_some() {
    for (std::size_t looked = waiting_.size();
         looked > 0 && running_.size() < options_.devices_at_once; --looked) {
      const std::size_t place = waiting_.front();
      waiting_.pop_front();
      if (!busy_.insert(address_of(place)).second) {
        waiting_.push_back(place);
        continue;
      }
      running_.push_back(std::make_unique<SnmpDialogue>(place, targets_[place], profiles_, options_,
                                                        steady_clock::now()));
    }
  }

  void listen() {
    sockets_.clear();
    bool idle = false;
    for (auto& dialogue : running_) {
      const SnmpExchange* exchange = dialogue->exchange();
      sockets_.push_back({exchange == nullptr ? -1 : exchange->socket(), POLLIN, 0});
      // One that is over has no socket and must not wait for the others'.
      idle = idle || (exchange == nullptr && !dialogue->waits_for_user());
    }
    if (::poll(sockets_.data(), sockets_.size(), idle ? 0 : kTickMilliseconds) <= 0) {
      return;
    }
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      if (sockets_[i].revents != 0) {
        running_[i]->exchange()->on_readable();
      }
    }
  }

  void advance(steady_clock::time_point now) {
    for (std::size_t i = 0; i < running_.size();) {
      SnmpDialogue& dialogue = *running_[i];
      if (dialogue.waits_for_user() && users_.insert(dialogue.user()).second) {
        dialogue.let_in();
      }
      if (!dialogue.advance(now)) {
        ++i;
        continue;
      }
      users_.erase(dialogue.user());
      busy_.erase(address_of(dialogue.place()));
      const std::size_t place = dialogue.place();
      polling::Polled polled = std::move(dialogue).polled();
      std::swap(running_[i], running_.back());
      running_.pop_back();
      take_(place, std::move(polled));
    }
  }

  const std::vector<polling::PollTarget>& targets_;
  const std::vector<polling::Profile>& profiles_;
  const SnmpOptions& options_;
  const Take& take_;
  std::deque<std::size_t> waiting_;
  std::vector<std::unique_ptr<SnmpDialogue>> running_;
  std::set<Address> busy_;
  std::set<std::pair<polling::EngineId, std::string>> users_;
  std::vector<pollfd> sockets_;
};

}  // namespace

void SnmpPoller::poll(const std::vector<polling::PollTarget>& targets,
                      const std::vector<polling::Profile>& profiles,
                      const std::function<void(std::size_t, polling::Polled)>& take,
                      const std::atomic<bool>& stop) {
  Round(targets, profiles, options_, take).run(stop);
}

}  // namespace sixscope::adapters
