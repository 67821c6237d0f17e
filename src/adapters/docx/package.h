#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sixscope::adapters {

/// The parts of an office file (ECMA-376 part 2) while they are gathered. What each part is, and
/// how they belong together, is written by this.
class Package {
 public:
  /// A part by its path, such as "word/document.xml", and what it is; an empty type: known by the
  /// end of its name ("png").
  void add(std::string name, std::string content_type, std::string content);

  /// Makes `source` (empty: the package as a whole) refer to a part; what it is to be called there.
  /// `target` as seen from the source's folder.
  std::string relate(std::string_view source, std::string_view type, std::string_view target);

  /// The archive. Parts stand in the order they came in, and are from the first day of ZIP: the
  /// same parts give the same bytes. `unavailable` where the machine has no room.
  [[nodiscard]] Result<std::string> bytes() const;

 private:
  struct Part {
    std::string name;
    std::string content_type;
    std::string content;
  };
  struct Relations {
    std::string source;
    std::string xml;
    std::size_t count = 0;
  };

  [[nodiscard]] std::string content_types() const;

  std::vector<Part> parts_;
  std::vector<Relations> relations_;
};

}  // namespace sixscope::adapters
