#include "adapters/docx/properties_part.h"

#include <fmt/format.h>

#include "adapters/docx/xml_text.h"
#include "document/issue_day.h"
#include "document/marker.h"

namespace sixscope::adapters {
std::string core_part(const document::Document& document) {
  std::string xml = fmt::format(
      R"(<cp:coreProperties )"
      R"(xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" )"
      R"(xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" )"
      R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title>)"
      R"(<dc:subject>{}</dc:subject><dc:creator>{}</dc:creator><dc:language>{}</dc:language>)",
      xml_text(document.title), xml_text(document.subject), xml_text(document.author),
      document.language == document::Language::zh ? "zh-CN" : "en-US");
  if (document::issue_day(document)) {
    for (const std::string_view name : {"created", "modified"}) {
      xml += fmt::format(R"(<dcterms:{0} xsi:type="dcterms:W3CDTF">{1}T00:00:00Z</dcterms:{0}>)",
                         name, document.date);
    }
  }
  return xml + "</cp:coreProperties>";
}

std::string app_part() {
  return R"(<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">)"
         R"(<Application>sixscope</Application></Properties>)";
}

std::string custom_part(std::string_view marker) {
  return fmt::format(
      R"(<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" )"
      R"(xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">)"
      R"(<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{}">)"
      R"(<vt:lpwstr>{}</vt:lpwstr></property></Properties>)",
      document::kMarkerProperty, xml_text(marker));
}

}  // namespace sixscope::adapters
