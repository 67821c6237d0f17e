#pragma once

#include <optional>
#include <string_view>

#include "model/month.h"
#include "registry/fault.h"
#include "registry/kind.h"
#include "registry/value.h"

namespace sixscope::registry {

/// Whether `found` doubts a code of `list` in `value` by its dates, and it held on `day`, the day
/// an edit is effective on: one that ended had not yet, one that is not yet had begun. So what was
/// reported then was right. Nothing: a day as late as any, when what ended is over and all has
/// begun.
[[nodiscard]] bool held_then(const Fault& found, const CodeList* list, const Value& value,
                             const std::optional<model::Day>& day);

/// Whether the code holds no more on `day`: nobody is to choose it anew.
[[nodiscard]] bool has_ended(const Code& code, model::Day day);

/// The nearest listed code above one that is not listed: as long, of digits, and with its prefix.
/// Null: there is none.
[[nodiscard]] const Code* listed_above(const CodeList& list, std::string_view text);

}  // namespace sixscope::registry
