#pragma once

#include <string>
#include <string_view>

namespace sixscope::document {

/// `text` as content or a quoted attribute of HTML and XML: & < > " ' written as references,
/// control characters as blanks and bytes that are no UTF-8 as U+FFFD, so that the page is always
/// well formed.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace sixscope::document
