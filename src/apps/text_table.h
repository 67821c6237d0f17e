#pragma once

#include <string>
#include <vector>

namespace sixscope::apps {

/// Prints rows under their titles on standard output, columns as wide as their content; a Chinese
/// character counts two. Numbers (all cells of a column end in a digit or %) stand to the right.
void print_table(const std::vector<std::string>& titles,
                 const std::vector<std::vector<std::string>>& rows);

/// `bytes` with three digits and a decimal unit: "1.23 TB".
[[nodiscard]] std::string human_bytes(double bytes);

}  // namespace sixscope::apps
