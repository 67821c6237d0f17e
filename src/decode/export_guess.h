#pragma once

#include <optional>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "flow/decoder.h"

namespace sixscope::decode {

/// The export protocol whose version number `payload` begins with; `unknown` if none.
[[nodiscard]] flow::ExportProtocol version_of(ByteView payload);

/// True if the head of `payload` also holds together: counts, lengths and the first set fit. For
/// finding exports among other datagrams.
[[nodiscard]] bool looks_like_export(ByteView payload);

/// The exporter's clock in the head of a NetFlow or IPFIX message; sFlow has none.
[[nodiscard]] std::optional<Instant> export_time(ByteView payload);

}  // namespace sixscope::decode
