#include "apps/round_watch.h"

#include <fmt/format.h>

#include <utility>

namespace sixscope::apps {

RoundWatch::RoundWatch(Parts parts, std::chrono::milliseconds period)
    : parts_(std::move(parts)),
      period_(period),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

std::string RoundWatch::look() {
  const Instant now = parts_.clock.now();
  if (parts_.opens) {
    const auto opened = parts_.desk->open_due(now);
    if (!opened) {
      return describe(opened.error());
    }
    if (*opened > 0) {
      parts_.notice(fmt::format("{} submission rounds opened by the calendar", *opened));
    }
  }
  const auto noted = parts_.desk->remind("", now, registry::Scope::everything("calendar"));
  if (!noted) {
    return describe(noted.error());
  }
  const auto sent = deliver(parts_.desk->parts().rounds, parts_.outlet, parts_.clock);
  return sent ? "" : "reminders wait in the outbox: " + describe(sent.error());
}

void RoundWatch::run(const std::stop_token& stop) {
  std::string said;
  std::unique_lock lock(mutex_);
  do {
    const std::string words = look();
    if (std::exchange(said, words) != words && !words.empty()) {
      parts_.notice(words);
    }
    ended_.wait_for(lock, stop, period_, [] { return false; });
  } while (!stop.stop_requested());
}

}  // namespace sixscope::apps
