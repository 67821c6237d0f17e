#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/question.h"
#include "api/volumes.h"

namespace sixscope::api {

/// One page of an ordered answer.
struct Page {
  std::vector<Cell> cells;
  std::optional<Cursor> next;  ///< Where the next page begins; nothing on the last one.
};

/// Sorts `cells` as the question asks and cuts its page out: behind its cursor, at most its limit.
/// The order is total (ties fall to start, then dimensions), so pages neither overlap nor skip.
[[nodiscard]] Page cut_page(std::vector<Cell> cells, const TrafficQuestion& question,
                            indicators::ShareRules rules);

}  // namespace sixscope::api
