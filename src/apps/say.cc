#include "apps/say.h"

#include <fmt/format.h>

#include <cstdio>

#include "apps/commands.h"

namespace sixscope::apps {

int wrong(int status, const std::string& words) {
  fmt::print(stderr, "sixscope: {}\n", words);
  return status;
}

int say(const Error& error) {
  return wrong(error.code == Errc::unavailable ? kUnavailable : kFailed, describe(error));
}

}  // namespace sixscope::apps
