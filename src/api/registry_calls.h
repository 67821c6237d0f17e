#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "ledger/quality.h"
#include "model/month.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "table/sheet.h"
#include "table/workbook.h"

namespace sixscope::api {

/// Rules of the ledger that a deployment sets. The reference month is the notice's; the rest is
/// ours, not an official paper's.
struct LedgerRules {
  model::Month reference = model::Month::of(2025, 7);  ///< "Stopped growing" is asked since then.
  ledger::QualityRules quality = {};
};

/// All that the calls of docs/reference/registry-api.md need. What is borrowed outlives the router.
struct RegistryDependencies {
  registry::ObjectStore& store;
  std::shared_ptr<const registry::Kinds> kinds;
  const Clock& clock;
  /// Who asks and what they may, settled before any handler. `forbidden`: nobody we know.
  std::function<Result<registry::Scope>(const http::Request&)> scope_of;
  /// The sheets of an XLSX or CSV file, by its content.
  std::function<Result<std::vector<table::Sheet>>(const std::string& bytes)> read_sheets;
  /// A workbook's bytes: "xlsx", or "csv" of its first sheet.
  std::function<Result<std::string>(const table::Workbook&, const std::string& format)> write_book;
  std::function<std::string(std::string_view)> sha256 = {};
  LedgerRules ledger = {};
  /// What devices themselves said by the end of a day, the newest of each device and component at
  /// least, within the scope. Empty: nothing was ever measured.
  std::function<Result<std::vector<ledger::Measurement>>(model::Day until, const registry::Scope&)>
      measurements = {};
};

/// The calls under /api/v1/ledger. They keep the folded ledger in memory between calls, one a
/// scope, and may run on several threads.
void add_ledger_calls(http::Router& router, const RegistryDependencies& dependencies);

}  // namespace sixscope::api
