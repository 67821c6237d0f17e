#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/server.h"
#include "base/utf8.h"

namespace sixscope::apps {
namespace {

struct ServeWishes {
  std::string config;
  std::string data;
  std::string http;
  std::string store;
  std::vector<std::string> udp;
};

std::vector<SettingOption> options_of(const ServeWishes& wishes) {
  std::string udp;
  for (const std::string& endpoint : wishes.udp) {
    udp += (udp.empty() ? "" : ",") + endpoint;
  }
  return {{"data_dir", wishes.data, "--data"},
          {"http.listen", wishes.http, "--http"},
          {"store.url", wishes.store, "--store"},
          {"collector.udp", udp, "--udp"}};
}

spdlog::level::level_enum level_of(const std::string& name) {
  return name == "debug"     ? spdlog::level::debug
         : name == "warning" ? spdlog::level::warn
         : name == "error"   ? spdlog::level::err
                             : spdlog::level::info;
}

int serve(const ServeWishes& wishes) {
  auto settings = load_server_settings(wishes.config, options_of(wishes));
  if (!settings) {
    return kBadSettings;
  }
  spdlog::set_default_logger(spdlog::stderr_color_mt("sixscope"));
  spdlog::set_level(level_of(settings->text("log.level")));
  spdlog::set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");

  // Before any thread starts: all of them leave these signals to the wait below.
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGINT);
  ::sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  ::signal(SIGPIPE, SIG_IGN);

  Server server(*std::move(settings),
                [](const std::string& text) { spdlog::warn("{}", printable(text)); });
  if (const auto started = server.start(); !started) {
    spdlog::error("{}", describe(started.error()));
    return started.error().code == Errc::malformed ? kBadSettings : kUnavailable;
  }
  for (const api::Listening& socket : server.listening()) {
    spdlog::info("taking exports on {} {}", socket.protocol, socket.address);
  }
  spdlog::info("store: {}", server.store_kind());
  fmt::print("sixscope is at {}\n", server.url());
  std::fflush(stdout);

  int received = 0;
  ::sigwait(&ends, &received);
  spdlog::info("stopping: counting what was received");
  server.stop();
  spdlog::info("stopped");
  return kOk;
}

}  // namespace

void add_serve(Command app, int& status) {
  const Command command = app.add_subcommand(
      "serve", "Take flow exports, roll them up, store them, and show them on a web page");
  command.footer(
      "Examples:\n"
      "  sixscope serve                                 defaults: page on 127.0.0.1:8666, exports "
      "on\n"
      "                                                 127.0.0.1:2055, :4739 and :6343, data in "
      "./var\n"
      "  sixscope serve --config /etc/sixscope.toml     see `sixscope config reference`\n"
      "  sixscope serve --udp '[::]:2055' --http 0.0.0.0:8666\n"
      "Ends in order on SIGINT or SIGTERM. Exit codes: 3 bad settings, all faults listed; 5 "
      "something needed\n"
      "is not there: a taken port, a data directory in use, the store.");
  const auto wishes = std::make_shared<ServeWishes>();
  command.add_option("-c,--config", wishes->config, "Settings file (TOML)");
  command.add_option("--data", wishes->data, "Data directory (data_dir)");
  command.add_option("--http", wishes->http, "Address and port of the page (http.listen)");
  command.add_option("--store", wishes->store, "embedded, memory, or a ClickHouse URL (store.url)");
  command.add_option("--udp", wishes->udp, "Sockets for exports, in place of collector.udp");
  command.callback([&status, wishes] { status = serve(*wishes); });
}

}  // namespace sixscope::apps
