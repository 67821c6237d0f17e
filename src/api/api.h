#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/catalogue.h"
#include "base/clock.h"
#include "http/counters.h"
#include "http/router.h"
#include "store/live_view.h"
#include "store/volume_store.h"

namespace sixscope::api {

/// A socket that takes exports, or resolver answers.
struct Listening {
  std::string protocol;  ///< "udp", "tcp", "tls", or "dnstap".
  std::string address;   ///< "127.0.0.1:2055", "[::]:4739"; for dnstap the path of the socket.
};

/// What /status says beside what the collector itself counts.
struct StatusFacts {
  std::string store_kind = {};     ///< "memory", "chdb", "clickhouse".
  std::string store_version = {};  ///< Of the engine; may be empty.
  bool store_ready = true;         ///< The last call to it succeeded.
  std::vector<Listening> listening = {};
  std::map<std::string, std::uint64_t> numbers = {};  ///< Spool and queues: "spool_bytes", ...
};

/// What resolver answers said of one name of a known application.
struct NameAddresses {
  std::string name;
  std::string application = {};  ///< Identifier.
  std::string cdn_v4 = {};       ///< Behind the newest A answer; empty: none known.
  std::string cdn_v6 = {};
  std::uint64_t asked_v4 = 0;  ///< Answers to A questions, empty ones too.
  std::uint64_t asked_v6 = 0;
  bool has_a = false;
  bool has_aaaa = false;
  Instant last = {};
};

/// Rules of answering that are ours, not an official paper's; each has a key in the settings.
struct Rules {
  std::uint64_t samples_min = 100;                   ///< A sampled share on fewer packets is a gap.
  std::chrono::seconds silent_after{300};            ///< An exporter that said nothing for so long.
  std::chrono::milliseconds clock_skew_max{30'000};  ///< Warned of beyond.
  std::chrono::minutes ledger_window{15};            ///< Losses within it make a diagnosis.
};

/// All that the handlers need. What is borrowed outlives the router. src/apps/server.cc wires it.
struct Dependencies {
  const store::VolumeStore& store;
  const store::LiveView& live;
  const Clock& clock;
  std::shared_ptr<const Catalogue> catalogue;
  const http::ServerCounters* counters = nullptr;  ///< Null: /metrics leaves HTTP out.
  std::function<StatusFacts()> status = {};        ///< Empty: /status says only what it knows.
  std::function<std::vector<NameAddresses>()> names = {};  ///< Empty: no resolver is heard.
  /// What people call the exporter at an address; empty text: it has no name.
  std::function<std::string(std::string_view)> exporter_name = {};
  std::string version = "0.1.0";
  Rules rules = {};
};

/// The calls of docs/reference/api.md. Handlers keep no state and may run on several threads.
[[nodiscard]] http::Router make_router(Dependencies dependencies);

}  // namespace sixscope::api
