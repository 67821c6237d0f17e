#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "enrich/vocabulary.h"

namespace sixscope::enrich {

/// Which application and which CDN a domain name belongs to, by its longest known suffix.
///
/// A suffix `qq.com` matches `qq.com` and `v.qq.com`, not `myqq.com`. Built whole; a look-up walks
/// the name once from its end, takes no lock and no memory, and ignores case and a final dot.
class NameTable {
 public:
  /// What a suffix says: an application, a CDN, or both; 0 says nothing.
  struct Meaning {
    NameId application = 0;
    NameId cdn = 0;
  };
  struct Row {
    std::string suffix;
    Meaning meaning;
  };
  /// Longest name there can be (RFC 1035 s.2.3.4); longer ones match nothing.
  static constexpr std::size_t kNameMax = 255;

  NameTable() = default;
  /// Rows of one suffix are united: an application from one, a CDN from another.
  explicit NameTable(const std::vector<Row>& rows);

  /// The longest suffix with an application and the longest with a CDN, each for itself.
  [[nodiscard]] Meaning find(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::string suffix;  // Empty: the place is free.
    Meaning meaning;
  };
  Entry* place(std::uint64_t hash, std::string_view suffix);

  std::vector<Entry> entries_;  // Open addressing, a power of two, at most half full.
  std::size_t size_ = 0;
};

/// True if `name` could be a host or domain name: labels of 1 to 63 letters, digits, `-` or `_`,
/// at most 253 characters in all; a final dot is allowed.
[[nodiscard]] bool is_domain_name(std::string_view name);

}  // namespace sixscope::enrich
