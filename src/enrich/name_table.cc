#include "enrich/name_table.h"

#include <algorithm>
#include <bit>

namespace sixscope::enrich {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view without_final_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

// FNV-1a from the end of the name to its front, so that one walk gives the hash of every suffix.
constexpr std::uint64_t kSeed = 0xcbf29ce484222325U;
std::uint64_t step(std::uint64_t hash, char c) {
  return (hash ^ static_cast<std::uint8_t>(lower(c))) * 0x100000001b3U;
}

bool same(std::string_view name, std::string_view lower_case) {
  return std::equal(name.begin(), name.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return lower(a) == b; });
}

}  // namespace

NameTable::NameTable(const std::vector<Row>& rows) {
  if (rows.empty()) {
    return;
  }
  entries_.resize(std::bit_ceil(rows.size() * 2));
  for (const Row& row : rows) {
    std::string suffix(without_final_dot(row.suffix));
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), lower);
    if (suffix.empty() || suffix.size() > kNameMax) {
      continue;
    }
    std::uint64_t hash = kSeed;
    for (std::size_t i = suffix.size(); i-- > 0;) {
      hash = step(hash, suffix[i]);
    }
    Entry& entry = *place(hash, suffix);
    size_ += static_cast<std::size_t>(entry.suffix.empty());
    entry.hash = hash;
    entry.suffix = suffix;
    entry.meaning.application =
        row.meaning.application != 0 ? row.meaning.application : entry.meaning.application;
    entry.meaning.cdn = row.meaning.cdn != 0 ? row.meaning.cdn : entry.meaning.cdn;
  }
}

NameTable::Entry* NameTable::place(std::uint64_t hash, std::string_view suffix) {
  const std::size_t mask = entries_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash ^ hash >> 32U) & mask;
  while (!entries_[at].suffix.empty() && entries_[at].suffix != suffix) {
    at = (at + 1) & mask;  // Ends: half of the places are free.
  }
  return &entries_[at];
}

NameTable::Meaning NameTable::find(std::string_view name) const {
  Meaning found;
  name = without_final_dot(name);
  if (entries_.empty() || name.size() > kNameMax) {
    return found;
  }
  const std::size_t mask = entries_.size() - 1;
  std::uint64_t hash = kSeed;
  for (std::size_t i = name.size(); i-- > 0;) {
    hash = step(hash, name[i]);
    if (i != 0 && name[i - 1] != '.') {
      continue;
    }
    std::size_t at = static_cast<std::size_t>(hash ^ hash >> 32U) & mask;
    for (; !entries_[at].suffix.empty(); at = (at + 1) & mask) {
      const Entry& entry = entries_[at];
      if (entry.hash == hash && same(name.substr(i), entry.suffix)) {
        found.application =
            entry.meaning.application != 0 ? entry.meaning.application : found.application;
        found.cdn = entry.meaning.cdn != 0 ? entry.meaning.cdn : found.cdn;
        break;
      }
    }
  }
  return found;
}

bool is_domain_name(std::string_view name) {
  name = without_final_dot(name);
  if (name.empty() || name.size() > 253) {
    return false;
  }
  std::size_t label = 0;
  for (const char c : name) {
    const bool letter =
        (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (c == '.' ? label == 0 : !letter) {
      return false;
    }
    label = c == '.' ? 0 : label + 1;
    if (label > 63) {
      return false;
    }
  }
  return label > 0;
}

}  // namespace sixscope::enrich
