#include "table/text_encoding.h"

#include <iconv.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/utf8.h"
#include "table/refusal.h"

namespace sixscope::table {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where the run of ASCII at `at` ends, eight bytes a step.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t eight = 0;
  while (text.size() - at >= sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((eight & kHighBits) != 0) {
      break;
    }
    at += sizeof eight;
  }
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) < 0x80) {
    ++at;
  }
  return at;
}

// Nine of ten bytes beyond ASCII stand in valid UTF-8 characters. In GB18030 text few do: there the
// second byte of a pair is mostly no continuation of the first.
bool is_nearly_utf8(std::string_view text) {
  std::size_t fitting = 0;
  std::size_t beyond_ascii = 0;
  for (std::size_t at = skip_ascii(text, 0); at < text.size(); at = skip_ascii(text, at)) {
    const std::size_t size = utf8_sequence(text, at);
    fitting += size;
    beyond_ascii += size == 0 ? 1 : size;
    at += size == 0 ? 1 : size;
  }
  return fitting * 10 > beyond_ascii * 9;
}

// The converter of the C library, closed when done.
class Converter {
 public:
  explicit Converter(const char* from) : handle_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (is_open()) {
      iconv_close(handle_);
    }
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool is_open() const {
    return handle_ != iconv_t(-1);  // NOLINT(performance-no-int-to-ptr): POSIX defines it so.
  }

  // All of `bytes` as UTF-8, or the first byte that does not fit.
  [[nodiscard]] tl::expected<std::string, std::size_t> convert(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 2);
    std::array<char, 8192> buffer;
    char* in = const_cast<char*>(bytes.data());  // iconv only reads it.
    std::size_t left = bytes.size();
    while (left > 0) {
      char* out = buffer.data();
      std::size_t room = buffer.size();
      const std::size_t done = iconv(handle_, &in, &left, &out, &room);
      text.append(buffer.data(), buffer.size() - room);
      if (done == static_cast<std::size_t>(-1) && errno != E2BIG) {
        return tl::unexpected(bytes.size() - left);
      }
    }
    return text;
  }

 private:
  iconv_t handle_;
};

Result<DecodedText> convert(std::string_view bytes, std::size_t mark, const char* from,
                            Encoding encoding, Refused refused) {
  Converter converter(from);
  if (!converter.is_open()) {
    return fail_because(from, Errc::unavailable, "the system's C library lacks this converter");
  }
  auto text = converter.convert(bytes.substr(mark));
  if (!text) {
    return refuse_at(mark + text.error(), refused);
  }
  if (text->starts_with(kByteOrderMark)) {  // GB18030 has one too.
    text->erase(0, kByteOrderMark.size());
  }
  return DecodedText{.text = std::move(*text), .encoding = encoding};
}

}  // namespace

std::string_view to_string(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf8_bom:
      return "UTF-8 BOM";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::gb18030:
      return "GB18030";
  }
  return "unknown";
}

std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t at = skip_ascii(text, 0);
  while (at < text.size()) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) {
      return at;
    }
    at = skip_ascii(text, at + size);
  }
  return at;
}

Result<DecodedText> decode_text(ByteView bytes) {
  std::string raw(bytes.size(), '\0');
  if (!bytes.empty()) {
    std::memcpy(raw.data(), bytes.data(), bytes.size());
  }
  if (raw.starts_with("\xFF\xFE")) {
    return convert(raw, 2, "UTF-16LE", Encoding::utf16le, Refused::damaged_utf16);
  }
  if (raw.starts_with("\xFE\xFF")) {
    return convert(raw, 2, "UTF-16BE", Encoding::utf16be, Refused::damaged_utf16);
  }
  const bool marked = raw.starts_with(kByteOrderMark);
  const std::size_t valid = valid_utf8_prefix(raw);
  if (valid == raw.size()) {
    raw.erase(0, marked ? kByteOrderMark.size() : 0);
    return DecodedText{.text = std::move(raw),
                       .encoding = marked ? Encoding::utf8_bom : Encoding::utf8};
  }
  if (marked || is_nearly_utf8(raw)) {
    return refuse_at(valid, Refused::damaged_utf8);
  }
  return convert(raw, 0, "GB18030", Encoding::gb18030, Refused::unknown_encoding);
}

}  // namespace sixscope::table
