#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/clock.h"
#include "base/result.h"
#include "registry/check_edit.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::registry {

/// Keys that objects have, by kind, read when first asked for. `store` and `scope` are borrowed.
class PresentKeys {
 public:
  /// `then`: what was there at that time counts too.
  PresentKeys(const ObjectStore& store, const Scope& scope, std::optional<Instant> then = {})
      : store_(store), scope_(scope), then_(then) {}

  [[nodiscard]] bool exists(std::string_view kind, std::string_view key);
  /// The same for a check; it borrows this.
  [[nodiscard]] KeyExists lookup() {
    return [this](std::string_view kind, std::string_view key) { return exists(kind, key); };
  }
  /// Why keys could not be read: then what was answered is not to be relied on.
  [[nodiscard]] const std::optional<Error>& failed() const { return failed_; }

 private:
  Result<void> read(std::string_view kind, std::unordered_set<std::string>& keys) const;

  const ObjectStore& store_;
  const Scope& scope_;
  const std::optional<Instant> then_;
  std::map<std::string, std::unordered_set<std::string>, std::less<>> keys_;
  std::optional<Error> failed_;
};

/// Objects of a kind by identifier, as the scope sees them, removed ones too; those that it does
/// not see are absent.
[[nodiscard]] Result<std::map<ObjectId, Object>> read_objects(const ObjectStore& store,
                                                              std::string_view kind,
                                                              std::span<const ObjectId> ids,
                                                              const AsOf& as_of,
                                                              const Scope& scope);

/// The object that a key names, as it is today: parts separated by " / " as `key_of` writes them;
/// codes in it may be typed as people type them. What was there under that key `then` goes before
/// what is there today, and that before what was removed. `not_found` with what to do.
[[nodiscard]] Result<Object> find_object(const ObjectStore& store, const Kinds& kinds,
                                         const Kind& kind, std::string_view key, const Scope& scope,
                                         std::optional<Instant> then = {});

/// The key fields that a key names, as typed; `malformed` where it does not have as many parts as
/// the kind's key has fields.
[[nodiscard]] Result<Document> key_fields(const Kind& kind, std::string_view key);

}  // namespace sixscope::registry
