#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "http/message.h"

namespace sixscope::api {

/// Says in the log what was refused, bounded: the same key once a minute, twenty lines a minute in
/// all, so that whoever knocks all night fills no disk. Safe from any thread.
class RefusalLog {
 public:
  static constexpr std::size_t kLinesMax = 20;

  /// `say` writes one line. The clock is borrowed.
  RefusalLog(const Clock& clock, std::function<void(const std::string&)> say)
      : clock_(clock), say_(std::move(say)) {}

  /// Says that a request was refused, by whom it came (empty: unknown), and with `rule` where the
  /// status alone does not say why. Of the request only the path: parameters and bodies may hold
  /// what is nobody's business.
  void refused(const http::Request& request, int status,
               const std::function<std::string()>& account, std::string_view rule = "");

  /// `line` is asked for only if it is said. Control characters in it become '?'.
  void note(const std::string& key, const std::function<std::string()>& line);

 private:
  struct Minute {
    Instant begin{};
    std::set<std::string> said = {};
    bool closed = false;  ///< "and more" was said in this minute.
  };

  const Clock& clock_;
  const std::function<void(const std::string&)> say_;
  Guarded<Minute> minute_;
};

}  // namespace sixscope::api
