#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "adapters/exporter_sockets/exporter_sockets.h"
#include "apps/commands.h"
#include "apps/options.h"
#include "apps/simulated_history.h"
#include "simulate/capture.h"
#include "simulate/dns_feed.h"
#include "simulate/run_files.h"
#include "simulate/run_text.h"
#include "simulate/simulation.h"
#include "simulate/targets.h"

namespace sixscope::apps {
namespace {

constexpr std::uint32_t kAnswerTtlSeconds = 3600;
constexpr std::chrono::milliseconds kLiveStep{100};
constexpr std::chrono::seconds kAnswersEvery{600};
// Time for the collector to take the DNS answers in before the first flow.
constexpr std::chrono::milliseconds kHeadStart{500};
// How soon a broken dnstap stream is tried again: twice as long each time.
constexpr std::chrono::milliseconds kRetryFirst{500};
constexpr std::chrono::milliseconds kRetryMost{30'000};

struct Wishes {
  std::string to = "127.0.0.1:2055";
  std::string from = "now";
  std::string duration = "1h";
  std::string speed = "60x";
  std::string step = "1s";
  std::string truth;
  std::string dictionary;
  std::string applications;
  std::string cdns;
  std::string dnstap;
  std::string write;
  std::string history;
  std::string config;
  double rate = 1000;
  std::uint64_t seed = 1;
  std::uint32_t sampling_factor = 1;
};

// Set by a signal: the run ends early and still writes its truth.
std::atomic<bool> stop_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free);
void want_stop(int /*signal*/) { stop_wanted = true; }

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.flush();
  if (!file) {
    fmt::print(stderr, "simulate: {} cannot be written\n", path);
  }
  return static_cast<bool>(file);
}

/// What the collector is told beforehand, as far as it is asked for.
bool write_lists(const Wishes& wishes) {
  const auto write = [](const std::string& path, const std::string& text) {
    return path.empty() || write_file(path, text);
  };
  return write(wishes.dictionary, simulate::dictionary_csv()) &&
         write(wishes.applications, simulate::application_lists_toml()) &&
         write(wishes.cdns, simulate::cdn_lists_toml());
}

int complain(const Error& error, ExitCode code) {
  fmt::print(stderr, "simulate: {}\n", describe(error));
  return code;
}

/// The resolver's answers over a dnstap stream: all of them now and then, and again to a reader
/// that was away.
class AnswerFeed {
 public:
  explicit AnswerFeed(std::string path) : path_(std::move(path)) {}

  /// Connects and sends; a reader that goes meanwhile is one to come back to.
  Result<void> begin(Instant now) {
    auto stream = adapters::DnstapStream::connect(path_);
    if (!stream) {
      return fail_like(stream);
    }
    stream_ = *std::move(stream);
    send_all(now);
    return {};
  }

  /// Does what is due; says when the reader goes and when it is back.
  void keep_up(Instant now) {
    if (stream_ && !stream_->alive()) {
      lose(now, "its reader has gone");
    } else if (stream_ && now - answered_ >= kAnswersEvery) {
      send_all(now);
    } else if (!stream_ && now >= retry_at_) {
      if (begin(now)) {
        fmt::print(stderr, "simulate: dnstap: connected again\n");
        retry_after_ = kRetryFirst;
      } else {
        retry_after_ = std::min(retry_after_ * 2, kRetryMost);
        retry_at_ = now + retry_after_;
      }
    }
  }

  Result<void> finish() {
    return stream_ ? stream_->finish()
                   : fail_because(path_, Errc::unavailable, "the dnstap reader did not come back");
  }

 private:
  void send_all(Instant now) {
    answered_ = now;
    for (const auto& answer : simulate::resolver_answers()) {
      const auto response = simulate::encode_dns_response(answer, kAnswerTtlSeconds);
      if (auto sent = stream_->send(simulate::encode_dnstap(response, now)); !sent) {
        lose(now, describe(sent.error()));
        return;
      }
    }
  }
  void lose(Instant now, const std::string& why) {
    fmt::print(stderr, "simulate: dnstap: the stream broke: {}; trying again\n", why);
    stream_.reset();
    retry_at_ = now + retry_after_;
  }

  std::string path_;
  std::optional<adapters::DnstapStream> stream_;  ///< Nothing while the reader is away.
  Instant answered_;
  Instant retry_at_;
  std::chrono::milliseconds retry_after_ = kRetryFirst;
};

/// A live run: real sockets, real time.
class LiveRun {
 public:
  LiveRun(simulate::Simulation& simulation, const simulate::Targets& targets,
          std::optional<AnswerFeed> answers)
      : simulation_(simulation), targets_(targets), answers_(std::move(answers)) {}

  Result<void> play(const Clock& clock) {
    const Instant end = simulation_.options().export_begin + simulation_.options().length;
    if (answers_) {
      if (auto begun = answers_->begin(clock.now()); !begun) {
        return begun;
      }
      std::this_thread::sleep_for(kHeadStart);
    }
    while (!stop_wanted && simulation_.now() < end && !failed_) {
      std::this_thread::sleep_for(kLiveStep);
      const Instant now = std::min(clock.now(), end);
      if (now <= simulation_.now()) {
        continue;  // The clock was set back: wait until it has caught up.
      }
      simulation_.step(now, [this](auto&& datagram) { send(datagram); });
      if (answers_) {
        answers_->keep_up(now);
      }
      show_progress(now);
    }
    simulation_.finish([this](auto&& datagram) { send(datagram); });
    if (failed_) {
      return tl::unexpected<Error>(*failed_);
    }
    return answers_ ? answers_->finish() : Result<void>{};
  }

  [[nodiscard]] std::uint64_t datagrams() const { return datagrams_; }

 private:
  void send(const simulate::OutgoingDatagram& datagram) {
    const auto& to = targets_.endpoint(datagram.protocol);
    const auto sent = sockets_.send(datagram.source, to, datagram.payload);
    if (!sent && !failed_) {
      failed_ = sent.error();
    }
    ++datagrams_;
    if (sent && !*sent && std::ranges::find(deaf_, to) == deaf_.end()) {
      deaf_.push_back(to);
      fmt::print(stderr, "simulate: nobody listens at {}; sending on\n", to.to_string());
    }
  }
  void show_progress(Instant now) {
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    if (now - shown_ < (terminal ? std::chrono::seconds{1} : std::chrono::seconds{30})) {
      return;
    }
    shown_ = now;
    const auto played =
        std::chrono::floor<std::chrono::seconds>(now - simulation_.options().export_begin);
    fmt::print(stderr, "{}{} s played, country time {}, {} datagrams sent{}", terminal ? "\r" : "",
               played.count(), simulate::format_moment(simulation_.country_time(now)), datagrams_,
               terminal ? "  " : "\n");
  }

  simulate::Simulation& simulation_;  // Borrowed from the caller, as are the targets.
  const simulate::Targets& targets_;
  std::optional<AnswerFeed> answers_;
  adapters::ExporterSockets sockets_;
  std::vector<simulate::Endpoint> deaf_;  ///< Targets of which it was said; a few at most.
  std::optional<Error> failed_;
  Instant shown_;
  std::uint64_t datagrams_ = 0;
};

/// A written run: as fast as it goes, each datagram dated by the run's own clock.
int write_capture(simulate::Simulation& simulation, const simulate::Targets& targets,
                  std::chrono::milliseconds step, const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                             &std::fclose);
  bool written = file != nullptr;
  simulate::CaptureWriter capture(targets, [&](ByteView bytes) {
    written = written && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
  });
  const Instant end = simulation.options().export_begin + simulation.options().length;
  Instant answered = simulation.now();
  capture.answers(simulation.now(), kAnswerTtlSeconds);
  while (!stop_wanted && simulation.now() < end && written) {
    simulation.step(std::min(simulation.now() + step, end),
                    [&](auto&& datagram) { capture.datagram(datagram); });
    if (simulation.now() - answered >= kAnswersEvery) {
      answered = simulation.now();
      capture.answers(answered, kAnswerTtlSeconds);
    }
  }
  simulation.finish([&](auto&& datagram) { capture.datagram(datagram); });
  if (!written || std::fflush(file.get()) != 0) {
    fmt::print(stderr, "simulate: {} cannot be written: is there room on the disk?\n", path);
    return kFailed;
  }
  fmt::print(stderr, "{} datagrams in {}\n", capture.datagrams(), path);
  return kOk;
}

int run_live(simulate::Simulation& simulation, const simulate::Targets& targets,
             const Wishes& wishes, const Clock& clock) {
  LiveRun run(simulation, targets,
              wishes.dnstap.empty() ? std::nullopt : std::optional<AnswerFeed>(wishes.dnstap));
  const auto played = run.play(clock);
  fmt::print(stderr, "\n{} datagrams sent\n", run.datagrams());
  return played ? kOk : complain(played.error(), kUnavailable);
}

int simulate_country(const Wishes& wishes) {
  const SystemClock clock;
  const auto targets = simulate::Targets::parse(wishes.to);
  const auto speed = simulate::parse_speed(wishes.speed);
  const auto from = simulate::parse_moment(wishes.from, clock.now());
  const auto duration = simulate::parse_duration(wishes.duration);
  const auto step = simulate::parse_duration(wishes.step);
  for (const Error* error : {targets ? nullptr : &targets.error(), speed ? nullptr : &speed.error(),
                             from ? nullptr : &from.error(), duration ? nullptr : &duration.error(),
                             step ? nullptr : &step.error()}) {
    if (error != nullptr) {
      return complain(*error, kUsage);
    }
  }
  if (!write_lists(wishes)) {
    return kFailed;
  }
  if (!wishes.history.empty()) {
    const auto past = simulate::parse_duration(wishes.history);
    if (!past) {
      return complain(past.error(), kUsage);
    }
    HistoryWishes history;
    history.config = wishes.config;
    history.length = *past;
    history.flows_per_second = wishes.rate;
    history.rate = std::min(history.rate, wishes.rate);
    history.seed = wishes.seed;
    if (const int status = play_history(history); status != kOk) {
      return status;
    }
  }
  if (duration->count() == 0 || step->count() == 0) {
    return kOk;
  }
  const bool live = wishes.write.empty();
  simulate::SimulationOptions options;
  options.seed = wishes.seed;
  options.flows_per_second = wishes.rate;
  options.country_begin = *from;
  options.export_begin =
      live ? clock.now() + (wishes.dnstap.empty() ? std::chrono::milliseconds{} : kHeadStart)
           : *from;
  options.speed = live ? *speed : 1;
  options.length = *duration;
  options.sampling_factor = wishes.sampling_factor;
  if (!live) {
    options.flush_every = std::max(options.flush_every, *step);
    options.template_every = std::max(options.template_every, *step * 10);
  }
  simulate::Simulation simulation(options);
  std::signal(SIGINT, want_stop);
  std::signal(SIGTERM, want_stop);
  const int status = live ? run_live(simulation, *targets, wishes, clock)
                          : write_capture(simulation, *targets, *step, wishes.write);
  if (!wishes.truth.empty() && !write_file(wishes.truth, simulate::truth_json(simulation))) {
    return kFailed;
  }
  return status;
}

}  // namespace

void add_simulate(Command app, int& status) {
  const Command simulate = app.add_subcommand(
      "simulate", "Play a simulated country: real flow exports and DNS answers, and their truth");
  const auto wishes = std::make_shared<Wishes>();
  const auto shown = [simulate](const char* name, auto& value, const char* help) {
    return simulate.add_option(name, value, help).capture_default_str();
  };
  const auto file = [simulate](const char* name, std::string& path, const char* help) {
    simulate.add_option(name, path, help).suggest(Suggested::file);
  };
  shown("--to", wishes->to, "Where exports go: ADDRESS:PORT[,netflow=A:P][,ipfix=A:P][,sflow=A:P]");
  shown("--duration", wishes->duration, "How long to play: 30s, 10m, 2h, 7d; 0s plays nothing");
  shown("--speed", wishes->speed,
        "How fast the country's day passes, 60x or realtime. The exports themselves are "
        "dated with the real time")
      .suggest(Suggested::words, {"realtime", "60x"});
  shown("--from", wishes->from,
        "Where in the country's days to start: now, 2026-11-01, 2026-11-01T12:00:00Z");
  shown("--rate", wishes->rate, "Flows a second of the whole country at its busiest")
      .range(1.0, 1'000'000.0);
  shown("--seed", wishes->seed, "Another seed, another country");
  shown("--sampling-factor", wishes->sampling_factor,
        "Multiplies the exporters' sampling intervals: larger volumes, as many records. 0: "
        "nobody samples")
      .range(0, 5000);
  file("--truth", wishes->truth, "Write what really happened to this file (JSON)");
  file("--dictionary", wishes->dictionary,
       "Write the country's network dictionary to this file (CSV)");
  file("--applications", wishes->applications,
       "Write prefix lists of some applications to this file (TOML)");
  file("--cdns", wishes->cdns, "Write prefix lists of some CDNs to this file (TOML)");
  file("--dnstap", wishes->dnstap,
       "Unix socket of a collector that takes dnstap: resolver answers go there");
  file("--write", wishes->write, "Write a pcap file, dated from --from, instead of sending");
  simulate.add_option("--history", wishes->history,
                      "First play this much of the past, 3d, into the store of the server that "
                      "--config describes and that runs on this machine");
  add_settings_file(simulate, wishes->config, "With --history: the server's settings file");
  shown("--step", wishes->step,
        "With --write: how often exporters send; longer steps, smaller files");
  simulate.footer(
      "Examples:\n"
      "  sixscope simulate --dictionary country.csv --applications apps.toml --cdns cdns.toml"
      " --duration 0s\n"
      "      only what `sixscope serve` is told beforehand: settings enrich.dictionaries,\n"
      "      enrich.applications and enrich.cdns\n"
      "  sixscope simulate --to 127.0.0.1:2055 --speed 60x --duration 10m --truth truth.json\n"
      "      ten minutes, in which the country lives ten hours\n"
      "  sixscope simulate --write day.pcap --from 2026-11-01 --duration 1d --step 60s --rate 50\n"
      "      a day's exports in a file, for `sixscope decode` or `sixscope replay`");
  simulate.callback([wishes, &status] { status = simulate_country(*wishes); });
}

}  // namespace sixscope::apps
