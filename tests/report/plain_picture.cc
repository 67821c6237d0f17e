#include "plain_picture.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sixscope::testing {
namespace {

void append_number(std::string& bytes, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    bytes += static_cast<char>(number >> shift & 0xFFU);
  }
}

std::vector<Bytef> unsigned_of(std::string_view bytes) {
  std::vector<Bytef> copy;
  for (const char c : bytes) {
    copy.push_back(static_cast<Bytef>(c));
  }
  return copy;
}

void append_chunk(std::string& png, std::string_view type, std::string_view content) {
  append_number(png, static_cast<std::uint32_t>(content.size()));
  const std::string summed = std::string(type) + std::string(content);
  png += summed;
  const auto bytes = unsigned_of(summed);
  append_number(
      png, static_cast<std::uint32_t>(crc32(0, bytes.data(), static_cast<uInt>(bytes.size()))));
}

}  // namespace

std::string plain_picture(const document::Drawing& drawing, double dots_per_inch) {
  const auto pixels = [dots_per_inch](double points) {
    return std::max(static_cast<std::uint32_t>(points * dots_per_inch / 72), 2U);
  };
  const std::uint32_t width = pixels(drawing.width);
  const std::uint32_t height = pixels(drawing.height);
  std::string rows;
  for (std::uint32_t y = 0; y < height; ++y) {
    const bool edge = y == 0 || y + 1 == height;
    std::string row(width, edge ? '\x40' : '\xF0');
    row.front() = row.back() = '\x40';
    rows += '\0' + row;  // No filter.
  }
  const auto plain = unsigned_of(rows);
  uLongf size = compressBound(static_cast<uLong>(plain.size()));
  std::vector<Bytef> packed(size);
  compress(packed.data(), &size, plain.data(), static_cast<uLong>(plain.size()));
  std::string content;
  for (uLongf i = 0; i < size; ++i) {
    content += static_cast<char>(packed[i]);
  }
  std::string head;
  append_number(head, width);
  append_number(head, height);
  head += std::string("\x08\0\0\0\0", 5);  // Eight bits of grey.
  const auto dots = static_cast<std::uint32_t>(dots_per_inch / 0.0254);
  std::string physical;
  append_number(physical, dots);
  append_number(physical, dots);
  physical += '\1';  // A metre.
  std::string png = "\x89PNG\r\n\x1A\n";
  append_chunk(png, "IHDR", head);
  append_chunk(png, "pHYs", physical);
  append_chunk(png, "IDAT", content);
  append_chunk(png, "IEND", "");
  return png;
}

}  // namespace sixscope::testing
