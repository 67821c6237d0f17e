#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/udp/udp_sender.h"
#include "apps/capture_exports.h"
#include "apps/commands.h"
#include "apps/dns_answers.h"
#include "apps/enrichment.h"
#include "apps/load_enrichment.h"
#include "apps/load_settings.h"
#include "apps/options.h"
#include "apps/server_options.h"
#include "apps/text_table.h"
#include "decode/carried_exports.h"
#include "decode/export_guess.h"
#include "flow/export_decoder.h"
#include "flow/meter.h"
#include "indicators/traffic_share.h"
#include "ingest/roller.h"
#include "store/memory_volume_store.h"

namespace sixscope::apps {
namespace {

constexpr std::size_t kTableRows = 50;

struct ReplayWishes {
  std::vector<std::string> files;
  std::vector<std::string> dictionaries;
  std::string config;
  std::string by = "access";
  std::string format = "table";
  std::string treatment = "auto";
  std::string to;
  std::string speed = "1x";
  std::optional<std::size_t> limit;
};

/// The collector's work on a file: decode or meter, label, roll up, keep.
/// DNS answers that the capture holds name the flows behind them, as those of a resolver do live.
class OfflineRun final : public flow::FlowSink, private flow::DnsSink {
 public:
  OfflineRun(Enrichment& enrichment, flow::DecoderOptions decoder, flow::MeterOptions meter)
      : learner_(enrichment.learner),
        decoder_(std::move(decoder)),
        meter_(meter),
        roller_(kCellsMax, make_labeler(enrichment, {})) {
    metered_.resize(1);
    metered_[0].protocol = flow::ExportProtocol::packet;
    metered_[0].has_v4_template = metered_[0].has_v6_template = true;
    roller_.refresh();
  }

  Result<void> read(wire::ByteSource& source, bool exports) {
    metering_ = !exports;
    wire::CaptureReader reader(source);
    for (;;) {
      const auto packet = reader.next();
      if (!packet) {
        return fail_like(packet);
      }
      if (!*packet) {
        break;
      }
      take(**packet);
    }
    if (metering_) {
      meter_.finish(*this);
    }
    keep();
    return {};
  }

  void flows(std::span<const model::Flow> batch) override {
    flows_ += batch.size();
    roller_.roll(batch, exporters());
  }

  [[nodiscard]] std::uint64_t flow_count() const { return flows_; }
  [[nodiscard]] std::uint64_t datagram_count() const { return datagrams_; }
  [[nodiscard]] store::MemoryVolumeStore& volumes() { return volumes_; }
  [[nodiscard]] ingest::LedgerValues ledger() const { return roller_.ledger_sum(exporters()); }

 private:
  static constexpr std::size_t kCellsMax = 1'000'000;
  static constexpr std::uint16_t kDnsPort = 53;

  [[nodiscard]] std::span<const flow::ExporterInfo> exporters() const {
    return metering_ ? std::span<const flow::ExporterInfo>(metered_) : decoder_.exporters();
  }

  void take(const wire::CapturedPacket& packet) {
    received_ = packet.at;
    if (metering_) {
      if (const auto link = wire::link_type_of_pcap(packet.linktype)) {
        meter_.add(*link, packet.bytes, packet.wire_length, packet.at, *this, this);
      }
    } else {
      take_carried(packet);
    }
    if (roller_.nearly_full()) {
      keep();
    }
  }

  void take_carried(const wire::CapturedPacket& packet) {
    for (const flow::Datagram& datagram : carried_.add(packet)) {
      if (datagram.source_port == kDnsPort) {
        learn_dns_response(datagram.payload, std::nullopt, packet.at, learner_);
        continue;
      }
      ++datagrams_;
      decoder_.decode(datagram, *this);
    }
    for (const std::uint64_t session : carried_.ended_sessions()) {
      decoder_.end_session(session);
    }
  }

  void answer(const flow::DnsAnswer& found) override {
    constexpr std::uint16_t kA = 1;
    constexpr std::uint16_t kAaaa = 28;
    if (found.type != kA && found.type != kAaaa) {
      return;
    }
    std::vector<std::string_view> chain;
    for (const auto& alias : found.aliases) {
      chain.push_back(alias.to.view());
    }
    std::vector<enrich::DnsAnswer::Address> addresses;
    for (const auto& one : found.addresses) {
      addresses.push_back({.address = one.address, .ttl = std::chrono::seconds(one.ttl)});
    }
    learner_.learn({.question = found.query.view(),
                    .asked = found.type == kA ? net::Family::v4 : net::Family::v6,
                    .chain = chain,
                    .addresses = addresses,
                    .client = found.client.length() == 0 ? std::nullopt
                                                         : std::optional(found.client.address()),
                    .at = found.at});
  }

  void keep() {
    const std::string id = fmt::format("replay/{}", ++batches_);
    // Memory takes everything.
    static_cast<void>(volumes_.append(roller_.drain_batch(id, received_, exporters())));
  }

  enrich::DnsLearner& learner_;
  flow::ExportDecoder decoder_;
  std::uint64_t sessions_ = 0;
  decode::CarriedExports carried_{sessions_};
  flow::Meter meter_;
  ingest::Roller roller_;
  std::vector<flow::ExporterInfo> metered_;
  store::MemoryVolumeStore volumes_;
  Instant received_;
  bool metering_ = false;
  std::uint64_t flows_ = 0;
  std::uint64_t datagrams_ = 0;
  std::uint64_t batches_ = 0;
};

int complain(const Error& error, int code) {
  fmt::print(stderr, "sixscope replay: {}\n", describe(error));
  return code;
}

std::string name_of(const store::VolumeCell& cell) {
  return cell.dimensions.empty() ? "all" : cell.dimensions.front();
}

std::string share_text(const model::Volume& volume) {
  const auto share = indicators::traffic_share(volume, {});
  if (!share) {
    return std::string(indicators::to_string(share.error()));
  }
  return fmt::format("{:.2f} %", 100 * share->value.value());
}

// For programs: columns are called as those of the API's CSV.
void print_rows_of(const std::vector<store::VolumeCell>& cells, const ReplayWishes& wishes) {
  std::vector<std::vector<Value>> rows;
  for (const auto& cell : cells) {
    const auto& [v4, v6] = cell.volume;
    auto& row = rows.emplace_back(std::vector<Value>{name_of(cell), v4.bytes, v6.bytes, v4.packets,
                                                     v6.packets, v4.flows, v6.flows});
    if (const auto share = indicators::traffic_share(cell.volume, {})) {
      row.insert(row.end(), {share->value.value(), share->low.value(), share->high.value(),
                             share->samples, Value()});
    } else {
      row.insert(row.end(), {Value(), Value(), Value(), Value(),
                             std::string(indicators::to_string(share.error()))});
    }
  }
  print_rows({wishes.by, "v4_bytes", "v6_bytes", "v4_packets", "v6_packets", "v4_flows", "v6_flows",
              "share", "share_low", "share_high", "samples", "gap"},
             rows, wishes.format);
}

void print_cells(const std::vector<store::VolumeCell>& cells, const ReplayWishes& wishes) {
  if (wishes.format != "table") {
    print_rows_of(cells, wishes);
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const auto& cell : cells) {
    const auto& [v4, v6] = cell.volume;
    rows.push_back({name_of(cell), fmt::format("{}", v4.bytes), fmt::format("{}", v6.bytes),
                    fmt::format("{}", v4.flows + v6.flows), share_text(cell.volume)});
  }
  print_table({wishes.by, "IPv4 bytes", "IPv6 bytes", "flows", "IPv6"}, rows);
}

int print_shares(OfflineRun& run, const ReplayWishes& wishes) {
  store::VolumeQuery query;
  query.end = Instant(std::chrono::hours(24 * 365 * 200));
  for (std::size_t i = 0; i < store::kDimensions; ++i) {
    if (store::kDimensionNames[i] == wishes.by) {
      query.by.push_back(static_cast<store::Dimension>(i));
    }
  }
  query.filters.push_back({store::Dimension::traffic_class, {"user"}, false});
  auto cells = run.volumes().read(query);
  if (!cells) {
    return complain(cells.error(), kFailed);
  }
  std::ranges::sort(*cells, [](const auto& a, const auto& b) {
    return a.volume.v4.bytes + a.volume.v6.bytes > b.volume.v4.bytes + b.volume.v6.bytes;
  });
  // Rows for programs come whole unless told otherwise.
  const std::size_t limit =
      wishes.limit.value_or(wishes.format == "table" ? kTableRows : cells->size());
  const std::size_t cut = cells->size() - std::min(cells->size(), limit);
  cells->resize(cells->size() - cut);
  print_cells(*cells, wishes);
  if (cut != 0) {
    fmt::print(stderr, "{} more rows: --limit\n", cut);
  }
  fmt::print(stderr, "{} datagrams, {} flows\n", run.datagram_count(), run.flow_count());
  for (const auto& [name, count] : ingest::ledger_increments({}, run.ledger())) {
    fmt::print(stderr, "  {} {}\n", name, count);
  }
  return kOk;
}

Result<void> read_file(const std::string& path, const std::string& treatment, OfflineRun& run) {
  const auto file = FileBytes::open(path);
  if (!file) {
    return fail_like(file);
  }
  if (treatment != "auto") {
    return run.read(**file, treatment == "exports");
  }
  const auto exports = holds_exports(**file);
  if (!exports) {
    return fail_like(exports);
  }
  return run.read(**file, *exports);
}

int replay_offline(const ReplayWishes& wishes) {
  const auto settings = load_settings(wishes.config);
  if (!settings) {
    return kBadSettings;
  }
  const auto decoder = decoder_options(*settings);
  if (!decoder) {
    return complain(decoder.error(), kBadSettings);
  }
  // The meter keeps of a client what flow::client_prefix does.
  Enrichment enrichment(enrich::DnsJoinOptions{.client_bits_v6 = 56, .client_bits_v4 = 24});
  EnrichmentSources sources = enrichment_sources(*settings);
  sources.files.dictionaries.insert(sources.files.dictionaries.end(), wishes.dictionaries.begin(),
                                    wishes.dictionaries.end());
  EnrichmentLoader loader(enrichment, std::move(sources));
  const enrich::Problems problems = loader.load(SystemClock().now());
  for (const enrich::Problem& problem : problems.list()) {
    fmt::print(stderr, "{}\n", enrich::describe(problem));
  }
  if (problems.errors() != 0) {
    return kBadSettings;
  }
  OfflineRun run(enrichment, *decoder, meter_options(*settings));
  for (const std::string& file : wishes.files) {
    if (const auto read = read_file(file, wishes.treatment, run); !read) {
      fmt::print(stderr, "sixscope replay: {}: {}\n", file, describe(read.error()));
      return kBadInput;
    }
  }
  return print_shares(run, wishes);
}

/// "2x": twice as fast as captured; "max": as fast as it goes. Nothing if it is neither.
std::optional<double> speed_of(const std::string& text) {
  if (text == "max") {
    return std::numeric_limits<double>::infinity();
  }
  char* end = nullptr;
  const double factor = std::strtod(text.c_str(), &end);
  const std::string_view rest = end == nullptr ? "" : end;
  return factor > 0 && (rest.empty() || rest == "x") ? std::optional(factor) : std::nullopt;
}

/// Sends what exporters sent, when it is due; with `any_udp`, whatever UDP carried.
Result<std::uint64_t> send_file(const std::string& path, adapters::UdpSender& sender, double speed,
                                bool any_udp) {
  using std::chrono::steady_clock;
  auto source = FileBytes::open(path);
  if (!source) {
    return fail_like(source);
  }
  wire::CaptureReader reader(**source);
  std::uint64_t sessions = 0;
  decode::CarriedExports carried(sessions);
  const auto begun = steady_clock::now();
  std::optional<Instant> first;
  std::uint64_t sent = 0;
  for (;;) {
    const auto packet = reader.next();
    if (!packet) {
      return fail_like(packet);
    }
    if (!*packet) {
      return sent;
    }
    std::vector<ByteView> payloads;
    for (const flow::Datagram& datagram : carried.add(**packet)) {
      if (any_udp || decode::looks_like_export(datagram.payload)) {
        payloads.push_back(datagram.payload);
      }
    }
    if (payloads.empty()) {
      continue;
    }
    first = first.value_or((*packet)->at);
    const double after_ms = static_cast<double>(((*packet)->at - *first).count()) / speed;
    std::this_thread::sleep_until(
        begun + std::chrono::duration_cast<steady_clock::duration>(
                    std::chrono::duration<double, std::milli>(std::max(0.0, after_ms))));
    if (const auto done = sender.send(payloads); !done) {
      return fail_like(done);
    }
    sent += payloads.size();
  }
}

int replay_to(const ReplayWishes& wishes) {
  const auto endpoint = ingest::Endpoint::parse(wishes.to);
  const auto speed = speed_of(wishes.speed);
  if (!endpoint || !speed) {
    fmt::print(stderr, "sixscope replay: {}\n",
               endpoint ? "--speed is a factor such as 10x, or max" : describe(endpoint.error()));
    return kUsage;
  }
  const auto sender = adapters::UdpSender::open(*endpoint);
  if (!sender) {
    return complain(sender.error(), kUnavailable);
  }
  std::uint64_t sent = 0;
  for (const std::string& file : wishes.files) {
    const auto done = send_file(file, **sender, *speed, wishes.treatment == "exports");
    if (!done) {
      fmt::print(stderr, "sixscope replay: {}: {}\n", file, describe(done.error()));
      return kBadInput;
    }
    sent += *done;
  }
  fmt::print(stderr, "{} datagrams sent to {}\n", sent, endpoint->to_string());
  return kOk;
}

}  // namespace

void add_replay(Command app, int& status) {
  const Command command = app.add_subcommand(
      "replay", "Measure a capture without a server, or send its datagrams to a collector");
  command.footer(
      "Examples:\n"
      "  sixscope replay exports.pcap                          IPv6 share by access\n"
      "  sixscope replay traffic.pcapng --by application       packets are metered into flows,\n"
      "                                                        DNS answers in it name them\n"
      "  sixscope replay exports.pcap --dictionary net.csv --by region --format csv\n"
      "  sixscope replay exports.pcap --to 127.0.0.1:2055 --speed 10x\n"
      "Reads pcap and pcapng; - is standard input.");
  const auto wishes = std::make_shared<ReplayWishes>();
  command.add_option("FILE", wishes->files, "Captures").required().suggest(Suggested::file);
  std::vector<std::string> dimensions = dimension_names();
  dimensions.emplace_back("all");
  command.add_option("--by", wishes->by, one_of(dimensions)).only(dimensions).capture_default_str();
  add_format(command, wishes->format);
  command.add_option("--as", wishes->treatment, "What the packets are: auto, exports or packets")
      .only({"auto", "exports", "packets"})
      .capture_default_str();
  command.add_option("--limit", wishes->limit,
                     fmt::format("Most rows (default: {} in a table, else all)", kTableRows));
  add_settings_file(command, wishes->config, "Settings file (TOML): decoder.*, enrich.*");
  command.add_option("--dictionary", wishes->dictionaries, "Network dictionaries, in addition")
      .suggest(Suggested::file);
  command.add_option("--to", wishes->to, "Send to this ADDRESS:PORT instead of measuring");
  command.add_option("--speed", wishes->speed, "With --to: 1x as captured, 10x, max")
      .suggest(Suggested::words, {"1x", "10x", "max"})
      .capture_default_str();
  command.callback([&status, wishes] {
    status = wishes->to.empty() ? replay_offline(*wishes) : replay_to(*wishes);
  });
}

}  // namespace sixscope::apps
