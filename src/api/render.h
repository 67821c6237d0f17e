#pragma once

#include <string_view>
#include <vector>

#include "api/api.h"
#include "api/question.h"
#include "api/volumes.h"
#include "base/json_writer.h"
#include "http/message.h"

namespace sixscope::api {

/// A share as every answer writes it: value, interval, samples, gap.
void write_share(JsonWriter& out, const indicators::Measured<indicators::Share>& share);
void write_family(JsonWriter& out, const model::FamilyVolume& volume);
void write_label(JsonWriter& out, const Label& label);
/// {"region": {"440000": {"zh": ..., "en": ...}}} for the values that have a label.
void write_labels(JsonWriter& out, const Catalogue& catalogue,
                  const std::vector<store::Dimension>& dimensions, const std::vector<Cell>& cells);
void write_coverage(JsonWriter& out, const CoverageFacts& facts, indicators::ShareRules rules);
void write_method(JsonWriter& out, std::string_view id,
                  std::string_view version = indicators::kTrafficShareVersion);
/// `newest` is the start of the newest minute, if there is one.
void write_freshness(JsonWriter& out, std::optional<Instant> newest, Instant as_of);
/// The member `next_cursor`; null on the last page.
void write_next_cursor(JsonWriter& out, const std::optional<Cursor>& next);

/// 200 with `out` as JSON.
[[nodiscard]] http::Response json_response(JsonWriter out);

}  // namespace sixscope::api
