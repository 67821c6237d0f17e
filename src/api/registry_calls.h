#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/import_watch.h"
#include "api/ledger_book.h"
#include "api/refusal_log.h"
#include "api/sign_in.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/router.h"
#include "ledger/plan.h"
#include "ledger/quality.h"
#include "model/month.h"
#include "registry/attachment_store.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/saved_view.h"
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
  /// Who asks and what they may, settled before any handler. `unauthenticated`: nobody we know;
  /// `forbidden`: there is no account yet; `unavailable`: the registry is not there.
  std::function<Result<registry::Scope>(const http::Request&)> scope_of;
  /// The sheets of an XLSX or CSV file, by its content.
  std::function<Result<std::vector<table::Sheet>>(const std::string& bytes)> read_sheets;
  /// A workbook's bytes: "xlsx", or "csv" of its first sheet.
  std::function<Result<std::string>(const table::Workbook&, const std::string& format)> write_book;

  SignIn* sign_in = nullptr;  ///< Null: there are no calls of sessions.
  /// All three or none; without them there are no calls of attachments.
  registry::AttachmentStore* attachments = nullptr;
  registry::BlobStore* blobs = nullptr;
  std::function<std::string(std::string_view)> sha256 = {};
  registry::AttachmentLimits attachment_limits = {};
  registry::SavedViewStore* views = nullptr;  ///< Null: there are no calls of views.
  /// The largest body of an import, in bytes: setting registry.import_bytes_max.
  std::size_t import_bytes_max = 64U << 20U;
  RefusalLog* refusals = nullptr;  ///< Where refused imports are said too; null: nowhere.
  /// Imports that are under way.
  std::shared_ptr<ImportWatch> import_watch = std::make_shared<ImportWatch>();

  LedgerRules ledger = {};
  /// The log of devices, read once for the ledger's calls, for indicators and for reports.
  std::shared_ptr<LedgerShelf> ledger_shelf = std::make_shared<LedgerShelf>();
  /// What devices themselves said by the end of a day, the newest of each device and component at
  /// least, within the scope. Empty: nothing was ever measured.
  std::function<Result<std::vector<ledger::Measurement>>(model::Day until, const registry::Scope&)>
      measurements = {};
  /// When devices were last measured to carry something by the end of a day, by load: days after
  /// it on which they carried nothing take nothing back. Empty: nothing was measured.
  std::function<Result<std::vector<ledger::Activity>>(model::Day until)> activity = {};
};

/// The calls of docs/reference/registry-api.md, section by section; each settles who asks first.
/// Handlers keep no state but how far imports are, and may run on several threads.
void add_registry_calls(http::Router& router, const RegistryDependencies& dependencies);

/// "Who asks", and "Kinds and objects". `add_registry_calls` adds them.
void add_session_calls(http::Router& router, const RegistryDependencies& dependencies);
void add_object_calls(http::Router& router, const RegistryDependencies& dependencies);
void add_attachment_calls(http::Router& router, const RegistryDependencies& dependencies);
/// "Saved views". `add_registry_calls` adds them.
void add_view_calls(http::Router& router, const RegistryDependencies& dependencies);
/// "Import desk". `add_registry_calls` adds them.
void add_import_calls(http::Router& router, const RegistryDependencies& dependencies);

/// The calls under /api/v1/ledger. They keep the folded ledger in memory between calls, one a
/// scope, and may run on several threads.
void add_ledger_calls(http::Router& router, const RegistryDependencies& dependencies);

}  // namespace sixscope::api
