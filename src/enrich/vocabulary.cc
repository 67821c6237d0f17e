#include "enrich/vocabulary.h"

#include <utility>

#include "base/check.h"

namespace sixscope::enrich {

Vocabulary::Vocabulary() { intern("unknown", {.zh = "未知", .en = "Unknown"}); }

NameId Vocabulary::intern(std::string_view identifier) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = ids_.find(identifier); known != ids_.end()) {
    return known->second;
  }
  const std::size_t count = size_.load(std::memory_order_relaxed);
  if (count == kNamesMax) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    return 0;
  }
  const auto id = static_cast<NameId>(count);
  publish(id, {.identifier = std::string(identifier), .title = {}});
  ids_.emplace(identifier, id);
  size_.store(count + 1, std::memory_order_release);
  return id;
}

NameId Vocabulary::intern(std::string_view identifier, const Title& title) {
  const NameId id = intern(identifier);
  const std::scoped_lock lock(mutex_);
  const Name& name = at(id);
  if (name.identifier == identifier && name.title != title) {
    publish(id, {.identifier = std::string(identifier), .title = title});
  }
  return id;
}

std::optional<NameId> Vocabulary::find(std::string_view identifier) const {
  const std::scoped_lock lock(mutex_);
  const auto known = ids_.find(identifier);
  return known == ids_.end() ? std::nullopt : std::optional(known->second);
}

const Vocabulary::Name& Vocabulary::at(NameId id) const {
  const Chunk* chunk = chunks_[id / kChunk].load(std::memory_order_acquire);
  const Name* name =
      chunk == nullptr ? nullptr : (*chunk)[id % kChunk].load(std::memory_order_acquire);
  return name != nullptr
             ? *name
             : *(*chunks_[0].load(std::memory_order_acquire))[0].load(std::memory_order_acquire);
}

void Vocabulary::publish(NameId id, Name name) {
  auto& slot = chunks_[id / kChunk];
  Chunk* chunk = slot.load(std::memory_order_relaxed);
  if (chunk == nullptr) {
    chunk = &chunk_memory_.emplace_back();
    slot.store(chunk, std::memory_order_release);
  }
  name_memory_.push_back(std::move(name));  // A replaced title stays: a reader may hold it.
  (*chunk)[id % kChunk].store(&name_memory_.back(), std::memory_order_release);
}

Vocabularies::Vocabularies() {
  const NameId none = cdns.intern("none", {.zh = "无CDN（直连）", .en = "None (served directly)"});
  SIXSCOPE_CHECK(none == kNoCdn);
}

}  // namespace sixscope::enrich
