#pragma once

#include <cstdint>
#include <optional>

#include "base/byte_reader.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/ip_address.h"

namespace sixscope::wire {

/// What a dnstap message tells about; the numbers are those of Message.Type in dnstap.proto.
enum class DnstapType : std::uint8_t {
  auth_query = 1,
  auth_response = 2,
  resolver_query = 3,
  resolver_response = 4,
  client_query = 5,
  client_response = 6,  ///< A resolver answered a client: what the join is fed by.
  forwarder_query = 7,
  forwarder_response = 8,
  stub_query = 9,
  stub_response = 10,
  tool_query = 11,
  tool_response = 12,
  update_query = 13,
  update_response = 14,
};

/// One dnstap message, as far as we use it.
struct DnstapMessage {
  DnstapType type{};
  std::optional<net::IpAddress> query_address;     ///< Who asked.
  std::optional<net::IpAddress> response_address;  ///< Who was asked.
  std::optional<Instant> query_time;
  std::optional<Instant> response_time;
  ByteView query;  ///< DNS message; empty if not sent. Borrowed from the frame.
  ByteView response;
};

/// Protocol Buffers fields read of one message.
inline constexpr int kDnstapFieldsMax = 64;

/// Reads a `dnstap.Dnstap` message (Protocol Buffers wire format; dnstap.proto). Fields we do not
/// know are skipped. Nothing if it is of another kind than Message. `truncated` or `malformed` if
/// it breaks the encoding, `out_of_range` past kDnstapFieldsMax.
Result<std::optional<DnstapMessage>> read_dnstap(ByteView frame);

}  // namespace sixscope::wire
