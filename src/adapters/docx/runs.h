#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace sixscope::adapters {

/// How a piece of text differs from its paragraph.
struct RunLook {
  bool strong = false;
  int half_points = 0;          ///< 0: as the paragraph.
  std::string_view style = {};  ///< Of characters; empty: none.
};

/// Adds a run (w:r). Line ends and tabs of the text become those of the format. In Chinese, signs
/// that both scripts have (quotation marks, dashes) are taken from the Chinese typeface.
void append_run(std::string& xml, std::string_view text, document::Language language,
                const RunLook& look = {});

}  // namespace sixscope::adapters
