#pragma once

#include <optional>

#include "model/month.h"
#include "registry/fault.h"
#include "registry/kind.h"
#include "registry/value.h"

namespace sixscope::registry {

/// Whether `found` says that a code of `list` ended which still held on `day`, the day an edit is
/// effective on: what was reported then was right. Nothing: today, when it holds no more.
[[nodiscard]] bool held_then(const Fault& found, const CodeList* list, const Value& value,
                             const std::optional<model::Day>& day);

}  // namespace sixscope::registry
