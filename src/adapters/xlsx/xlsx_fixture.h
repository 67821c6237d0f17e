#pragma once

#include <zip.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/xlsx/xlsx_reader.h"

namespace sixscope::adapters {

/// A ZIP archive of these parts, name to content, in memory.
inline std::string zip_of(const std::map<std::string, std::string>& parts) {
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(source);
  zip_t* archive = zip_open_from_source(source, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, content] : parts) {
    zip_source_t* part = zip_source_buffer(archive, content.data(), content.size(), 0);
    zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8);
  }
  zip_close(archive);
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  std::string bytes(stat.size, '\0');
  zip_source_open(source);
  zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  zip_source_free(source);
  return bytes;
}

/// The parts of a workbook by hand, each to be replaced where a test wants it otherwise.
class HandMade {
 public:
  std::string relationships =
      R"(<Relationship Id="r1" Type="t/styles" Target="styles.xml"/>)"
      R"(<Relationship Id="r2" Type="t/sharedStrings" Target="sharedStrings.xml"/>)"
      R"(<Relationship Id="r3" Type="t/worksheet" Target="worksheets/sheet1.xml"/>)";
  std::string workbook = R"(<sheets><sheet name="表" sheetId="1" r:id="r3"/></sheets>)";
  std::string styles =
      R"(<numFmts count="2">)"
      R"(<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>)"
      R"(<numFmt numFmtId="165" formatCode="0.00"/></numFmts>)"
      R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
      R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>)"
      R"(<xf numFmtId="20"/></cellXfs><dxfs><dxf><numFmt numFmtId="165" formatCode="yyyy"/>)"
      R"(</dxf></dxfs>)";
  std::string strings =
      "<si><t>广东</t></si><si><r><t>中国</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> "
      "电信</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>dian</t></rPh><phoneticPr fontId=\"1\"/></si><si><t/></si>"
      "<si><t>a_x000D_b_x005F_x000D_</t></si>";
  std::string sheet;
  /// Written before each part's root element.
  std::string prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  std::string main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  /// Parts beside these, or in their place.
  std::map<std::string, std::string> others;

  [[nodiscard]] std::string bytes() const {
    const auto part = [&](std::string_view root, const std::string& content) {
      return prolog + "<" + std::string(root) + " xmlns=\"" + main_space +
             "\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">" +
             content + "</" + std::string(root) + ">";
    };
    const auto related = [&](const std::string& content) {
      return prolog +
             "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
             "relationships\">" +
             content + "</Relationships>";
    };
    std::map<std::string, std::string> parts = others;
    parts.emplace(
        "_rels/.rels",
        related(R"(<Relationship Id="a" Type="t/officeDocument" Target="xl/workbook.xml"/>)"));
    parts.emplace("xl/_rels/workbook.xml.rels", related(relationships));
    parts.emplace("xl/workbook.xml", part("workbook", workbook));
    parts.emplace("xl/styles.xml", part("styleSheet", styles));
    parts.emplace("xl/sharedStrings.xml", part("sst", strings));
    parts.emplace("xl/worksheets/sheet1.xml", part("worksheet", sheet));
    return zip_of(parts);
  }
};

inline Result<std::vector<table::Sheet>> read_bytes(std::string_view bytes,
                                                    const table::Limits& limits = {}) {
  return read_xlsx(std::as_bytes(std::span(bytes)), limits);
}

}  // namespace sixscope::adapters
