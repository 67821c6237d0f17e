#pragma once

#include <span>
#include <string_view>

#include "registry/check_value.h"
#include "registry/import_plan.h"

namespace sixscope::registry {

/// The explanation column of a template's example row begins with either.
inline constexpr std::string_view kExampleMarkZh = "【示例】";
inline constexpr std::string_view kExampleMarkEn = "[example]";

/// Whether an explanation marks its row as an example.
[[nodiscard]] bool is_example_mark(std::string_view explanation);

/// Whether every cell of `row` that holds something says what the example of its field says.
/// `checkers` has one for each field of `kind`, in order.
[[nodiscard]] bool is_example(const table::Row& row, std::span<const ColumnMatch> columns,
                              const Kind& kind, std::span<const ValueChecker> checkers);

}  // namespace sixscope::registry
