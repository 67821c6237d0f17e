#include "adapters/docx/marker.h"

#include <gtest/gtest.h>

#include "adapters/docx/docx.h"
#include "adapters/workbook/workbook.h"
#include "adapters/xlsx/xlsx_fixture.h"
#include "office_parts.h"
#include "sample_document.h"

namespace sixscope::testing {
namespace {

using adapters::marker_of;
using document::Document;

constexpr std::string_view kMarker = "sixscope:report:monthly-2025-06-100000:1:0123456789abcdef";

std::string found(std::string_view bytes) {
  const auto marker = marker_of(bytes);
  return !marker ? describe(marker.error()) : marker->value_or("none");
}

std::string custom(const std::string& xml) {
  return adapters::zip_of({{"docProps/custom.xml", xml}, {"word/document.xml", "<a/>"}});
}

TEST(MarkerOf, FindsItInEveryOfficeFile) {
  Document document = sample_document(document::Language::zh, 3);
  EXPECT_EQ(found(adapters::docx(document, frames()).value()), kMarker);
  EXPECT_EQ(found(adapters::workbook(document, frames()).value()), kMarker);
  document.marker.clear();
  EXPECT_EQ(found(adapters::docx(document, frames()).value()), "none");
  EXPECT_EQ(found(adapters::workbook(document, frames()).value()), "none") << "a draft";
}

TEST(MarkerOf, SearchesOtherFilesAsBytes) {
  const std::string marker(kMarker);
  EXPECT_EQ(found("%PDF-1.7\n/Keywords (" + marker + ")\n"), marker);
  EXPECT_EQ(found("<meta content=\"" + marker + "\"><p>" + marker + "</p>"), marker);
  EXPECT_EQ(found(R"({"marker":")" + marker + R"("})"), marker);
  EXPECT_EQ(found(""), "none");
  EXPECT_EQ(found("sixscope:report: is how markers begin, sixscope:repor"), "none");
  EXPECT_EQ(found("sixscope:report:" + std::string(10'000, 'a')), "none") << "no marker is so long";
}

TEST(MarkerOf, DoesNotChooseBetweenTwo) {
  EXPECT_NE(found("sixscope:report:a:1:f sixscope:report:b:1:f").find("several reports"),
            std::string::npos);
}

TEST(MarkerOf, AsksAnOfficeFileForItsPropertiesOnly) {
  EXPECT_EQ(found(custom("<a>sixscope:report:x:1:f</a>")), "sixscope:report:x:1:f");
  EXPECT_EQ(found(adapters::zip_of({{"word/document.xml", "<a>sixscope:report:x:1:f</a>"}})),
            "none")
      << "what a text speaks of is not what the file is";
}

TEST(MarkerOf, RefusesHostileArchives) {
  const std::string good = custom("sixscope:report:x:1:f");
  EXPECT_NE(found(custom(std::string(2U << 20U, ' '))).find("no office file"), std::string::npos)
      << "unpacks to more than properties need";
  EXPECT_NE(found(adapters::zip_of({{"../docProps/custom.xml", "x"}})).find("no office file"),
            std::string::npos);
  for (std::size_t size = 4; size < good.size(); ++size) {  // Cut at every byte.
    EXPECT_NE(found(good.substr(0, size)), "sixscope:report:x:1:f") << size;
  }
}

}  // namespace
}  // namespace sixscope::testing
