#include "log_model.h"

#include <algorithm>
#include <variant>

namespace sixscope::tests {

using registry::CommitNumber;
using registry::ObjectId;
using registry::ObjectState;
using registry::value_of;

namespace {

constexpr Instant kEver(std::chrono::milliseconds(std::int64_t{1} << 60));
constexpr CommitNumber kNewest(std::uint64_t{1} << 60U);

}  // namespace

std::optional<ObjectState> LogModel::state(ObjectId id, Instant effective,
                                           CommitNumber known) const {
  std::vector<Entry> entries;
  for (const Entry& entry : log_) {
    if (entry.object == id && entry.effective <= effective && entry.commit <= known) {
      entries.push_back(entry);
    }
  }
  if (entries.empty()) {
    return std::nullopt;
  }
  std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.effective, e.commit); });
  ObjectState state;
  for (const Entry& entry : entries) {
    for (const auto& [field, value] : entry.set) {
      if (std::holds_alternative<std::monostate>(value)) {
        state.fields.erase(field);
      } else {
        state.fields[field] = value;
      }
    }
    state.removed = entry.removed.value_or(state.removed);
    state.version = std::max(state.version, entry.version);
  }
  return state;
}

Instant LogModel::first_of(ObjectId id) const {
  Instant first = kEver;
  for (const Entry& entry : log_) {
    first = entry.object == id ? std::min(first, entry.effective) : first;
  }
  return first;
}

std::optional<LogModel::Entry> LogModel::entry_of(const registry::Edit& edit,
                                                  Instant effective) const {
  const auto then = state(edit.id, effective, kNewest);
  const auto now = state(edit.id, kEver, kNewest);
  Entry entry;
  entry.set = edit.set;
  if (!then && now) {
    const auto first = state(edit.id, first_of(edit.id), kNewest);
    for (const char* field : {"name", "operator", "region"}) {
      entry.set.try_emplace(field, value_of(first->fields, field));
    }
  }
  const ObjectState was = then.value_or(ObjectState{});
  std::erase_if(entry.set,
                [&](const auto& one) { return value_of(was.fields, one.first) == one.second; });
  if (edit.removed && *edit.removed != was.removed) {
    entry.removed = edit.removed;
  }
  const bool differs = !then || !entry.set.empty() || entry.removed;
  return differs ? std::optional(entry) : std::nullopt;
}

void LogModel::commit(const registry::Commit& commit) {
  std::vector<Entry> made;
  for (const registry::Edit& edit : commit.edits) {
    auto entry = entry_of(edit, commit.effective);
    if (entry) {
      entry->object = edit.id == ObjectId() ? ObjectId(last_.value() + 1) : edit.id;
      last_ = std::max(last_, entry->object);
      entry->effective = commit.effective;
      entry->version = ++versions_[entry->object];
      made.push_back(*entry);
    }
  }
  if (made.empty()) {
    return;
  }
  newest_ = CommitNumber(newest_.value() + 1);
  for (Entry& entry : made) {
    entry.commit = newest_;
    log_.push_back(entry);
  }
}

}  // namespace sixscope::tests
