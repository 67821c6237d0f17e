#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sixscope::table {

enum class Encoding : std::uint8_t {
  utf8,
  utf8_bom,  ///< As Excel's "CSV UTF-8" has it.
  utf16le,   ///< With a byte order mark, as Excel's "Unicode text".
  utf16be,
  gb18030,  ///< What a Chinese Windows saves as "CSV"; GBK and GB 2312 are part of it.
};
/// "UTF-8", "GB18030"...; static text.
[[nodiscard]] std::string_view to_string(Encoding encoding);

struct DecodedText {
  std::string text;  ///< UTF-8 without byte order mark.
  Encoding encoding = Encoding::utf8;
};

/// Finds the encoding and decodes strictly: a byte order mark decides, then UTF-8 if all of it is
/// valid, else GB18030 if all of that is. Text that is UTF-8 but for a few bytes is not taken for
/// GB18030, in which it could be read as other characters. `malformed` with the first byte that
/// does not fit, and what to do.
[[nodiscard]] Result<DecodedText> decode_text(ByteView bytes);

/// The first byte that is not UTF-8 (RFC 3629: no overlong forms, no surrogates), or the size.
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text);

}  // namespace sixscope::table
