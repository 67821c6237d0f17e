#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "flow/export_decoder.h"
#include "flow/record_decoder.h"
#include "flow/sampling.h"
#include "flow/sequence.h"
#include "flow/sflow_rate.h"
#include "flow/template_table.h"
#include "wire/ipfix.h"
#include "wire/netflow5.h"
#include "wire/netflow9.h"
#include "wire/sflow.h"

namespace sixscope::flow {

/// Records decoded of one datagram; more is `record_limit`. A message of 64 KB holds some 3,000
/// records of the shortest useful template.
inline constexpr std::size_t kRecordsPerDatagramMax = 8192;
/// Flows handed to the sink at once.
inline constexpr std::size_t kFlowBatch = 64;
/// Templates of all exporters together.
inline constexpr std::size_t kTemplatesMax = 1U << 18U;
/// Sets that one domain keeps for templates to come, whatever their size.
inline constexpr std::size_t kPendingSetsMax = 256;

/// An exporter as it is counted: address, observation domain, protocol.
struct ExporterKey {
  net::IpAddress address;
  std::uint32_t domain = 0;
  ExportProtocol protocol = ExportProtocol::unknown;
  friend bool operator==(const ExporterKey&, const ExporterKey&) = default;
};
/// A transport session of an exporter: what templates and sequence numbers live in.
struct StreamKey {
  ExporterKey exporter;
  std::uint64_t session = 0;
  std::uint16_t source_port = 0;
  friend bool operator==(const StreamKey&, const StreamKey&) = default;
};
struct KeyHash {
  std::size_t operator()(const ExporterKey& key) const {
    const std::size_t mixed =
        std::hash<net::IpAddress>{}(key.address) ^
        (key.domain * 0x9e3779b97f4a7c15U + static_cast<unsigned>(key.protocol));
    return mixed ^ (mixed >> 31U);
  }
  std::size_t operator()(const StreamKey& key) const {
    return (*this)(key.exporter) ^ ((key.session << 16U | key.source_port) * 0xc2b2ae3d27d4eb4fU);
  }
};

struct Stream;

/// What the decoder keeps of an exporter beside its ExporterInfo.
struct ExporterState {
  SamplingTable sampling;
  RateFinder rates;
  SflowRates sflow_rates;
  ClockSkew skew;
  std::optional<model::SamplingRate> fixed_rate;
  std::size_t templates = 0;      ///< Over all its streams.
  std::size_t pending_bytes = 0;  ///< Over all its streams.
  std::vector<Stream*> streams;
  bool v5_full_width_rate = false;
  bool restored = false;  ///< It gave records before the restart.
};

/// Whose observation domains share a limit.
struct Address {
  std::vector<std::uint32_t> exporters;
  std::uint32_t refused = 0;  ///< Domains that found no place.
};

/// A data set that came before its template.
struct PendingSet {
  std::uint16_t template_id = 0;
  ExportClock clock{};
  Instant received;
  std::vector<std::byte> bytes;  ///< kBytesBeforeRecord zeroes, then the set's body.
};

/// One exporter, observation domain and transport session.
struct Stream {
  StreamKey key;
  std::uint32_t exporter = 0;
  Transport transport = Transport::udp;
  TemplateTable templates;
  SequenceTracker sequence;
  std::vector<PendingSet> pending;
  std::optional<std::int64_t> boot_ms;  ///< IPFIX: systemInitTimeMilliseconds of an option.
  Instant last_seen;
  std::size_t place = 0;  ///< In ExporterState::streams.
  bool proven = false;    ///< It gave a data record.
};

/// What one message's sets share while it is decoded.
struct Message {
  Stream* stream = nullptr;
  ExportProtocol protocol = ExportProtocol::unknown;
  Instant received;
  ExportClock clock{};
  model::Adjustment adjustments = model::Adjustment::none;
  std::uint32_t records = 0;  ///< Data records of all kinds so far.
  bool all_counted = true;    ///< False once a set's records could not be counted.
  bool templates_changed = false;
};

class ExportDecoder::Impl {
 public:
  explicit Impl(DecoderOptions options);

  void decode(const Datagram& datagram, FlowSink& flows, RecordSink* records);
  void end_session(std::uint64_t session);
  [[nodiscard]] std::span<const ExporterInfo> exporters() const { return infos_; }
  [[nodiscard]] std::string save_state() const;
  Result<void> restore_state(std::string_view json);

 private:
  // export_decoder.cc: datagrams.
  void decode_netflow5(const Datagram& datagram);
  void decode_netflow9(const Datagram& datagram);
  void decode_ipfix(const Datagram& datagram);
  void refuse(const Datagram& datagram, ExportProtocol protocol, Malformed reason);
  [[nodiscard]] bool admit(const DatagramMark& mark, Stream& stream);
  void advance_sequence(Stream& stream, const DatagramMark& mark, SequenceStep step,
                        std::optional<SequenceStep> deviant = std::nullopt);
  void learn_netflow5_rate(std::uint16_t sampling, std::uint32_t exporter);
  void learn_rate(const SamplingScope& scope, model::SamplingRate rate, std::uint32_t exporter);
  void observe_clock(const Datagram& datagram, std::int64_t resolution_ms, Message& message);

  // export_streams.cc: exporters and their streams.
  /// Where a datagram is counted, and why it is not decoded.
  struct Place {
    std::uint32_t exporter = 0;
    std::optional<Malformed> refused;
  };
  [[nodiscard]] Place place_of(const ExporterKey& key, Instant now);
  void count_refused(const Datagram& datagram, const Place& place, Malformed reason);
  [[nodiscard]] std::uint32_t overflow(Instant now);
  void settle(std::uint32_t index, const ExporterKey& key, Instant now);
  void leave(std::uint32_t index);
  [[nodiscard]] bool proven(std::uint32_t index) const;
  [[nodiscard]] bool may_leave(std::uint32_t index, Instant now) const;
  [[nodiscard]] std::optional<std::uint32_t> first_to_leave(Address& address, Instant now) const;
  [[nodiscard]] std::optional<std::uint32_t> first_to_leave(Instant now);
  /// Null where there is no place for it: the datagram is counted.
  [[nodiscard]] Stream* stream_of(const Datagram& datagram, ExportProtocol protocol,
                                  std::uint32_t domain);
  [[nodiscard]] Stream* open_stream(const StreamKey& key, const Datagram& datagram);
  void evict_streams();
  void drop_stream(Stream& stream);
  void forget_templates(const Stream& stream, std::size_t gone);
  [[nodiscard]] const SamplingTable* fallback_sampling(const ExporterKey& key) const;
  void count(std::uint32_t exporter, Malformed reason, std::uint64_t times = 1);
  void refresh_template_facts(const Stream& stream);
  static void note_announcement(ExporterInfo& info, Instant at, bool carries_v6);

  // export_sets.cc: sets and templates.
  void decode_sets(ByteView sets, Message& message);
  [[nodiscard]] const Template* template_in_force(std::uint16_t id, Message& message);
  void decode_templates(ByteView body, bool options, Message& message);
  void define_template(const wire::TemplateDefinition& definition, Message& message);
  void withdraw_templates(std::uint16_t id, bool options, Message& message);
  void keep_pending(const wire::ExportSet& set, Message& message);
  void replay_pending(Message& message);
  void drop_old_pending(Stream& stream, Instant now);
  void count_missing(const Stream& stream);

  // export_records.cc: data records.
  void decode_data(const Template& known, ByteView body, Message& message);
  void decode_data_fast(const RecordPlan& plan, ByteView body, const SetContext& context,
                        Message& message);
  void decode_options(const Template& known, ByteView body, Message& message);
  void learn_options(const Template& known, ByteView record, std::span<const FieldBounds> bounds,
                     Message& message);
  [[nodiscard]] SetContext context_of(const Message& message);
  void emit_record(const Template& known, const Loads& loads, ByteView record,
                   const SetContext& context, Message& message);
  void show_record(const Template& known, ByteView record, RecordView::Kind kind,
                   std::span<const model::Flow> flows, const Message& message);
  void flush(std::uint32_t exporter);

  // export_sflow.cc.
  void decode_sflow(const Datagram& datagram);
  void decode_sflow_sample(const wire::SflowSample& sample, Message& message);
  void decode_flow_sample(const wire::SflowSample& sample, Message& message);
  void set_sflow_rate(const wire::SflowSample& sample, std::uint32_t exporter, model::Flow& flow);
  void show_sample(const wire::SflowFlowSample& content, std::span<const model::Flow> flows,
                   const Message& message);
  void show_counters(const wire::SflowSample& sample, const Message& message);

  DecoderOptions options_;
  std::vector<ExporterInfo> infos_;
  std::vector<std::unique_ptr<ExporterState>> states_;  ///< As infos_; rates borrow from them.
  std::unordered_map<ExporterKey, std::uint32_t, KeyHash> exporters_;
  std::unordered_map<StreamKey, std::unique_ptr<Stream>, KeyHash> streams_;
  Stream* last_stream_ = nullptr;
  std::optional<std::uint32_t> overflow_;  ///< Stands for exporters beyond the limit.
  std::unordered_map<net::IpAddress, Address> addresses_;
  std::vector<std::pair<std::uint32_t, Instant>> leaving_;  ///< Last first, as they were last seen.
  std::size_t looks_ = 0;      ///< Times a place was wanted and `leaving_` was empty.
  std::size_t templates_ = 0;  ///< Of all streams.
  TotalsTable totals_;
  Template netflow5_;

  // Of the call in progress.
  FlowSink* flows_ = nullptr;
  RecordSink* records_ = nullptr;
  std::array<model::Flow, kFlowBatch> batch_;
  std::size_t batched_ = 0;
  std::vector<FieldBounds> bounds_;
  std::vector<FieldValue> fields_;
};

}  // namespace sixscope::flow
