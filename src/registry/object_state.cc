#include "registry/object_state.h"

#include <algorithm>
#include <variant>

namespace sixscope::registry {

void apply(ObjectState& state, const LogEntry& entry) {
  for (const auto& [name, value] : entry.before) {
    state.fields.erase(name);
  }
  for (const auto& [name, value] : entry.after) {
    if (name != kRemovedField) {
      state.fields.insert_or_assign(name, value);
    } else if (const auto* const removed = std::get_if<bool>(&value)) {
      state.removed = *removed;
    }
  }
  state.version = std::max(state.version, entry.version);
}

ObjectState fold(std::span<const LogEntry> log) {
  ObjectState state;
  for (const LogEntry& entry : log) {
    apply(state, entry);
  }
  return state;
}

namespace {

// Whether a field says which object it is, and whose.
bool names(const Kind& kind, std::string_view field) {
  return std::ranges::find(kind.key, field) != kind.key.end() || field == kind.region_field ||
         field == kind.owner_field;
}

}  // namespace

Object as_found(Object now, const Object* then, const Kind& kind,
                std::span<const LaterChange> later) {
  if (then != nullptr) {
    now.fields = then->fields;
    now.removed = then->removed;
    return now;
  }
  std::erase_if(now.fields, [&kind](const auto& one) { return !names(kind, one.first); });
  for (const LaterChange& change : later) {
    if (change.effective != later.front().effective) {
      break;  // What it was called later it was not called then.
    }
    if (names(kind, change.field)) {
      now.fields.insert_or_assign(change.field, change.value);
    }
  }
  now.removed = false;
  now.absent = true;
  return now;
}

Place place_of(const Kind& kind, const Document& fields) {
  return {.region = text_of(value_of(fields, kind.region_field)),
          .owner = text_of(value_of(fields, kind.owner_field))};
}

bool sees_field(const Scope& scope, const Kind* kind, std::string_view field) {
  if (scope.sees_sensitive || field == kRemovedField) {
    return true;
  }
  const Field* const known = kind == nullptr ? nullptr : kind->field(field);
  return known != nullptr && !known->sensitive;
}

Document seen_of(const Scope& scope, const Kind* kind, Document fields) {
  std::erase_if(fields, [&](const auto& one) { return !sees_field(scope, kind, one.first); });
  return fields;
}

}  // namespace sixscope::registry
