#include "registry/key_tenure.h"

#include <algorithm>
#include <utility>

namespace sixscope::registry {

std::vector<KeyTenure> tenures_of(const Kind& kind, ObjectId object,
                                  std::span<const LogEntry> log) {
  std::vector<KeyTenure> tenures;
  ObjectState state;
  for (std::size_t i = 0; i < log.size(); ++i) {
    apply(state, log[i]);
    const Instant from = log[i].effective;
    if (i + 1 < log.size() && log[i + 1].effective == from) {
      continue;  // Of several at one moment the last says what holds.
    }
    std::string key = state.removed ? std::string() : key_of(kind, state.fields);
    const bool is_open = !tenures.empty() && tenures.back().to == kEver;
    if (is_open && !state.removed && tenures.back().key == key) {
      continue;
    }
    if (is_open) {
      tenures.back().to = from;
    }
    if (!state.removed) {
      tenures.push_back({.key = std::move(key), .object = object, .from = from});
    }
  }
  return tenures;
}

bool is_old(const KeyTenure& tenure, std::span<const KeyTenure> before) {
  return std::ranges::any_of(before, [&](const KeyTenure& one) {
    return one.key == tenure.key && one.from <= tenure.from && tenure.to <= one.to;
  });
}

bool is_taken(std::span<const KeyTenure> of_key, std::span<const KeyTenure> of_object,
              ObjectId object, Instant from) {
  Instant to = kEver;
  for (const KeyTenure& tenure : of_object) {
    if (tenure.to > from) {
      to = std::min(to, std::max(tenure.from, from));
    }
  }
  return std::ranges::any_of(of_key, [&](const KeyTenure& tenure) {
    return tenure.object != object && tenure.from < to && tenure.to > from;
  });
}

}  // namespace sixscope::registry
