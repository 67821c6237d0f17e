#include <gmock/gmock.h>

#include "registry/attachment_store.h"

namespace sixscope::registry {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

const std::string kZip = "PK\x03\x04 [Content_Types].xml ";

TEST(MediaTypeOf, GoesByContent) {
  const struct {
    const char* what;
    std::string bytes;
    const char* name;
    const char* type;
  } cases[] = {
      {"PDF", "%PDF-1.7\n", "a.png", "application/pdf"},
      {"PNG", "\x89PNG\r\n\x1a\n....", "a.pdf", "image/png"},
      {"JPEG", "\xff\xd8\xff\xe0", "a.txt", "image/jpeg"},
      {"XLSX", kZip + "xl/workbook.xml", "a",
       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {"DOCX", kZip + "word/document.xml", "a",
       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"CSV", "a,b\r\n1,2\r\n", "A.CSV", "text/csv"},
      {"text", "\xE5\xB9\xBF\xE4\xB8\x9C\n", "a.pdf", "text/plain"},
      {"GB18030", "\xb9\xe3\xb6\xab", "a.txt", "text/plain"},
      {"a page is only a text", "<html><script>", "a.html", "text/plain"},
  };
  for (const auto& [what, bytes, name, type] : cases) {
    const auto found = media_type_of(bytes, name);
    ASSERT_TRUE(found) << what;
    EXPECT_EQ(*found, type) << what;
  }
}

TEST(MediaTypeOf, RefusesAllElse) {
  const std::string cases[] = {
      "",
      "MZ\x90\0\x03"s,
      "\x7f"
      "ELF\x02",
      "PK\x03\x04 something.exe",
      kZip + "xl/workbook.xml xl/vbaProject.bin",
      "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
      "text with a \0 in it"s,
      "\x1b[2J",
  };
  for (const std::string& bytes : cases) {
    const auto refused = media_type_of(bytes, "a.pdf");
    ASSERT_FALSE(refused) << bytes;
    EXPECT_EQ(refused.error().code, Errc::malformed);
    EXPECT_THAT(describe(refused.error()), HasSubstr("PDF"));
  }
}

TEST(AttachmentName, IsAPlainFileName) {
  EXPECT_EQ(attachment_name("scan.pdf"), "scan.pdf");
  EXPECT_EQ(attachment_name("C:\\plans\\scan.pdf"), "scan.pdf");
  EXPECT_EQ(attachment_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(attachment_name("\xE6\x89\xAB\xE6\x8F\x8F.pdf"), "\xE6\x89\xAB\xE6\x8F\x8F.pdf");
  EXPECT_EQ(attachment_name("a\r\nSet-Cookie: b\".pdf"), "aSet-Cookie: b.pdf");
  EXPECT_EQ(attachment_name("a\xff.pdf"), "a.pdf");
  for (const char* nothing : {"", "/", "..", " . "}) {
    EXPECT_EQ(attachment_name(nothing), "file");
  }
  EXPECT_EQ(attachment_name(std::string(500, 'a')).size(), 200U);
}

}  // namespace
}  // namespace sixscope::registry
