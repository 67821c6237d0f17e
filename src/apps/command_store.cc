#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "adapters/chdb/engine.h"
#include "adapters/chdb/library.h"
#include "adapters/chdb/store_server.h"
#include "apps/commands.h"
#include "apps/file_lock.h"

namespace sixscope::apps {
namespace {

struct Options {
  adapters::EngineOptions engine;
  std::string socket;
};

int complain(const Error& error) {
  fmt::print(stderr, "sixscope store: {}\n", describe(error));
  return kUnavailable;
}

/// A killed store takes a moment to go: its lock is waited for.
constexpr std::chrono::seconds kPredecessorMax{5};

/// "var/store.lock" for "var/store" and "var/store/".
std::filesystem::path lock_beside(std::filesystem::path directory) {
  if (!directory.has_filename()) {
    directory = directory.parent_path();
  }
  return directory += ".lock";
}

/// Runs to the end of the process: the library's threads cannot be stopped, so it ends by _exit.
[[noreturn]] void leave(int code) {
  std::fflush(nullptr);
  ::_exit(code);
}

int serve(const Options& options) {
  // Blocked before the engine starts its threads, so that only the waiting thread below gets them.
  sigset_t ends;
  ::sigemptyset(&ends);
  ::sigaddset(&ends, SIGTERM);
  ::sigaddset(&ends, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  ::signal(SIGPIPE, SIG_IGN);

  const auto lock = FileLock::take(lock_beside(options.engine.path), kPredecessorMax);
  if (!lock) {
    return complain(lock.error());
  }
  const auto path = adapters::find_library();
  if (!path) {
    return complain(path.error());
  }
  const auto library = adapters::load_library(*path);
  if (!library) {
    return complain(library.error());
  }
  auto engine = adapters::Engine::open(*library, options.engine);
  if (!engine) {
    return complain(engine.error());
  }
  const auto server = adapters::StoreServer::listen(*engine, options.socket);
  if (!server) {
    return complain(server.error());
  }
  const std::jthread waiter([&] {
    int signal = 0;
    ::sigwait(&ends, &signal);
    (*server)->stop();
  });
  (*server)->run();
  engine->close();
  ::unlink(options.socket.c_str());
  leave(kOk);
}

}  // namespace

void add_store(Command app, int& status) {
  const Command store =
      app.add_subcommand("store", "Run the embedded store (the server starts this by itself)");
  const auto options = std::make_shared<Options>();
  store.add_option("--path", options->engine.path, "Directory of the store; made if missing")
      .required();
  store
      .add_option("--socket", options->socket,
                  "Unix socket to answer the ClickHouse HTTP interface on")
      .required();
  store.add_option("--memory", options->engine.memory_bytes_max, "Memory limit in bytes")
      .range(std::uint64_t{1} << 28U, std::uint64_t{1} << 40U)
      .capture_default_str();
  store.add_option("--background-threads", options->engine.background_threads, "Threads for merges")
      .range(1, 64)
      .capture_default_str();
  store.footer(
      "Examples:\n"
      "  sixscope store --path var/store --socket var/store.sock &\n"
      "  curl --unix-socket var/store.sock 'http://store/?query=SELECT+version()'\n"
      "Ends on SIGTERM. Exit code 5 if libchdb.so is missing or the directory is in use.");
  store.callback([&status, options] { status = serve(*options); });
}

}  // namespace sixscope::apps
