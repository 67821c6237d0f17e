#include "api/refusal_log.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "api/host_name.h"

namespace sixscope::api {
namespace {

constexpr std::size_t kLineMax = 400;

std::string plain(std::string text) {
  text.resize(std::min(text.size(), kLineMax));
  for (char& c : text) {
    c = (c >= '\0' && c < ' ') || c == '\x7f' ? '?' : c;
  }
  return text;
}

}  // namespace

void RefusalLog::refused(const http::Request& request, int status,
                         const std::function<std::string()>& account, std::string_view rule) {
  const std::string what = std::to_string(status) + (rule.empty() ? "" : " " + std::string(rule));
  note(client_of(request.peer) + " " + what, [&] {
    const std::string who = account();
    return "refused with " + what + " to " + (who.empty() ? "somebody unknown" : who) + " at " +
           request.peer + ": " + std::string(http::to_string(request.method)) + " " +
           request.target.path;
  });
}

void RefusalLog::note(const std::string& key, const std::function<std::string()>& line) {
  enum class Saying : std::uint8_t { nothing, this_one, more };
  const Saying saying = minute_.with([&](Minute& minute) {
    const Instant now = clock_.now();
    if (now >= minute.begin + std::chrono::minutes(1) || now < minute.begin) {
      minute = {.begin = now};
    }
    if (minute.said.size() >= kLinesMax) {
      return minute.said.contains(key) || std::exchange(minute.closed, true) ? Saying::nothing
                                                                             : Saying::more;
    }
    return minute.said.insert(key).second ? Saying::this_one : Saying::nothing;
  });
  if (saying == Saying::this_one) {
    say_(plain(line()));
  } else if (saying == Saying::more) {
    say_("more was refused in this minute than is said here");
  }
}

}  // namespace sixscope::api
