#pragma once

#include <set>
#include <string>

#include "api/indicator_question.h"
#include "base/json_writer.h"
#include "figures/evaluation.h"
#include "indicators/catalogue.h"

namespace sixscope::api {

/// {"zh", "en"}.
void write(JsonWriter& out, const indicators::Title& title);
/// What a definition says: code, names, object, unit, state, paper, methods.
void write_definition(JsonWriter& out, const indicators::Indicator& indicator,
                      const indicators::Definitions& definitions);
/// Members of a value: numerator, denominator, value, interval, samples, coverage, possible,
/// months (that what is handed in once a period was read of), gap.
void write_value(JsonWriter& out, const indicators::Value& value);
/// A period, as the member of that name.
void write_period(JsonWriter& out, const figures::Period& period, figures::PeriodKind kind);
/// Members of a paper.
void write_paper(JsonWriter& out, const indicators::Paper& paper);
/// Names of regions and operators that an answer mentions, as `labels`.
void write_labels(JsonWriter& out, const registry::Kinds& kinds,
                  const std::set<std::string>& regions, const std::set<std::string>& operators);

}  // namespace sixscope::api
