#pragma once

#include <memory>
#include <string>

#include "adapters/sql_reports/sql_report_store.h"
#include "apps/open_registry.h"
#include "apps/report_setup.h"
#include "base/clock.h"
#include "registry/scope.h"
#include "report/press.h"
#include "settings/settings.h"

namespace sixscope::apps {

class Command;

/// Where a command's data is: a settings file, and a data directory over it.
struct DataPlace {
  std::string settings;
  std::string data;
};

/// `--config` and `--data` of a command that needs no server.
void add_data_place(Command command, DataPlace& place);

/// Reports over the registry's own files, for who is at its machine. Nothing is measured here: the
/// measurements are with the running server.
struct ReportDesk {
  settings::Settings settings;
  registry::Scope scope;  ///< Everything, as the user who runs the program.
  SystemClock clock = {};
  Registry registry = {};
  std::unique_ptr<adapters::SqlRoundStore> rounds = {};
  std::unique_ptr<ReportSetup> setup = {};
  std::unique_ptr<adapters::SqlReportStore> shelf = {};
  std::unique_ptr<report::Press> press = {};

  [[nodiscard]] const report::Workshop& workshop() const { return setup->workshop(); }
};

/// Null after saying on standard error what is in the way; `status`: how the command ends.
[[nodiscard]] std::unique_ptr<ReportDesk> open_report_desk(const DataPlace& place, int& status);

/// The language of the texts that a command prints: "zh" or "en".
[[nodiscard]] document::Language text_language(const std::string& option);

/// Words of an error on standard error, and how the command ends: kUsage for what was typed wrong.
int say_report(const Error& error);

}  // namespace sixscope::apps
