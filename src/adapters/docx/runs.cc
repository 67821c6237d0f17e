#include "adapters/docx/runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "adapters/docx/xml_text.h"

namespace sixscope::adapters {

void append_run(std::string& xml, std::string_view text, document::Language language,
                const RunLook& look) {
  xml += "<w:r><w:rPr>";
  if (!look.style.empty()) {
    xml.append(R"(<w:rStyle w:val=")").append(look.style).append("\"/>");
  }
  if (language == document::Language::zh) {
    xml += R"(<w:rFonts w:hint="eastAsia"/>)";
  }
  if (look.strong) {
    xml += "<w:b/><w:bCs/>";
  }
  if (look.half_points > 0) {
    fmt::format_to(std::back_inserter(xml), R"(<w:sz w:val="{0}"/><w:szCs w:val="{0}"/>)",
                   look.half_points);
  }
  xml += "</w:rPr>";
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\n\t"), text.size());
    if (end > 0) {
      xml += R"(<w:t xml:space="preserve">)";
      append_xml(xml, text.substr(0, end));
      xml += "</w:t>";
    }
    if (end < text.size()) {
      xml += text[end] == '\t' ? "<w:tab/>" : "<w:br/>";
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  xml += "</w:r>";
}

}  // namespace sixscope::adapters
