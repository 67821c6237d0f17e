#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/attachment_files/attachment_files.h"
#include "adapters/sql_readings/sql_reading_store.h"
#include "adapters/sql_rounds/sql_round_gate.h"
#include "adapters/sql_rounds/sql_round_store.h"
#include "api/refusal_log.h"
#include "api/registry_calls.h"
#include "api/round_calls.h"
#include "api/sign_in.h"
#include "apps/drop_folder.h"
#include "apps/late_database.h"
#include "apps/round_setup.h"
#include "apps/round_watch.h"
#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "registry/kind.h"
#include "registry/sql_account_store.h"
#include "registry/sql_attachment_store.h"
#include "registry/sql_object_store.h"
#include "registry/sql_saved_view_store.h"
#include "settings/settings.h"
#include "table/sheet.h"

namespace sixscope::apps {

/// What a server's registry is made with.
struct RegistryServiceOptions {
  std::string url = "embedded";  ///< As setting `registry.url`.
  std::string data_dir;
  std::vector<std::string> names = {};  ///< As setting `http.names`.
  api::SignIn::Options sign_in = {};
  registry::AttachmentLimits attachments = {};
  table::Limits imports = {};    ///< Of spreadsheets that come in.
  std::string drop_folder = {};  ///< As the settings; empty: none is watched.
  std::chrono::seconds drop_period{10};
  api::LedgerRules ledger = {};
  RoundOptions rounds = {};
};
[[nodiscard]] RegistryServiceOptions registry_service_options(const settings::Settings& settings);

/// The registry inside a server: database, stores, accounts, attachments and saved
/// views. If the database is
/// away when the server starts, calls answer 503 until it is there, and the rest works.
class RegistryService {
 public:
  /// Clock borrowed; `kinds` as `load_registry_kinds` gives them.
  RegistryService(RegistryServiceOptions options, std::shared_ptr<const registry::Kinds> kinds,
                  const Clock& clock, std::function<void(const std::string&)> notice);

  /// Opens the database, or begins to wait for it; begins to watch folder and rounds as told.
  void start();

  /// For the calls; borrowed from this.
  [[nodiscard]] api::RegistryDependencies dependencies();
  /// For the calls of rounds; the same.
  [[nodiscard]] api::RoundDependencies round_dependencies();
  /// In front of all calls of the server (ADR 7); borrows this.
  [[nodiscard]] http::Handler guard(http::Handler calls);
  [[nodiscard]] registry::SqlObjectStore& store() { return *store_; }
  [[nodiscard]] const rounds::RoundStore& rounds() const { return rounds_; }
  [[nodiscard]] registry::SqlDatabase& database() { return database_; }

 private:
  const RegistryServiceOptions options_;
  const std::shared_ptr<const registry::Kinds> kinds_;
  const Clock& clock_;
  const std::shared_ptr<api::LedgerShelf> ledger_shelf_ = std::make_shared<api::LedgerShelf>();
  api::RefusalLog refusals_;
  LateDatabase database_;
  adapters::SqlRoundGate gate_;
  std::unique_ptr<registry::SqlObjectStore> store_;
  registry::SqlAccountStore accounts_;
  registry::SqlAttachmentStore attachments_;
  registry::SqlSavedViewStore views_;
  adapters::AttachmentFiles blobs_;
  api::SignIn sign_in_;
  adapters::SqlReadingStore readings_;
  adapters::SqlRoundStore rounds_;
  std::shared_ptr<rounds::RoundDesk> desk_;
  const std::function<void(const std::string&)> notice_;
  std::unique_ptr<DropWatch> drop_;  ///< Last, with the next: they use what stands above.
  std::unique_ptr<RoundWatch> round_watch_;
};

}  // namespace sixscope::apps
