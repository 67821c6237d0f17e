#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/byte_reader.h"
#include "base/byte_writer.h"
#include "base/result.h"
#include "net/ip_address.h"
#include "wire/host_name.h"

namespace sixscope::wire {

/// Compression pointers followed in one name: a loop ends here (RFC 1035 s.4.1.4).
inline constexpr int kDnsPointersMax = 16;
/// Answer records read out of one message.
inline constexpr std::uint32_t kDnsAnswersMax = 256;
/// Parameters read of one SVCB or HTTPS record.
inline constexpr int kDnsServiceParametersMax = 32;

/// Record types we know the data of.
enum class DnsType : std::uint16_t { a = 1, cname = 5, aaaa = 28, svcb = 64, https = 65 };

struct DnsQuestion {
  HostName name;
  std::uint16_t type = 0;
};

/// One record of the answer section.
struct DnsRecord {
  HostName name;
  DnsType type{};              ///< May hold any number.
  std::uint32_t ttl = 0;       ///< Seconds; 0 if the top bit was set (RFC 2181 s.8).
  net::IpAddress address;      ///< A, AAAA.
  HostName target;             ///< CNAME, SVCB, HTTPS (empty: the owner itself).
  std::uint16_t priority = 0;  ///< SVCB, HTTPS; 0: alias.
  bool has_ech = false;        ///< SVCB, HTTPS: an `ech` parameter, so names in TLS will be hidden.
};

struct DnsHeader {
  std::uint16_t id = 0;
  bool response = false;
  bool truncated = false;  ///< The TC bit: more would come by TCP.
  std::uint8_t opcode = 0;
  std::uint8_t rcode = 0;
  std::uint16_t questions = 0;
  std::uint16_t answers = 0;
};

/// Reads a DNS message (RFC 1035 s.4, 3596, 9460) up to its answers. Borrows the bytes and
/// allocates nothing.
///
/// Names are meant for looking up applications: one with bytes that no host name has (control
/// bytes, spaces, dots inside a label, anything past ASCII) is `malformed`. A record of another
/// type or class than we read keeps its name and TTL only.
class DnsMessage {
 public:
  /// Reads header and first question. `truncated`, or `malformed` where it is no message of ours:
  /// opcode other than QUERY, more than one question, a name that breaks the rules.
  static Result<DnsMessage> read(ByteView bytes);

  [[nodiscard]] const DnsHeader& header() const { return header_; }
  [[nodiscard]] const DnsQuestion& question() const { return question_; }

  /// The next record of the answer section; an empty optional behind the last. An error ends it.
  Result<std::optional<DnsRecord>> next_answer();

 private:
  explicit DnsMessage(ByteView bytes) : bytes_(bytes) {}
  ByteView bytes_;
  std::size_t at_ = 0;
  std::uint32_t left_ = 0;
  DnsHeader header_;
  DnsQuestion question_;
};

/// A record to be written.
struct DnsAnswerSpec {
  std::string_view name;
  DnsType type = DnsType::a;  ///< a, aaaa or cname.
  std::uint32_t ttl = 300;
  net::IpAddress address = {};
  std::string_view target = {};  ///< For cname.
};

/// Writes a question (no answers and `response` false) or a response, without compression but for
/// owner names equal to the question's. `malformed` if a name has an empty or over-long label.
Result<bool> append_dns_message(ByteWriter& out, std::uint16_t id, bool response,
                                std::string_view name, DnsType type,
                                std::span<const DnsAnswerSpec> answers);

}  // namespace sixscope::wire
