#include "apps/simulated_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "adapters/clickhouse/clickhouse_volume_store.h"
#include "apps/commands.h"
#include "apps/enrichment.h"
#include "apps/load_enrichment.h"
#include "apps/load_settings.h"
#include "apps/server_options.h"
#include "base/clock.h"
#include "enrich/dns_learner.h"
#include "flow/export_decoder.h"
#include "ingest/parcel.h"
#include "ingest/roller.h"
#include "simulate/dns_feed.h"
#include "simulate/run_text.h"
#include "simulate/simulation.h"

namespace sixscope::apps {
namespace {

constexpr std::chrono::minutes kStep{5};
constexpr std::chrono::minutes kAnswersEvery{30};
constexpr std::chrono::seconds kAnswerTtl{7200};
constexpr std::size_t kCellsMax = 400'000;
constexpr std::size_t kCellsPerBatch = 60'000;

/// The store of the server that the settings describe.
adapters::ClickHouseOptions store_options(const settings::Settings& settings) {
  adapters::ClickHouseOptions options;
  options.placement.database = settings.text("store.database");
  if (settings.text("store.url") == "embedded") {
    std::error_code wrong;
    const std::filesystem::path data = settings.text("data_dir");
    options.http.url = "http://store";
    options.http.unix_socket = std::filesystem::absolute(data / "store.sock", wrong).string();
  } else {
    options.http.url = settings.text("store.url");
    options.http.user = settings.text("store.user");
    options.http.password = settings.text("store.password");
    options.placement.cluster = settings.text("store.cluster");
  }
  return options;
}

/// Decoder, labels and roll-up of a collector, fed by the simulation.
class HistoryRun final : private flow::FlowSink {
 public:
  HistoryRun(Enrichment& enrichment, flow::DecoderOptions decoder, store::VolumeStore& store,
             std::string batch_prefix)
      : decoder_(std::move(decoder)),
        learner_(enrichment.snapshots, enrichment.dns),
        roller_(kCellsMax, make_labeler(enrichment, {})),
        store_(store),
        batch_prefix_(std::move(batch_prefix)) {
    roller_.refresh();
  }

  void learn_answers(Instant at) {
    for (const auto& one : simulate::resolver_answers()) {
      std::vector<enrich::DnsAnswer::Address> addresses;
      for (std::uint32_t i = 0; i < simulate::server_count(one); ++i) {
        addresses.push_back(
            {simulate::server_address(one.family, one.application, one.cdn, i), kAnswerTtl});
      }
      const std::string_view asked = simulate::asked_name(one.application, one.cdn);
      const std::string final_name = simulate::delivery_name(one.application, one.cdn);
      const std::string_view target = final_name;
      enrich::DnsAnswer answer;
      answer.question = asked;
      answer.asked = one.family;
      answer.chain = {&target, one.cdn == 0 ? std::size_t{0} : std::size_t{1}};
      answer.addresses = addresses;
      answer.at = at;
      learner_.learn(answer);
    }
  }

  void receive(const simulate::OutgoingDatagram& datagram) {
    received_ = datagram.at;
    decoder_.decode({.payload = datagram.payload,
                     .exporter = datagram.source,
                     .source_port = 40001,
                     .received = datagram.at},
                    *this);
  }

  /// Stores what is rolled up if there is enough of it, or `all` the same.
  Result<void> store(bool all) {
    if (roller_.cells() == 0 || (!all && roller_.cells() < kCellsPerBatch)) {
      return {};
    }
    const std::string id = fmt::format("{}/{}", batch_prefix_, ++batches_);
    return store_.append(roller_.drain_batch(id, received_, decoder_.exporters()));
  }

  [[nodiscard]] std::uint64_t flow_count() const { return flows_; }

 private:
  void flows(std::span<const model::Flow> batch) override {
    flows_ += batch.size();
    roller_.roll(batch, decoder_.exporters());
  }

  flow::ExportDecoder decoder_;
  enrich::DnsLearner learner_;
  ingest::Roller roller_;
  store::VolumeStore& store_;
  std::string batch_prefix_;
  Instant received_;
  std::uint64_t batches_ = 0;
  std::uint64_t flows_ = 0;
};

simulate::SimulationOptions simulation_options(const HistoryWishes& wishes, Instant end) {
  simulate::SimulationOptions options;
  options.seed = wishes.seed;
  options.flows_per_second = wishes.rate;
  options.export_begin = options.country_begin = end - wishes.length;
  options.length = wishes.length;
  options.flush_every = kStep;
  options.template_every = std::chrono::hours{1};
  // Fewer records of the same volume: each stands for more packets.
  options.sampling_factor =
      static_cast<std::uint32_t>(std::max(1.0, wishes.flows_per_second / wishes.rate));
  return options;
}

int complain(const Error& error, int code) {
  fmt::print(stderr, "sixscope simulate: {}\n", describe(error));
  return code;
}

Result<void> play(simulate::Simulation& simulation, HistoryRun& run) {
  const Instant begin = simulation.options().export_begin;
  const Instant end = begin + simulation.options().length;
  const auto receive = [&](auto&& datagram) { run.receive(datagram); };
  std::optional<Instant> answered;
  std::int64_t day = -1;
  while (simulation.now() < end) {
    if (!answered || simulation.now() - *answered >= kAnswersEvery) {
      answered = simulation.now();
      run.learn_answers(*answered);
    }
    simulation.step(std::min(simulation.now() + kStep, end), receive);
    if (auto stored = run.store(false); !stored) {
      return stored;
    }
    const auto now = std::chrono::floor<std::chrono::days>(simulation.now() - begin).count();
    if (std::exchange(day, now) != now) {
      fmt::print(stderr, "history: {} of the past, {} flows\n",
                 simulate::format_moment(simulation.now()), run.flow_count());
    }
  }
  simulation.finish(receive);
  return run.store(true);
}

}  // namespace

int play_history(const HistoryWishes& wishes) {
  const SystemClock clock;
  const auto settings = load_settings(wishes.config);
  if (!settings) {
    return kBadSettings;
  }
  const auto decoder = decoder_options(*settings);
  if (!decoder) {
    return complain(decoder.error(), kBadSettings);
  }
  Enrichment enrichment;
  EnrichmentLoader loader(enrichment, enrichment_sources(*settings));
  const enrich::Problems problems = loader.load(clock.now());
  for (const enrich::Problem& problem : problems.list()) {
    fmt::print(stderr, "{}\n", enrich::describe(problem));
  }
  if (problems.errors() != 0) {
    return kBadSettings;
  }
  adapters::ClickHouseVolumeStore store(store_options(*settings), clock);
  if (const auto opened = store.open(); !opened) {
    return complain(opened.error(), kUnavailable);
  }
  // Whole minutes, so that the last one is not shared with what is received from now on.
  const Instant end = std::chrono::floor<std::chrono::minutes>(clock.now());
  simulate::Simulation simulation(simulation_options(wishes, end));
  HistoryRun run(enrichment, *decoder, store,
                 fmt::format("simulate/{}-{}", wishes.seed, end.time_since_epoch().count()));
  if (const auto played = play(simulation, run); !played) {
    return complain(played.error(), kUnavailable);
  }
  fmt::print(stderr, "history: {} flows stored\n", run.flow_count());
  return kOk;
}

}  // namespace sixscope::apps
