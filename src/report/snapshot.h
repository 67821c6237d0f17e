#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "document/document.h"
#include "registry/scope.h"
#include "report/compose.h"

namespace sixscope::report {

/// What publishing freezes: everything that the paper says, and what it was made of.
struct Snapshot {
  std::string definition;  ///< Id of the report's definition.
  Assignment assignment;   ///< With the commit that its figures were read at.
  document::Document document;
  std::vector<UsedValue> values;
  /// Whose figures they are: a province's account sees none of the others. `regions`, `owners`,
  /// `all` and `sees_sensitive`; who it was is not frozen.
  registry::Scope seen_by = {};
};

/// As JSON, members in one order, numbers with all the digits that they need: the same snapshot is
/// the same bytes, and its sum names it.
[[nodiscard]] std::string to_json(const Snapshot& snapshot);
/// `malformed` where the text is no snapshot. It is our own text: nothing of it is checked beyond
/// its form.
[[nodiscard]] Result<Snapshot> read_snapshot(std::string_view json);

/// The text of a document alone.
[[nodiscard]] std::string to_json(const document::Document& document);

/// One thing in which two issues of a report differ.
struct Difference {
  std::string
      where;  ///< "table regions, row 广东, column mobile_v6_traffic_share", "paragraph 3"...
  std::string before;  ///< Empty: it was not there.
  std::string after;   ///< Empty: it is not there any more.
};

/// What a reader would see changed: titles, texts, cells (rows are matched by their texts, so that
/// one row more is one difference), charts by their tables. Not the imprint. In order of the
/// document.
[[nodiscard]] std::vector<Difference> differences(const document::Document& before,
                                                  const document::Document& after);
/// Values that are not the same, by indicator, source, period and scope; numerators, denominators,
/// coverage and method versions too.
[[nodiscard]] std::vector<Difference> differences(const std::vector<UsedValue>& before,
                                                  const std::vector<UsedValue>& after);

}  // namespace sixscope::report
