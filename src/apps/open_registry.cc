#include "apps/open_registry.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/object_kinds/kind_files.h"
#include "adapters/postgres/postgres_database.h"
#include "adapters/sql_rounds/sql_round_gate.h"
#include "adapters/sqlite/sqlite_database.h"
#include "apps/places.h"

namespace sixscope::apps {

Result<std::unique_ptr<registry::SqlDatabase>> open_registry_database(const std::string& url,
                                                                      const std::string& data_dir) {
  namespace fs = std::filesystem;
  if (url != "embedded") {
    auto opened = adapters::PostgresDatabase::open({.url = url});
    if (!opened) {
      return fail_like(opened);
    }
    return std::unique_ptr<registry::SqlDatabase>(*std::move(opened));
  }
  const fs::path folder = data_dir;
  std::error_code wrong;
  fs::create_directories(folder, wrong);
  auto opened = adapters::SqliteDatabase::open({.path = (folder / "registry.sqlite").string()});
  if (!opened) {
    return fail_like(opened);
  }
  return std::unique_ptr<registry::SqlDatabase>(*std::move(opened));
}

Result<std::shared_ptr<const registry::Kinds>> load_registry_kinds() {
  const auto catalogue = find_directory("catalogue");
  if (!catalogue) {
    return fail_because("set SIXSCOPE_HOME to the folder that has it", Errc::not_found,
                        "the catalogue is not there");
  }
  return adapters::load_kinds(*catalogue);
}

std::string attachment_folder(const std::string& data_dir) {
  return (std::filesystem::path(data_dir) / "attachments").string();
}

registry::AttachmentLimits attachment_limits(const settings::Settings& settings) {
  return {
      .bytes = static_cast<std::uint64_t>(settings.integer("registry.attachment_bytes_max")),
      .per_object = static_cast<std::size_t>(settings.integer("registry.attachments_per_object"))};
}

Result<Registry> open_registry(const settings::Settings& settings) {
  Registry all;
  auto kinds = load_registry_kinds();
  if (!kinds) {
    return fail_like(kinds);
  }
  all.kinds = *std::move(kinds);
  auto database = open_registry_database(settings.text("registry.url"), settings.text("data_dir"));
  if (!database) {
    return fail_like(database);
  }
  all.database = *std::move(database);
  all.gate = std::make_unique<adapters::SqlRoundGate>();
  auto store = registry::SqlObjectStore::open(*all.database, *all.kinds, all.gate.get());
  if (!store) {
    return fail_like(store);
  }
  all.store = *std::move(store);
  all.accounts = std::make_unique<registry::SqlAccountStore>(*all.database);
  return all;
}

}  // namespace sixscope::apps
