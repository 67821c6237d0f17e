#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "registry/kind.h"
#include "registry/later_changes.h"
#include "registry/object_store.h"
#include "registry/scope.h"
#include "registry/value.h"

namespace sixscope::registry {

/// Stands in a log entry for removal and return; no field may have this name.
inline constexpr std::string_view kRemovedField = "removed";

/// What one commit changed of one object: the fields that differed, as they were and as they came
/// to be. A field that held nothing is absent there.
struct LogEntry {
  Instant effective;
  std::uint64_t version = 0;  ///< Of the object after it.
  Document before;
  Document after;
};

/// An object as far as a part of its log says.
struct ObjectState {
  Document fields;
  bool removed = false;
  std::uint64_t version = 0;  ///< The greatest in that part; 0: it did not exist.
};

/// Makes of `state` what it is after `entry`. Entries go in order of (effective, commit).
void apply(ObjectState& state, const LogEntry& entry);
/// All entries of the span, which is in that order, applied to nothing.
[[nodiscard]] ObjectState fold(std::span<const LogEntry> log);

/// `now` as an edit finds it that is effective at an earlier time: today's identifier, key and
/// version, and what held of it `then`. Null: it was not there yet; then it is `absent`, and has
/// what tells it apart and what bounds it as they were first known, which ObjectStore::commit takes
/// for granted. `later`: what changed after that time.
[[nodiscard]] Object as_found(Object now, const Object* then, const Kind& kind,
                              std::span<const LaterChange> later);

/// What bounds who may see and change an object.
struct Place {
  std::string region;
  std::string owner;
};
[[nodiscard]] Place place_of(const Kind& kind, const Document& fields);

/// Whether an account sees that field. A field the kind does not name (any more) may have been a
/// sensitive one, so it counts as such; so does every field of a kind that is gone (`nullptr`).
[[nodiscard]] bool sees_field(const Scope& scope, const Kind* kind, std::string_view field);
/// `fields` without those it does not see.
[[nodiscard]] Document seen_of(const Scope& scope, const Kind* kind, Document fields);

}  // namespace sixscope::registry
