#pragma once

#include <cstdint>

#include "base/quantity.h"

namespace sixscope {

using Asn = Id<struct AsnTag, std::uint32_t>;  ///< Autonomous system number (RFC 6793); 0: unknown.
/// Administrative division code, GB/T 2260, six digits: 440000 is Guangdong; 0: unknown.
using RegionCode = Id<struct RegionTag, std::uint32_t>;
using Bytes = Quantity<struct BytesTag, std::uint64_t>;
using Packets = Quantity<struct PacketsTag, std::uint64_t>;

}  // namespace sixscope
