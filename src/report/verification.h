#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/scope.h"
#include "report/press.h"

namespace sixscope::report {

enum class Finding : std::uint8_t {
  equal,
  differs,
  cannot_tell,  ///< What it would be held against is not here.
};
inline constexpr std::array<std::string_view, 3> kFindingNames = {"equal", "differs",
                                                                  "cannot_tell"};

/// One thing that was held against another.
struct Check {
  std::string what;  ///< "snapshot", "file" or "values".
  Finding finding = Finding::equal;
  std::vector<Difference> differences = {};  ///< Before: as published; after: as it is.
  std::string note = {};                     ///< What else is to be known; English.
};

/// What came of verifying an issue or a file of it.
struct Verification {
  Issue issue = {};         ///< Without snapshot.
  std::string format = {};  ///< Of the file: "docx", "regions.csv"; empty: no file was given.
  std::vector<Check> checks = {};
  /// The worst: differs before cannot_tell before equal.
  [[nodiscard]] Finding finding() const;
};

/// Which issue is meant, where the file does not say or there is none.
struct Named {
  std::string id;
  std::optional<std::uint32_t> version = {};
};

/// Finds the marker of a file; as the office skins read it.
using FindMarker = std::function<Result<std::optional<std::string>>(std::string_view bytes)>;

/// An issue against itself: its snapshot's sum, and its values computed anew from the registry at
/// the snapshot's commit by the methods that it names. `conflict` for a draft.
[[nodiscard]] Result<Verification> verify(const Press& press, const Named& named,
                                          const registry::Scope& scope);
/// The same of the issue that a file was printed from, found by the file's sum, by its marker or by
/// `named`, and the file against the snapshot printed anew. `not_found` where it is of no issue
/// that is here, with what to do.
[[nodiscard]] Result<Verification> verify_file(const Press& press, std::string_view bytes,
                                               const FindMarker& find_marker,
                                               const std::optional<Named>& named,
                                               const registry::Scope& scope);

/// A snapshot's values computed anew, one each, as whom it was made for sees them. A value whose
/// indicator or period is not there any more is left out. `is_known` false: it cannot be computed
/// here (measured, and there are no measurements).
struct Recomputed {
  std::vector<UsedValue> values;
  std::vector<UsedValue> not_here;
};
[[nodiscard]] Result<Recomputed> recompute(const Snapshot& snapshot, const Workshop& workshop);

}  // namespace sixscope::report
