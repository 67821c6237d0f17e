#include "adapters/paper/paper.h"

#include <cairo.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "document/skins.h"

namespace sixscope::adapters {
namespace {

using document::Document;
using document::Language;
using testing::HasSubstr;

// A PNG as pixels, 0xRRGGBB by row.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
};

struct Reading {
  const std::string& bytes;
  std::size_t at = 0;
};

cairo_status_t read(void* reading_of, unsigned char* data, unsigned int length) {
  auto& reading = *static_cast<Reading*>(reading_of);
  if (reading.bytes.size() - reading.at < length) {
    return CAIRO_STATUS_READ_ERROR;
  }
  std::memcpy(data, reading.bytes.data() + reading.at, length);
  reading.at += length;
  return CAIRO_STATUS_SUCCESS;
}

Picture picture_of(const std::string& bytes) {
  Reading reading{bytes};
  cairo_surface_t* const surface = cairo_image_surface_create_from_png_stream(read, &reading);
  Picture picture{
      cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  const unsigned char* const data = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, data + y * stride + x * 4, 4);
      picture.pixels.push_back(pixel & 0xFFFFFFU);
    }
  }
  cairo_surface_destroy(surface);
  return picture;
}

// Without printing megabytes where it has not.
bool has(const std::string& bytes, std::string_view part) {
  return bytes.find(part) != std::string::npos;
}

Document short_document(Language language = Language::zh) {
  Document document{.language = language,
                    .title = "监测报告",
                    .date = "2025-07-10",
                    .marker = "sixscope:report:test:1:00"};
  document.blocks = {document::Heading{1, "一、总体情况"},
                     document::Paragraph{.runs = {{"IPv6流量占比为66.00%，镕堃喆。", "", false}}}};
  return document;
}

TEST(Pdf, SameDocumentSameBytes) {
  for (const Language language : {Language::zh, Language::en}) {
    const auto first = pdf(short_document(language));
    const auto second = pdf(short_document(language));
    ASSERT_TRUE(first) << describe(first.error());
    EXPECT_TRUE(*first == *second);
    EXPECT_EQ(first->substr(0, 5), "%PDF-");
  }
}

TEST(Pdf, IsSafeFromAnyThread) {
  const auto expected = pdf(short_document());
  ASSERT_TRUE(expected);
  std::vector<std::string> got(4);
  std::vector<std::thread> threads;
  for (std::string& one : got) {
    threads.emplace_back([&one] { one = pdf(short_document()).value_or(""); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const std::string& one : got) {
    EXPECT_TRUE(one == *expected);
  }
}

TEST(Pdf, ADateThatIsNoneStaysTheSameToo) {
  Document document = short_document();
  document.date = "yesterday";
  const auto bytes = pdf(document);
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(has(*bytes, "/CreationDate (20000101000000Z)"));
}

TEST(Pdf, NamesACharacterThatNoTypefaceHas) {
  Document document = short_document();
  document.blocks.emplace_back(document::Paragraph{.runs = {{"单位\U0010FFFD名称", "", false}}});
  const auto bytes = pdf(document);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Errc::not_found);
  EXPECT_THAT(bytes.error().detail, HasSubstr("U+10FFFD"));
}

TEST(Pdf, TakesWhatIsNoText) {
  Document document = short_document();
  document.title = "\xFF\xFE\x01标题\u2028";
  document.blocks.emplace_back(
      document::Paragraph{.runs = {{"\xC0\x80\x1B[0m", "", true}, {"", "", false}}});
  document.blocks.emplace_back(document::Heading{7, ""});
  document.blocks.emplace_back(document::Signature{});
  const auto bytes = pdf(document);
  EXPECT_TRUE(bytes) << describe(bytes.error());
}

TEST(Pdf, AnEmptyDocumentIsOnePage) {
  const auto bytes = pdf({});
  ASSERT_TRUE(bytes) << describe(bytes.error());
  EXPECT_TRUE(has(*bytes, "/Count 1\n"));
}

document::Table table_of(std::size_t rows, std::size_t columns) {
  document::Table table{.id = "t", .caption = "表1"};
  for (std::size_t n = 0; n < columns; ++n) {
    table.columns.push_back({.id = "c" + std::to_string(n), .title = "列"});
  }
  table.rows.assign(rows, std::vector<document::Cell>(columns, {.text = "文"}));
  return table;
}

TEST(Pdf, SaysWhichRowHasOtherCellsThanColumns) {
  Document document = short_document();
  document::Table table = table_of(3, 2);
  table.rows[1].pop_back();
  document.blocks.emplace_back(table);
  const auto bytes = pdf(document);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Errc::malformed);
  EXPECT_THAT(bytes.error().detail, HasSubstr("table \"t\", row 2: 1 cells under 2 columns"));
}

TEST(Pdf, HasLimits) {
  Document wide = short_document();
  wide.blocks.emplace_back(table_of(1, 61));
  Document none = short_document();
  none.blocks.emplace_back(table_of(0, 0));
  Document long_text = short_document();
  long_text.blocks.emplace_back(
      document::Paragraph{.runs = {{std::string(65 * 1024, 'a'), "", false}}});
  Document long_title = short_document();
  long_title.title = std::string(1001, 'a');
  Document many = short_document();
  many.blocks.assign(20'001, document::PageBreak{});
  for (const Document& document : {wide, none, long_text, long_title, many}) {
    const auto bytes = pdf(document);
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, Errc::out_of_range);
    EXPECT_FALSE(bytes.error().detail.empty());
  }
}

TEST(Pdf, SaysWhichTableHasNoRoom) {
  Document crowded = short_document();
  crowded.blocks.emplace_back(table_of(1, 50));
  Document high = short_document();
  document::Table table = table_of(1, 20);
  for (document::Column& column : table.columns) {
    for (int n = 0; n < 100; ++n) {
      column.title += "列名";
    }
  }
  high.blocks.emplace_back(table);
  for (const auto& [document, words] : {std::pair(crowded, "more columns"), {high, "are higher"}}) {
    const auto bytes = pdf(document);
    ASSERT_FALSE(bytes) << words;
    EXPECT_EQ(bytes.error().code, Errc::out_of_range);
    EXPECT_THAT(bytes.error().detail, HasSubstr(words));
    EXPECT_THAT(bytes.error().detail, HasSubstr("\"t\""));
  }
}

TEST(Pdf, ARowHigherThanAPageGoesOn) {
  Document document = short_document();
  document::Table table = table_of(3, 2);
  for (int n = 0; n < 3000; ++n) {
    table.rows[1][0].text += "很长的说明";
  }
  document.blocks.emplace_back(table);
  const auto bytes = pdf(document);
  EXPECT_TRUE(bytes) << describe(bytes.error());
}

TEST(Png, HasTheSizeAndColoursOfTheDrawing) {
  document::Drawing drawing{.width = 72, .height = 36, .shapes = {}};
  document::Path path;
  path.points = {{0, 0}, {36, 0}, {36, 36}, {0, 36}};
  path.closed = true;
  path.fill = {{255, 0, 0}};
  drawing.shapes.emplace_back(path);
  const auto bytes = png(drawing, 144);
  ASSERT_TRUE(bytes) << describe(bytes.error());
  const Picture picture = picture_of(*bytes);
  EXPECT_EQ(picture.width, 144);
  ASSERT_EQ(picture.height, 72);
  EXPECT_EQ(picture.pixels[10 * 144 + 10], 0xFF0000U);
  EXPECT_EQ(picture.pixels[10 * 144 + 100], 0xFFFFFFU);
  EXPECT_TRUE(*bytes == png(drawing, 144).value_or(""));
}

TEST(Png, WritesLabels) {
  document::Drawing drawing{.width = 72, .height = 36, .shapes = {}};
  document::Label label;
  label.at = {36, 24};
  label.text = "占比";
  label.size = 20;
  label.anchor = document::Anchor::middle;
  drawing.shapes.emplace_back(label);
  const auto bytes = png(drawing, 72);
  ASSERT_TRUE(bytes) << describe(bytes.error());
  const Picture picture = picture_of(*bytes);
  int left = 0;
  int right = 0;
  for (int n = 0; n < 72 * 36; ++n) {
    const bool dark = picture.pixels[static_cast<std::size_t>(n)] < 0x808080U;
    (n % 72 < 36 ? left : right) += dark ? 1 : 0;
  }
  EXPECT_GT(left, 20);
  EXPECT_GT(right, 20);
  drawing.shapes.clear();
  label.text = "\U0010FFFD";
  drawing.shapes.emplace_back(label);
  EXPECT_FALSE(png(drawing, 72));
}

TEST(Png, RefusesSizesThatAreNone) {
  const document::Drawing drawing{.width = 1000, .height = 1000, .shapes = {}};
  EXPECT_FALSE(png(drawing, 0));
  EXPECT_FALSE(png(drawing, -72));
  EXPECT_FALSE(png(drawing, 1e9));
  EXPECT_FALSE(png(drawing, std::nan("")));
  EXPECT_FALSE(png({}, 72));
  EXPECT_FALSE(png({.width = 1e6, .height = 1e6, .shapes = {}}, 72));
}

}  // namespace
}  // namespace sixscope::adapters
