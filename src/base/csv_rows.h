#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sixscope {

/// Rows of a CSV text (RFC 4180), each as column name to field; the first line names the columns.
/// Lines that begin with # are comments. `malformed`, with the line, where a quotation is left open
/// or a row has more fields than there are columns.
[[nodiscard]] Result<std::vector<std::map<std::string, std::string>>> csv_rows(
    std::string_view text);

}  // namespace sixscope
