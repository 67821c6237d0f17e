#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

// What `html` is put together from.
namespace sixscope::document {

/// The style of every page, and its sum as a Content-Security-Policy names it ("sha256-..."): a
/// server that sends pages may allow this one style and no other.
[[nodiscard]] std::string_view html_style();
[[nodiscard]] std::string_view html_style_sum();

/// A table with caption, heads and note.
void append_html(const Table& table, Language language, std::string& out);

/// ` data-fact="..."`, or nothing.
[[nodiscard]] std::string fact_attribute(std::string_view fact);

}  // namespace sixscope::document
