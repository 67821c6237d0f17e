#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"

namespace sixscope::api {

/// Says in the log what was refused, bounded: the same key once a minute, twenty lines a minute in
/// all, so that whoever knocks all night fills no disk. Safe from any thread.
class RefusalLog {
 public:
  static constexpr std::size_t kLinesMax = 20;

  /// `say` writes one line. The clock is borrowed.
  RefusalLog(const Clock& clock, std::function<void(const std::string&)> say)
      : clock_(clock), say_(std::move(say)) {}

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
