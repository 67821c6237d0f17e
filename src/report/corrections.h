#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "report/report_store.h"
#include "report/snapshot.h"

namespace sixscope::report {

/// "〔2025〕6号", "No. 6 of 2025".
[[nodiscard]] std::string number_text(std::int32_t year, std::int64_t number,
                                      document::Language language);
/// The 6 of it, however it is written, if it is of that year: digits beside the year's. 0: it is
/// not, or has no number.
[[nodiscard]] std::int64_t number_in_year(std::string_view text, std::int32_t year);

/// Puts the list of what changed since `before` at the end of a document, as an annex with its
/// heading; a document in which nothing changed says so.
void append_corrections(document::Document& document, const std::vector<Difference>& changed,
                        const Issue& before, const std::string& reason);
/// The document without that list, for comparing it with the next version.
[[nodiscard]] document::Document without_corrections(document::Document document);

}  // namespace sixscope::report
