#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "registry/key_tenure.h"
#include "registry/object_store.h"
#include "registry/sql_connection.h"

namespace sixscope::registry {

/// Makes the tenures of every object that has none from its log: of a version that kept none, or of
/// a kind that was gone for a while. Within a transaction.
[[nodiscard]] Result<void> fill_tenures(SqlConnection& connection, const Kinds& kinds);

/// Writes the tenures that a commit made, within its transaction, in place of those objects' own.
/// `renewed`: the objects that had some before; `kept`: those in which there is nothing new, which
/// are not judged again.
[[nodiscard]] Result<void> write_tenures(SqlConnection& connection, std::string_view kind,
                                         CommitNumber commit, std::span<const ObjectId> renewed,
                                         std::span<const KeyTenure> tenures,
                                         std::span<const KeyTenure> kept);

/// A key that two objects would have at the same time.
struct HeldTwice {
  std::string key;
  Instant from;
  Instant to;          ///< kEver: today too.
  std::string region;  ///< Of the other object, and whose it is: both bound who may know of it.
  std::string owner;
};

/// Of the tenures that a commit wrote, those that are another object's at the same time: each key
/// once, by object. Asked when all are written, so that objects may exchange their keys.
[[nodiscard]] Result<std::vector<HeldTwice>> held_twice(SqlConnection& connection,
                                                        CommitNumber commit);

/// All tenures of a kind.
[[nodiscard]] Result<std::vector<KeyTenure>> read_tenures(SqlConnection& connection,
                                                          std::string_view kind);

}  // namespace sixscope::registry
