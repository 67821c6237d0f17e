#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "flow/decoder.h"

namespace sixscope::flow {

/// Reasons for which input is refused; the names are those of metrics and of `decode`'s summary.
enum class Malformed : std::uint8_t {
  truncated,          ///< Ends before what it announces.
  bad_version,        ///< No export protocol we know.
  bad_length,         ///< A length field contradicts the datagram.
  bad_set,            ///< Set or sample header breaks its format.
  bad_template,       ///< Template with no fields, zero length, or a length that cannot be.
  template_limit,     ///< More templates than the limit per exporter: a template bomb.
  field_limit,        ///< More fields in a template than the limit.
  record_limit,       ///< More records in a datagram than the limit.
  bad_sampling_rate,  ///< Rate 0 or absurd: kept as unknown.
  bad_header,         ///< Sampled packet header that is no packet.
  unknown_exporter,   ///< Over the limit of exporters.
  /// A record that cannot be true: see record_decoder.h. It makes no flow.
  implausible_counters,
  /// More observation domains than one address may have; counted with its first.
  domain_limit,
};
inline constexpr std::array<std::string_view, 13> kMalformedNames = {
    "truncated",        "bad_version",          "bad_length",   "bad_set",           "bad_template",
    "template_limit",   "field_limit",          "record_limit", "bad_sampling_rate", "bad_header",
    "unknown_exporter", "implausible_counters", "domain_limit"};
[[nodiscard]] constexpr std::string_view name_of(Malformed reason) {
  return kMalformedNames[static_cast<std::size_t>(reason)];
}
inline constexpr std::array<std::string_view, 18> kAdjustmentNames = {"dual_family",
                                                                      "tunnel_inner",
                                                                      "srv6",
                                                                      "ip_version_ignored",
                                                                      "zero_address_ignored",
                                                                      "packet_length_l2",
                                                                      "rate_from_pool",
                                                                      "rate_unknown",
                                                                      "time_from_export",
                                                                      "time_clamped",
                                                                      "clock_skew_corrected",
                                                                      "counter_from_total",
                                                                      "biflow_reverse",
                                                                      "replayed",
                                                                      "fragment",
                                                                      "teredo",
                                                                      "six_to_four",
                                                                      "snap_truncated"};

/// Volume of one family as seen in records.
struct FamilyTotals {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  ///< As exported.
  std::uint64_t packets = 0;
  std::uint64_t scaled_bytes = 0;  ///< Sampling undone; records of unknown rate add nothing here.
  std::uint64_t scaled_packets = 0;
};

/// The decoder's side of an exporter's loss ledger. Monotonic since start.
struct ExporterCounters {
  std::uint64_t datagrams = 0;
  /// Flow records, NAT events and options not counted. Each made a flow, two if it was a biflow, or
  /// was refused as implausible_counters or bad_header.
  std::uint64_t records = 0;
  std::uint64_t option_records = 0;
  std::uint64_t nat_events = 0;
  std::uint64_t templates_seen = 0;  ///< Definitions, repetitions not counted.
  std::uint64_t templates_withdrawn = 0;
  std::uint64_t templates_redefined = 0;
  std::uint64_t template_misses = 0;  ///< Data sets that came before their template.
  std::uint64_t sets_replayed = 0;    ///< Of those, replayed once it came.
  std::uint64_t sets_dropped = 0;     ///< Of those, dropped: buffer full or too old.
  /// Units lost: v5 flows, v9 packets (or flows: ExporterInfo::sequence_counts_records), IPFIX
  /// records, sFlow datagrams.
  std::uint64_t sequence_gaps = 0;
  std::uint64_t sequence_recovered = 0;  ///< Of those, came late after all: lost is the difference.
  std::uint64_t sequence_resets = 0;     ///< Exporter restarts.
  std::uint64_t duplicates = 0;          ///< Datagrams seen before, not counted again.
  std::uint64_t reordered = 0;           ///< Late datagrams, counted.
  std::uint64_t rate_unknown_records = 0;
  std::array<std::uint64_t, kMalformedNames.size()> malformed{};
  std::array<std::uint64_t, kAdjustmentNames.size()> adjustments{};
  FamilyTotals v4;
  FamilyTotals v6;
  FamilyTotals no_family;  ///< Records without addresses.
};

/// What is known of an exporter (address, and observation domain or sFlow sub-agent).
struct ExporterInfo {
  net::IpAddress address;  ///< sFlow: the agent address, else the source address.
  std::uint32_t observation_domain = 0;
  ExportProtocol protocol = ExportProtocol::unknown;
  Instant first_seen;
  Instant last_seen;
  std::int64_t clock_skew_ms = 0;  ///< Exporter minus us, smoothed.
  bool has_v4_template = false;    ///< v5 and sFlow: true once such a record came.
  bool has_v6_template = false;    ///< sFlow sees whatever is on the wire: true.
  Instant templates_at;            ///< Newest announcement of a data template, repeated or not.
  Instant v6_template_at;          ///< The same, of one that can carry IPv6.
  bool only_v4_sampled = false;    ///< Its options name samplers, and each is for IPv4 alone.
  bool sequence_counts_records = false;  ///< A v9 exporter whose number counts flows, not packets.
  bool sampling_announced = false;       ///< A rate is known, or 1:1 is configured or implied.
  model::SamplingRate rate;              ///< The newest one in use, for people.
  std::uint32_t templates_missing = 0;   ///< Ids with data but no template now.
  ExporterCounters counters;
};

/// An exporter that gave records gives its place to another after so long a silence.
inline constexpr std::chrono::hours kSilentBeforeLeaving{1};

/// Limits and rules of decoding. Every number has a key in the settings file.
struct DecoderOptions {
  std::size_t exporters_max = 4096;  ///< Exporters kept; who finds no room is unknown_exporter.
  /// Observation domains (and protocols) that one address may have at a time. Large routers have
  /// one for each line card and lookup chip of it (Junos makes the number of both).
  std::size_t domains_per_address_max = 256;
  std::size_t templates_per_exporter_max = 4096;
  std::size_t fields_per_template_max = 512;
  std::size_t pending_bytes_per_exporter_max = 256 * 1024;  ///< Data that waits for its template.
  std::chrono::seconds pending_age_max{120};
  std::chrono::seconds udp_template_age_max{std::chrono::hours{24}};  ///< RFC 7011 s.8.4.
  std::chrono::milliseconds clock_skew_max{
      std::chrono::minutes{5}};  ///< Past it, times are shifted.
  std::uint64_t sampling_rate_max = 10'000'000;
  std::size_t duplicate_window = 256;  ///< Sequence numbers remembered per exporter.
  /// Rates an operator fixed by hand, by exporter address text; they win over announced ones.
  std::vector<std::pair<net::IpAddress, model::SamplingRate>> fixed_rates;
  /// Exporters whose v5 header uses the two mode bits as part of the rate (seen on Juniper).
  std::vector<net::IpAddress> v5_full_width_rate;
  /// Assume 1:1 for exporters that announce nothing (softflowd and most probes are unsampled).
  bool assume_unsampled = true;
};

/// Turns export datagrams of every protocol into flows.
///
/// Owns templates, sampling rates, sequence windows and counters of the exporters it has seen;
/// reads no clock (times come with the datagrams) and does no I/O. Not thread safe: one per worker,
/// and all datagrams of one exporter go to the same worker. Allocates only when an exporter or
/// template is new. Never fails: what is wrong is counted under its exporter, and the rest of the
/// datagram is still used.
class ExportDecoder {
 public:
  explicit ExportDecoder(DecoderOptions options);
  ~ExportDecoder();
  ExportDecoder(ExportDecoder&&) noexcept;
  ExportDecoder& operator=(ExportDecoder&&) noexcept;

  /// Decodes one datagram. Flows go to `flows` in batches before this returns; `records`, where
  /// given, sees every record with all its fields (slow: for `sixscope decode`).
  void decode(const Datagram& datagram, FlowSink& flows, RecordSink* records = nullptr);

  /// Ends a TCP or file session: its templates die with it.
  void end_session(std::uint64_t session);

  /// Exporters by Flow::exporter, in order of first sight until the table is full. Then those that
  /// never gave a record, and after kSilentBeforeLeaving those silent longest, give their index to
  /// a new one: see FlowSink::exporter_leaves. Valid until the next call.
  [[nodiscard]] std::span<const ExporterInfo> exporters() const;

  /// Templates and sampling rates of UDP exporters as JSON, for a restart; and back. `malformed` if
  /// the text is not what `save_state` wrote; then nothing is taken over.
  [[nodiscard]] std::string save_state() const;
  Result<void> restore_state(std::string_view json);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sixscope::flow
