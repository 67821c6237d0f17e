#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace sixscope::enrich {

/// Number of a name in a Vocabulary; 0 is always "unknown".
using NameId = std::uint16_t;

/// A name for people in both languages of the console; empty: the identifier serves.
struct Title {
  std::string zh;
  std::string en;
  friend bool operator==(const Title&, const Title&) = default;
};

/// Identifiers and their numbers: what the roll-up counts by, and what is stored and printed.
///
/// It only grows: a number, once given, means the same identifier until the process ends, so rows
/// rolled up under one snapshot may be named under a later one. Reading takes no lock; what it
/// returns lives as long as the vocabulary. Safe from any thread.
class Vocabulary {
 public:
  /// Numbers that exist in all; a further new name becomes 0, "unknown", and `refused` counts it.
  static constexpr std::size_t kNamesMax = 65'536;

  Vocabulary();

  /// The number of `identifier`, given now if it has none.
  NameId intern(std::string_view identifier);
  /// As `intern`, and sets or replaces the title.
  NameId intern(std::string_view identifier, const Title& title);
  /// The number of `identifier`; nothing if it has none. Takes a lock: not for the hot path.
  [[nodiscard]] std::optional<NameId> find(std::string_view identifier) const;

  /// The identifier of `id`; "unknown" for a number never given.
  [[nodiscard]] std::string_view identifier(NameId id) const { return at(id).identifier; }
  [[nodiscard]] const Title& title(NameId id) const { return at(id).title; }
  /// Names so far: their numbers are 0 to size() - 1.
  [[nodiscard]] std::size_t size() const { return size_.load(std::memory_order_acquire); }
  [[nodiscard]] std::uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

 private:
  struct Name {
    std::string identifier;
    Title title;
  };
  static constexpr std::size_t kChunk = 256;
  using Chunk = std::array<std::atomic<const Name*>, kChunk>;

  [[nodiscard]] const Name& at(NameId id) const;
  void publish(NameId id, Name name);  // Under the lock.

  std::array<std::atomic<Chunk*>, kNamesMax / kChunk> chunks_{};
  std::atomic<std::size_t> size_{0};
  std::atomic<std::uint64_t> refused_{0};
  mutable std::mutex mutex_;
  std::deque<Chunk> chunk_memory_;  // These three are written under the lock only, and only grow.
  std::deque<Name> name_memory_;
  std::map<std::string, NameId, std::less<>> ids_;
};

/// The vocabularies of a process, shared by every snapshot.
struct Vocabularies {
  Vocabularies();
  Vocabulary operators;
  Vocabulary applications;
  Vocabulary cdns;
};

/// Number of "none" in Vocabularies::cdns: served by the owner itself, through no CDN.
inline constexpr NameId kNoCdn = 1;

}  // namespace sixscope::enrich
