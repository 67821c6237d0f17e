#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "registry/kind.h"
#include "registry/object_state.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// What of the change log an account sees: each change is bounded by where its object stood when it
/// was made, by what was known then. Only objects that ever moved are read.
class SeenHistory {
 public:
  /// Of the objects `query` is about. `kinds` and `scope` are borrowed.
  [[nodiscard]] static Result<SeenHistory> read(SqlConnection& connection, const Kinds& kinds,
                                                const HistoryQuery& query, const Scope& scope);

  /// What it sees of a change: what was before, if the object was within its scope then, and what
  /// came to be, if the change left it there or brought it in.
  struct Sides {
    bool before = false;
    bool after = false;
  };
  /// `now` is where the object is now, which is where one that never moved always was.
  [[nodiscard]] Sides of(ObjectId object, CommitNumber commit, const Place& now) const;
  /// Whether it ever saw an object that moved.
  [[nodiscard]] bool any() const { return !keys_.empty(); }
  /// What an object was called when the account saw it last; nothing: it never moved, or the
  /// account never saw it.
  [[nodiscard]] const std::string* key_of(ObjectId object) const;

 private:
  /// The part of a log entry that says where an object stood and what it was called.
  struct Entry {
    CommitNumber commit;
    LogEntry log;
  };
  explicit SeenHistory(const Scope& scope) : scope_(&scope) {}
  void take(const Kind& kind, ObjectId object, const std::vector<Entry>& entries);

  const Scope* scope_;
  std::map<std::pair<ObjectId, CommitNumber>, Sides> sides_;
  std::set<ObjectId> moved_;
  std::map<ObjectId, std::string> keys_;
};

}  // namespace sixscope::registry
