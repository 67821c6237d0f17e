#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/object_kinds/kind_files.h"

namespace sixscope::adapters {

/// Where kinds, fields and code lists stand in their files.
struct KindLines {
  struct Place {
    std::string file;
    std::size_t line = 0;
  };
  std::map<std::string, Place> kinds;
  std::map<std::string, std::vector<std::size_t>> fields;  ///< By kind, in order of its fields.
  std::map<std::string, Place> codes;
};

/// Holds kinds and code lists against each other: what a field names is there, what it has fits its
/// type, nothing is there twice. Appends every fault.
void check_kinds(const registry::Kinds& kinds, const KindLines& lines,
                 std::vector<CatalogueFault>& faults);

}  // namespace sixscope::adapters
