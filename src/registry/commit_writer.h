#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "registry/commit_gate.h"
#include "registry/kind.h"
#include "registry/object_state.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// Writes one commit within an open transaction; the caller ends it. Everything is borrowed.
class CommitWriter {
 public:
  /// `gate` may be null: nothing is ever closed.
  CommitWriter(SqlConnection& connection, const Kinds& kinds, const Commit& commit,
               const Scope& scope, CommitGate* gate)
      : connection_(connection), kinds_(kinds), commit_(commit), scope_(scope), gate_(gate) {}

  /// As `ObjectStore::commit`. Once.
  [[nodiscard]] Result<Committed> write();

 private:
  /// One edit, and what becomes of its object.
  struct Target {
    const Edit* edit = nullptr;
    const Kind* kind = nullptr;
    ObjectId id;
    Instant last_effective;     ///< Of the log, so far.
    ObjectState now;            ///< What holds today; version 0: to be created.
    ObjectState then;           ///< What holds at the commit's effective time.
    bool is_late = false;       ///< Something of it is effective later than the commit.
    bool may_rekey = false;     ///< It may be there at other times, or under another key.
    std::vector<LogEntry> log;  ///< Read only if either is so.
    std::optional<std::vector<KeyTenure>> tenures;  ///< Where they differ from what they were.
    std::vector<KeyTenure> tenures_before;          ///< Then, what they were.
    Document before;  ///< Today, of a form before it was changed; else empty.
    LogEntry entry;   ///< What the commit adds to it.
    bool differs = false;
  };

  [[nodiscard]] Result<void> check_edits();
  [[nodiscard]] Result<void> read_objects();
  [[nodiscard]] Result<void> read_logs();
  [[nodiscard]] Result<void> check_before();
  [[nodiscard]] Result<void> apply_edits();
  void apply_edit(Target& target) const;
  void renew_tenures(Target& target) const;
  [[nodiscard]] Result<void> check_after();
  [[nodiscard]] Result<void> write_commit();
  [[nodiscard]] Result<void> pass_gate();
  [[nodiscard]] Result<void> write_objects();
  /// How many of them differed.
  [[nodiscard]] Result<std::size_t> write_some(std::span<Target> targets,
                                               const std::function<void(std::size_t)>& tell);
  [[nodiscard]] Result<void> check_keys();
  [[nodiscard]] Result<void> write_receipt();
  [[nodiscard]] Result<void> remember_columns();

  [[nodiscard]] bool may_change(const Target& target, const ObjectState& state) const;
  [[nodiscard]] std::string name_of(const Target& target) const;

  SqlConnection& connection_;
  const Kinds& kinds_;
  const Commit& commit_;
  const Scope& scope_;
  CommitGate* gate_;
  std::vector<Target> targets_;
  CommitNumber number_;  ///< 0: nothing differs.
};

}  // namespace sixscope::registry
