#pragma once

#include <CLI/CLI.hpp>

namespace sixscope::apps {

/// Exit codes, the same for every command; documented in docs/reference/cli.md.
enum ExitCode : int {
  kOk = 0,
  kFailed = 1,       ///< The command ran and its answer is "no", or something broke on the way.
  kUsage = 2,        ///< The command line is wrong.
  kBadSettings = 3,  ///< The settings file is wrong; every fault is listed.
  kBadInput = 4,     ///< A file could not be read as what it should be.
  kUnavailable = 5,  ///< Something needed did not answer: store, socket, library.
  kBug = 70,
};

/// Each command lives in a file of its own, command_NAME.cc, and adds itself here.
/// The callback it sets writes its exit code to `status`, which outlives `app`.
void add_commands(CLI::App& app, int& status);

/// `account`: add, list, change, token, revoke, remove.
void add_account(CLI::App& app, int& status);
void add_completion(CLI::App& app, int& status);
void add_config(CLI::App& app, int& status);
/// `dictionary check` and `lookup`.
void add_dictionary(CLI::App& app, int& status);
void add_decode(CLI::App& app, int& status);
/// `exporters` and `query` ask a running server.
void add_exporters(CLI::App& app, int& status);
void add_query(CLI::App& app, int& status);
/// `ledger`: capacity, movements, plan... over the registry's own files.
void add_indicators(CLI::App& app, int& status);
void add_ledger(CLI::App& app, int& status);
/// `registry`: kinds, template, import, export, show, history, set, edit, attach...
void add_registry(CLI::App& app, int& status);
/// `polling`: run, devices, show, profiles, credential.
void add_polling(CLI::App& app, int& status);
/// `polling credential`: add, list, remove.
void add_polling_credential(CLI::App& polling, int& status);
/// `report`: kinds, build, list, draft, publish, correct, verify, calendar...
void add_report(CLI::App& app, int& status);
void add_replay(CLI::App& app, int& status);
/// `rounds`: list, open, show, check, submit... over the registry's own files.
void add_rounds(CLI::App& app, int& status);
void add_serve(CLI::App& app, int& status);
void add_simulate(CLI::App& app, int& status);
void add_ddl(CLI::App& app, int& status);
void add_store(CLI::App& app, int& status);
void add_watch(CLI::App& app, int& status);

}  // namespace sixscope::apps
