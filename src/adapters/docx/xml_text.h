#pragma once

#include <string>
#include <string_view>

namespace sixscope::adapters {

/// Adds `text` to XML as content or as an attribute's value in double quotes. Characters that XML
/// 1.0 forbids are left out; what is no UTF-8 becomes U+FFFD.
void append_xml(std::string& xml, std::string_view text);
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace sixscope::adapters
