#include "http/form_data.h"

#include <gmock/gmock.h>

#include <string>

namespace sixscope::http {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=b-1";

std::string part(const std::string& headers, const std::string& body) {
  return "--b-1\r\n" + headers + "\r\n\r\n" + body + "\r\n";
}

TEST(FormData, GivesNamedPartsAsTheyWereSent) {
  const std::string bytes("PK\0\r\n--b-2\r\n", 12);
  const std::string body =
      part("Content-Disposition: form-data; name=\"mends\"", "[]") +
      part(
          "content-disposition: form-data; filename=\"a \\\"b; name=x.xlsx\"; name=file\r\n"
          "Content-Type: Text/CSV; charset=utf-8",
          bytes) +
      "--b-1--\r\n";
  const auto parts = read_form_data(kType, body);
  ASSERT_TRUE(parts) << describe(parts.error());
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "mends");
  EXPECT_EQ((*parts)[0].body, "[]");
  EXPECT_EQ((*parts)[0].media_type, "");
  EXPECT_EQ((*parts)[0].file_name, "");
  EXPECT_EQ((*parts)[1].name, "file");
  EXPECT_EQ((*parts)[1].file_name, "a \"b; name=x.xlsx");
  EXPECT_EQ((*parts)[1].body, bytes);
  EXPECT_EQ((*parts)[1].media_type, "text/csv");
  EXPECT_TRUE(read_form_data("Multipart/Form-Data; x=\"1;2\"; Boundary=\"b-1\"", body));
  EXPECT_TRUE(read_form_data(kType, "--b-1--")->empty());
}

TEST(FormData, AFileHasNoFolders) {
  const auto parts = read_form_data(
      kType, part("Content-Disposition: form-data; name=file; filename=\"../up/june.xlsx\"", "x") +
                 "--b-1--\r\n");
  ASSERT_TRUE(parts) << describe(parts.error());
  EXPECT_EQ(parts->front().file_name, "june.xlsx");
}

TEST(FormData, RefusesEverythingElse) {
  const std::string one = part("Content-Disposition: form-data; name=a", "x");
  for (const std::string type :
       {"", "text/csv", "multipart/form-data", "multipart/mixed; boundary=b-1",
        "multipart/form-data; boundary=", "multipart/form-data; boundary=\"b-1",
        "multipart/form-data; boundary=c"}) {
    EXPECT_FALSE(read_form_data(type, one + "--b-1--")) << type;
  }
  std::string many;
  for (int i = 0; i < 17; ++i) {
    many += one;
  }
  for (const std::string& body :
       {std::string(), std::string("x"), "x" + one + "--b-1--", many + "--b-1--",
        part("Content-Type: text/csv", "x") + "--b-1--", part("no colon", "x") + "--b-1--",
        part("Content-Disposition: attachment; name=a", "x") + "--b-1--",
        part("Content-Disposition: form-data; name=\"a", "x") + "--b-1--"}) {
    EXPECT_FALSE(read_form_data(kType, body)) << body;
  }
  const std::string whole = one + one + "--b-1--";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(read_form_data(kType, whole.substr(0, size))) << size;
  }
}

TEST(FormData, SaysWhichPartIsWrongAndHow) {
  const std::string one = part("Content-Disposition: form-data; name=a", "x");
  const struct {
    const char* type;
    std::string body;
    const char* words;
  } cases[] = {
      {"text/csv", one,
       "a form (multipart/form-data) of named parts is wanted: Content-Type is text/csv"},
      {"multipart/form-data", one, "does not say its boundary"},
      {"multipart/form-data; boundary=other", one, "does not begin with its boundary: part 1"},
      {kType, one + part("Content-Type: text/csv", "x"), "does not say its name"},
      {kType, one + part("Content-Type: text/csv", "x"), ": part 2"},
      {kType, one + "--b-1\r\nContent-Disposition: form-data; name=b\r\n\r\nx",
       "no boundary ends a part: the form was cut short: part 2"},
      {kType, part("X: " + std::string(9000, 'x'), "x"), "larger than 8192 bytes"},
  };
  for (const auto& [type, body, words] : cases) {
    const auto read = read_form_data(type, body);
    ASSERT_FALSE(read) << words;
    EXPECT_THAT(describe(read.error()), ::testing::HasSubstr(words));
  }
}

}  // namespace
}  // namespace sixscope::http
