#include "decode/session.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "decode/carried_exports.h"
#include "decode/export_guess.h"

namespace sixscope::decode {
namespace {

using flow::ExportProtocol;

constexpr std::size_t kDatagramMax = 65535;

/// A captured packet kept until its capture's treatment is known.
struct KeptPacket {
  std::vector<std::byte> bytes;
  wire::CapturedPacket packet;
};

/// Exports need no sink of their own: the record sink sees the flows of each record. What exporters
/// counted that had to make room for others is kept as one sum, so that the total stays true.
class NoFlows final : public flow::FlowSink {
 public:
  void flows(std::span<const model::Flow>) override {}
  void exporter_leaves(std::uint32_t, const flow::ExporterInfo& info) override {
    add_counters(info.counters, gone.counters);
  }
  flow::ExporterInfo gone;
};

}  // namespace

class Session::Impl final : public flow::RecordSink, public flow::FlowSink {
 public:
  Impl(SessionOptions options, TextSink& out)
      : options_(std::move(options)),
        writer_(options_.format, out),
        decoder_(options_.decoder),
        meter_(options_.meter) {
    metered_.protocol = ExportProtocol::packet;
    metered_.has_v4_template = metered_.has_v6_template = true;
    writer_.begin();
  }

  Result<bool> read(std::string_view name, wire::ByteSource& source, Instant modified) {
    inputs_.push_back({.name = std::string(name), .kind = {}, .error = {}});
    wire::SourceWindow window(source);
    const auto head = window.peek(kDatagramMax + 1);
    const auto done = head ? read_by_content(*head, window, modified) : fail_bool(head.error());
    if (!done) {
      inputs_.back().error = describe(done.error());
    }
    return done;
  }

  void finish() {
    meter_.finish(*this);
    const auto exporters = all_exporters();
    writer_.end(summary_json(exporters, inputs_));
  }

  [[nodiscard]] std::string summary_text() const {
    return decode::summary_text(all_exporters(), inputs_);
  }

  void record(const flow::RecordView& record) override {
    if (record.kind == flow::RecordView::Kind::flow || options_.all_records) {
      const auto exporters = decoder_.exporters();
      const net::IpAddress exporter = record.exporter < exporters.size()
                                          ? exporters[record.exporter].address
                                          : net::IpAddress();
      writer_.write(record, exporter);
    }
  }

  /// Flows of metered packets.
  void flows(std::span<const model::Flow> batch) override {
    for (const model::Flow& flow : batch) {
      count_metered(flow);
      writer_.write({.protocol = ExportProtocol::packet,
                     .fields = {},
                     .flows = std::span<const model::Flow>(&flow, 1)},
                    options_.exporter);
    }
  }

 private:
  static Result<bool> fail_bool(const Error& error) { return tl::unexpected<Error>(error); }

  Result<bool> read_by_content(ByteView head, wire::SourceWindow& window, Instant modified) {
    if (head.empty()) {
      return fail(Errc::truncated, "the input is empty");
    }
    if (const auto format = wire::capture_format(head); format != wire::CaptureFormat::none) {
      inputs_.back().kind = format == wire::CaptureFormat::pcap ? "pcap" : "pcapng";
      return read_capture(window);
    }
    const bool ipfix = version_of(head) == ExportProtocol::ipfix;
    if (ipfix && head.size() > load_big_endian<std::uint16_t>(head.data() + 2)) {
      inputs_.back().kind = "ipfix";
      return read_messages(window, modified);
    }
    if (version_of(head) == ExportProtocol::unknown && options_.treatment != Treatment::exports) {
      return fail_at(0, Errc::malformed,
                     "neither a capture, an IPFIX file nor an export datagram (NetFlow 5 or 9, "
                     "IPFIX, sFlow 5)");
    }
    if (head.size() > kDatagramMax) {
      return fail_at(kDatagramMax, Errc::out_of_range,
                     "an export datagram has 65,535 bytes at most; only IPFIX messages may follow "
                     "each other in one file");
    }
    inputs_.back().kind = "datagram";
    decode({.payload = head,
            .exporter = options_.exporter,
            .received = export_time(head).value_or(modified)});
    return true;
  }

  void decode(const flow::Datagram& datagram) {
    ++inputs_.back().datagrams;
    decoder_.decode(datagram, no_flows_, this);
  }

  /// RFC 5655: messages one behind the other. Each says its length.
  Result<bool> read_messages(wire::SourceWindow& window, Instant modified) {
    constexpr std::size_t kMessageHead = 16;
    const std::uint64_t session = ++sessions_;
    Result<bool> done = true;
    for (;;) {  // Ends: each turn takes a message of 16 bytes at least.
      const auto head = window.peek(kMessageHead);
      if (!head || head->empty()) {
        done = head ? Result<bool>(true) : fail_bool(head.error());
        break;
      }
      const std::uint64_t at = window.offset();
      const bool sound = head->size() >= kMessageHead && version_of(*head) == ExportProtocol::ipfix;
      const std::size_t length = sound ? load_big_endian<std::uint16_t>(head->data() + 2) : 0;
      if (length < kMessageHead) {
        done = fail_at(at, head->size() < kMessageHead ? Errc::truncated : Errc::malformed,
                       "RFC 7011 s.3.1: no IPFIX message begins here");
        break;
      }
      const auto message = window.peek(length);
      if (!message || message->size() < length) {
        done = fail_at(at, Errc::truncated, "RFC 7011 s.3.1: the file ends inside a message");
        break;
      }
      decode({.payload = message->first(length),
              .exporter = options_.exporter,
              .session = session,
              .transport = flow::Transport::file,
              .received = export_time(*message).value_or(modified)});
      window.consume(length);
    }
    decoder_.end_session(session);
    return done;
  }

  /// Hands what a SourceWindow holds on to a reader of its own.
  class WindowSource final : public wire::ByteSource {
   public:
    explicit WindowSource(wire::SourceWindow& window) : window_(&window) {}
    Result<std::size_t> read(std::span<std::byte> into) override {
      const auto view = window_->peek(1);
      if (!view) {
        return fail_like(view);
      }
      const std::size_t count = std::min(view->size(), into.size());
      std::copy_n(view->begin(), count, into.begin());
      window_->consume(count);
      return count;
    }

   private:
    wire::SourceWindow* window_;
  };

  Result<bool> read_capture(wire::SourceWindow& window) {
    WindowSource source(window);
    wire::CaptureReader reader(source);
    CarriedExports carried(sessions_);
    std::uint64_t guessed_sessions = 0;
    CarriedExports guess(guessed_sessions);
    Treatment treatment = options_.treatment;
    std::vector<KeptPacket> kept;
    std::size_t kept_bytes = 0;
    auto packet = reader.next();
    for (; packet && packet->has_value(); packet = reader.next()) {
      const wire::CapturedPacket& captured = **packet;
      if (treatment != Treatment::automatic) {
        take_packet(captured, treatment, carried);
        continue;
      }
      kept.push_back({.bytes = {captured.bytes.begin(), captured.bytes.end()}, .packet = captured});
      kept_bytes += captured.bytes.size();
      if (std::ranges::any_of(guess.add(captured), looks_like_export, &flow::Datagram::payload)) {
        treatment = Treatment::exports;
      } else if (kept.size() == kGuessPacketsMax || kept_bytes > kGuessBytesMax) {
        treatment = Treatment::packets;
      }
      if (treatment != Treatment::automatic) {
        take_kept(kept, treatment, carried);
      }
    }
    take_kept(kept, treatment == Treatment::automatic ? Treatment::packets : treatment, carried);
    inputs_.back().incomplete = carried.finish();
    end_sessions(carried);
    return packet ? Result<bool>(true) : fail_bool(packet.error());
  }

  void end_sessions(const CarriedExports& carried) {
    for (const std::uint64_t session : carried.ended_sessions()) {
      decoder_.end_session(session);
    }
  }

  void take_kept(std::vector<KeptPacket>& kept, Treatment treatment, CarriedExports& carried) {
    for (KeptPacket& one : kept) {
      one.packet.bytes = one.bytes;
      take_packet(one.packet, treatment, carried);
    }
    kept.clear();
  }

  void take_packet(const wire::CapturedPacket& captured, Treatment treatment,
                   CarriedExports& carried) {
    InputReport& input = inputs_.back();
    ++input.packets;
    if (treatment == Treatment::packets) {
      meter_packet(captured, input);
      return;
    }
    bool wanted = false;
    for (const flow::Datagram& datagram : carried.add(captured)) {
      if (options_.treatment == Treatment::exports || looks_like_export(datagram.payload)) {
        decode(datagram);
        wanted = true;
      }
    }
    input.other_packets += wanted || carried.kept() ? 0 : 1;
    end_sessions(carried);
  }

  void meter_packet(const wire::CapturedPacket& captured, InputReport& input) {
    const auto link = wire::link_type_of_pcap(captured.linktype);
    if (!link) {
      ++input.other_packets;
      return;
    }
    const std::uint64_t not_ip = meter_.counters().not_ip;
    meter_.add(*link, captured.bytes, captured.wire_length, captured.at, *this);
    input.other_packets += meter_.counters().not_ip - not_ip;
    if (metered_.first_seen == Instant()) {
      metered_.first_seen = captured.at;
    }
    metered_.last_seen = std::max(metered_.last_seen, captured.at);
  }

  void count_metered(const model::Flow& flow) {
    flow::ExporterCounters& counters = metered_.counters;
    ++counters.records;
    flow::FamilyTotals& totals = flow.family == net::Family::v6 ? counters.v6 : counters.v4;
    ++totals.records;
    totals.bytes += flow.bytes;
    totals.packets += flow.packets;
    totals.scaled_bytes += model::scaled(flow.bytes, flow.rate);
    totals.scaled_packets += model::scaled(flow.packets, flow.rate);
    for (std::size_t i = 0; i < flow::kAdjustmentNames.size(); ++i) {
      if (model::has(flow.adjustments, static_cast<model::Adjustment>(1U << i))) {
        ++counters.adjustments[i];
      }
    }
  }

  /// Exporters of the decoder, and the meter as one more if it saw anything.
  [[nodiscard]] std::vector<flow::ExporterInfo> all_exporters() const {
    const auto exporters = decoder_.exporters();
    std::vector<flow::ExporterInfo> all(exporters.begin(), exporters.end());
    if (no_flows_.gone.counters.datagrams != 0) {
      all.push_back(no_flows_.gone);
    }
    const flow::MeterCounters& counters = meter_.counters();
    if (counters.packets != 0) {
      flow::ExporterInfo metered = metered_;
      metered.address = options_.exporter;
      auto& malformed = metered.counters.malformed;
      malformed[static_cast<std::size_t>(flow::Malformed::truncated)] = counters.truncated;
      malformed[static_cast<std::size_t>(flow::Malformed::bad_header)] = counters.malformed;
      all.push_back(metered);
    }
    return all;
  }

  SessionOptions options_;
  RecordWriter writer_;
  flow::ExportDecoder decoder_;
  flow::Meter meter_;
  NoFlows no_flows_;
  flow::ExporterInfo metered_;
  std::vector<InputReport> inputs_;
  std::uint64_t sessions_ = 0;  ///< Numbers given to files and TCP connections.
};

Session::Session(SessionOptions options, TextSink& out)
    : impl_(std::make_unique<Impl>(std::move(options), out)) {}
Session::~Session() = default;
Result<bool> Session::read(std::string_view name, wire::ByteSource& source, Instant modified) {
  return impl_->read(name, source, modified);
}
void Session::finish() { impl_->finish(); }
std::string Session::summary_text() const { return impl_->summary_text(); }

}  // namespace sixscope::decode
