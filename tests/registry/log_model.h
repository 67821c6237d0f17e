#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "registry/object_state.h"
#include "registry/object_store.h"

namespace sixscope::tests {

/// What a registry of devices must answer, worked out the slow and plain way: every question sorts
/// the whole log and folds it.
class LogModel {
 public:
  /// As a store does with validated edits that meet no conflict; identifiers count from 1.
  void commit(const registry::Commit& commit);
  /// The object as of both times; nothing if it was not there.
  [[nodiscard]] std::optional<registry::ObjectState> state(registry::ObjectId id, Instant effective,
                                                           registry::CommitNumber known) const;
  [[nodiscard]] registry::CommitNumber newest() const { return newest_; }
  [[nodiscard]] registry::ObjectId last() const { return last_; }

 private:
  struct Entry {
    registry::ObjectId object;
    Instant effective;
    registry::CommitNumber commit;
    std::uint64_t version = 0;
    registry::Document set;  ///< A field that holds nothing was cleared.
    std::optional<bool> removed;
  };
  /// When it is first known to have been there.
  [[nodiscard]] Instant first_of(registry::ObjectId id) const;
  [[nodiscard]] std::optional<Entry> entry_of(const registry::Edit& edit, Instant effective) const;

  std::vector<Entry> log_;
  std::map<registry::ObjectId, std::uint64_t> versions_;
  registry::CommitNumber newest_;
  registry::ObjectId last_;
};

}  // namespace sixscope::tests
