#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sixscope::polling {

/// What names an engine of SNMPv3: 5 to 32 octets (RFC 3411 s.5).
using EngineId = std::vector<unsigned char>;

/// A message that asks an agent for its engine (RFC 3414 s.4): a GET of nothing, by nobody, that is
/// reportable. `number` is its message and request number, at most 2^31 - 1.
[[nodiscard]] std::string discovery_message(std::uint32_t number);

/// The authoritative engine that the answer to that message names; `malformed` for anything else.
[[nodiscard]] Result<EngineId> engine_in(std::string_view datagram, std::uint32_t number);

}  // namespace sixscope::polling
