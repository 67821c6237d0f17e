#pragma once

#include <string>
#include <string_view>

namespace sixscope {

/// `text` in Unicode's normal form C (UAX 15): a letter and its accent are one character where
/// there is one, so that texts that look alike are alike. What is no UTF-8 comes back as it is.
[[nodiscard]] std::string normal_form_c(std::string_view text);

}  // namespace sixscope
