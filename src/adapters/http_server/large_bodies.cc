#include "adapters/http_server/large_bodies.h"

#include <algorithm>

namespace sixscope::adapters {

LargeBodies::Place LargeBodies::take() {
  if (*taken_ >= most_) {
    return nullptr;
  }
  ++*taken_;
  return {taken_.get(), [taken = taken_](std::size_t*) { --*taken; }};
}

std::chrono::seconds LargeBodies::time_for(std::optional<std::uint64_t> announced,
                                           std::size_t most) {
  constexpr std::uint64_t kBytesASecond = 64U << 10U;
  const std::uint64_t bytes = std::min<std::uint64_t>(announced.value_or(most), most);
  return std::chrono::seconds(bytes / kBytesASecond);
}

}  // namespace sixscope::adapters
