#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sixscope::flow {

/// What a datagram's sequence number says about it.
enum class Arrival : std::uint8_t {
  in_order,
  gap,        ///< In front of it something is missing: SequenceVerdict::missing units.
  reordered,  ///< Late: the gap it leaves behind was counted before.
  duplicate,  ///< Seen before: must not be counted again.
  reset,      ///< The exporter started anew.
};

struct SequenceVerdict {
  Arrival arrival = Arrival::in_order;
  std::uint64_t missing = 0;
};

/// What identifies a datagram beside its sequence number.
struct DatagramMark {
  std::uint32_t sequence = 0;
  std::uint32_t export_seconds = 0;
  std::uint32_t uptime_ms = 0;  ///< 0 where the protocol has none.
  std::uint64_t digest = 0;     ///< Of the payload: broken exporters never move their sequence.
};

/// Follows the sequence numbers of one exporter, observation domain and transport session.
/// Protocols count different things (v5 flows, v9 and sFlow datagrams, IPFIX data records), so the
/// caller says how far a datagram moves the number. A value; allocates once.
class SequenceTracker {
 public:
  /// Jumps forward beyond this many units are a restart, not a loss.
  static constexpr std::uint32_t kGapMax = 1U << 24U;
  /// Late by more than this many units: a restart, unless its clock says otherwise.
  static constexpr std::uint32_t kLateMax = 1U << 16U;

  explicit SequenceTracker(std::size_t window) : window_(window == 0 ? 1 : window) {}

  /// Judges a datagram before it is decoded. A duplicate must then be dropped; for any other,
  /// `advance` follows.
  [[nodiscard]] SequenceVerdict judge(const DatagramMark& mark);

  /// Says how many units the judged datagram held. `certain` is false where some could not be
  /// counted (a data set without template): the next datagram then sets the number anew.
  void advance(const DatagramMark& mark, std::uint32_t units, bool certain);
  /// Whether the datagram judged last came late: what it holds was counted as missing before.
  [[nodiscard]] bool late() const { return late_; }

 private:
  struct Seen {
    std::uint32_t sequence = 0;
    std::uint32_t export_seconds = 0;
    std::uint64_t digest = 0;
  };
  [[nodiscard]] bool seen(const DatagramMark& mark) const;
  [[nodiscard]] bool restarted(const DatagramMark& mark, std::int32_t distance) const;
  void remember(const DatagramMark& mark);

  std::size_t window_;
  std::vector<Seen> ring_;
  std::size_t next_ = 0;
  std::uint32_t expected_ = 0;
  std::uint32_t newest_export_ = 0;
  std::uint32_t newest_uptime_ = 0;
  bool started_ = false;
  bool certain_ = false;
  bool late_ = false;  ///< The datagram judged last was.
};

/// A digest of a payload's length and up to 32 words spread over it, its ends among them.
[[nodiscard]] std::uint64_t digest_of(const std::byte* bytes, std::size_t size);

}  // namespace sixscope::flow
