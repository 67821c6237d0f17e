#include "adapters/docx/page_layout.h"

#include <fmt/format.h>

#include "adapters/docx/xml_spaces.h"

namespace sixscope::adapters {

std::string section(document::Language language, bool landscape, const std::string& odd_footer,
                    const std::string& even_footer) {
  // A page that lies is the upright one turned: what was its top is at the right.
  const std::string size =
      landscape ? fmt::format(R"(<w:pgSz w:w="{}" w:h="{}" w:orient="landscape"/>)", kPageHeight,
                              kPageWidth)
                : fmt::format(R"(<w:pgSz w:w="{}" w:h="{}"/>)", kPageWidth, kPageHeight);
  const int top = landscape ? kLeft : kTop;
  const int right = landscape ? kTop : kRight;
  const int bottom = landscape ? kRight : kBottom;
  const int left = landscape ? kBottom : kLeft;
  // The grid is the upright page's: 16 lines or so on one that lies.
  const std::string grid =
      language == document::Language::zh
          ? fmt::format(R"(<w:docGrid w:type="linesAndChars" w:linePitch="{}"/>)", kLine)
          : fmt::format(R"(<w:docGrid w:linePitch="{}"/>)", kLine);
  return fmt::format(
      R"(<w:sectPr><w:footerReference w:type="default" r:id="{}"/>)"
      R"(<w:footerReference w:type="even" r:id="{}"/><w:type w:val="nextPage"/>{})"
      R"(<w:pgMar w:top="{}" w:right="{}" w:bottom="{}" w:left="{}" w:header="851" w:footer="{}" )"
      R"(w:gutter="0"/>{}</w:sectPr>)",
      odd_footer, even_footer, size, top, right, bottom, left,
      landscape ? kFooter - kBottom + kRight : kFooter, grid);
}

std::string footer_part(bool is_even) {
  return fmt::format(R"(<w:ftr {}><w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr>)"
                     R"(<w:r><w:t xml:space="preserve">— </w:t></w:r>)"
                     R"(<w:r><w:fldChar w:fldCharType="begin"/></w:r>)"
                     R"(<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>)"
                     R"(<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>)"
                     R"(<w:r><w:fldChar w:fldCharType="end"/></w:r>)"
                     R"(<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>)",
                     kWordSpaces, is_even ? "FooterEven" : "FooterOdd");
}

}  // namespace sixscope::adapters
