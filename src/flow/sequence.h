#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

/// How far a datagram moves the number.
struct SequenceStep {
  std::uint32_t units = 0;
  bool certain = true;  ///< False where some could not be counted (a data set without template):
                        ///< the next datagram then sets the number anew.
};

/// Follows the sequence numbers of one exporter, observation domain and transport session.
/// Protocols count different things (v5 flows, v9 and sFlow datagrams, IPFIX data records), so the
/// caller says how far a datagram moves the number; and some v9 exporters count flows in spite of
/// RFC 3954, so there may be a second opinion: the step that fits more of the last datagrams is
/// believed. A value; allocates once.
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

  /// Says how far the judged datagram moves the number, and how far if the exporter counts as it
  /// should not.
  void advance(const DatagramMark& mark, SequenceStep step,
               std::optional<SequenceStep> deviant = std::nullopt);
  /// Whether the second opinion fits better.
  [[nodiscard]] bool deviates() const { return fits_deviant_ > fits_; }
  /// Whether the datagram judged last came late: what it holds was counted as missing before.
  [[nodiscard]] bool late() const { return late_; }

 private:
  struct Seen {
    std::uint32_t sequence = 0;
    std::uint32_t export_seconds = 0;
    std::uint64_t digest = 0;
  };
  [[nodiscard]] SequenceStep step() const;
  void compare(const DatagramMark& mark);
  [[nodiscard]] bool seen(const DatagramMark& mark) const;
  [[nodiscard]] bool restarted(const DatagramMark& mark, std::int32_t distance) const;
  void remember(const DatagramMark& mark);

  std::size_t window_;
  std::vector<Seen> ring_;
  std::size_t next_ = 0;
  std::uint32_t expected_ = 0;
  std::uint32_t last_ = 0;               ///< Of the datagram before, late or not.
  SequenceStep step_;                    ///< Behind `last_`.
  std::optional<SequenceStep> deviant_;  ///< The same, for the second opinion.
  std::uint32_t fits_ = 0;               ///< Datagrams, of late, that one of the two fits alone.
  std::uint32_t fits_deviant_ = 0;
  std::uint64_t doubtful_ = 0;  ///< Units missing unless the second opinion is right.
  std::uint32_t newest_export_ = 0;
  std::uint32_t newest_uptime_ = 0;
  bool started_ = false;
  bool certain_ = false;
  bool late_ = false;  ///< The datagram judged last was.
};

/// A digest of a payload's length and up to 32 words spread over it, its ends among them.
[[nodiscard]] std::uint64_t digest_of(const std::byte* bytes, std::size_t size);

}  // namespace sixscope::flow
