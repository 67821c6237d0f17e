#pragma once

#include <string_view>
#include <vector>

#include "registry/saved_view.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// Views in the registry's database, whose tables `SqlObjectStore::open` has made.
class SqlSavedViewStore final : public SavedViewStore {
 public:
  /// Borrowed; outlives the store.
  explicit SqlSavedViewStore(SqlDatabase& database) : database_(database) {}

  [[nodiscard]] Result<std::vector<SavedView>> list(std::string_view page,
                                                    const Scope& scope) const override;
  Result<Kept> put(const SavedView& view, bool only_new, Instant now, const Scope& scope) override;
  Result<void> remove(std::string_view account, std::string_view page, std::string_view name,
                      const Scope& scope) override;

 private:
  SqlDatabase& database_;
};

}  // namespace sixscope::registry
