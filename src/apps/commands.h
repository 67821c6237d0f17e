#pragma once

#include "apps/command_line.h"

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
void add_commands(Command app, int& status);

/// `account`: add, list, change, token, revoke, remove.
void add_account(Command app, int& status);
void add_completion(Command app, int& status);
void add_config(Command app, int& status);
/// `dictionary check` and `lookup`.
void add_dictionary(Command app, int& status);
void add_decode(Command app, int& status);
/// `exporters` and `query` ask a running server.
void add_exporters(Command app, int& status);
void add_query(Command app, int& status);
/// `ledger`: capacity, movements, plan... over the registry's own files.
void add_indicators(Command app, int& status);
void add_ledger(Command app, int& status);
/// `registry`: kinds, template, import, export, show, history, set, edit, attach...
void add_registry(Command app, int& status);
/// `polling`: run, devices, show, profiles, credential.
void add_polling(Command app, int& status);
/// `polling credential`: add, list, remove.
void add_polling_credential(Command polling, int& status);
/// `report`: kinds, build, list, draft, publish, correct, verify, calendar...
void add_report(Command app, int& status);
void add_replay(Command app, int& status);
/// `rounds`: list, open, show, check, submit... over the registry's own files.
void add_rounds(Command app, int& status);
void add_serve(Command app, int& status);
void add_simulate(Command app, int& status);
void add_ddl(Command app, int& status);
void add_store(Command app, int& status);
void add_watch(Command app, int& status);

}  // namespace sixscope::apps
