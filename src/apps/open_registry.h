#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "registry/attachment_store.h"
#include "registry/commit_gate.h"
#include "registry/kind.h"
#include "registry/sql_account_store.h"
#include "registry/sql_object_store.h"
#include "settings/settings.h"

namespace sixscope::apps {

/// The registry with what it stands on.
struct Registry {
  std::shared_ptr<const registry::Kinds> kinds;
  std::unique_ptr<registry::SqlDatabase> database;
  std::unique_ptr<registry::CommitGate> gate;  ///< Of submission rounds.
  std::unique_ptr<registry::SqlObjectStore> store;
  std::unique_ptr<registry::SqlAccountStore> accounts;
};

/// The kinds of the program's catalogue. `not_found` if there is no catalogue, `malformed` with
/// every fault in it.
[[nodiscard]] Result<std::shared_ptr<const registry::Kinds>> load_registry_kinds();

/// The database that setting `registry.url` names: "embedded" is a file in `data_dir`, which is
/// made if it is not there. Its tables are not looked at.
[[nodiscard]] Result<std::unique_ptr<registry::SqlDatabase>> open_registry_database(
    const std::string& url, const std::string& data_dir);

/// Where attachments lie below the data, and how many there may be: settings
/// `registry.attachment_bytes_max` and `registry.attachments_per_object`.
[[nodiscard]] std::string attachment_folder(const std::string& data_dir);
[[nodiscard]] registry::AttachmentLimits attachment_limits(const settings::Settings& settings);

/// Opens what setting `registry.url` names: a file in `data_dir`, which is made if it is not there,
/// or a PostgreSQL database; tables are made or migrated.
[[nodiscard]] Result<Registry> open_registry(const settings::Settings& settings);

}  // namespace sixscope::apps
