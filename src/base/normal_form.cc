#include "base/normal_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace sixscope {
namespace {

// Below U+0300, whose sequences begin with at most 0xCB, nothing combines; nor do the ideographs
// from U+4000 to U+9FFF. Most texts are of these, and need no look at the tables.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0xCB || (byte >= 0xE4 && byte <= 0xE9);
  });
}

}  // namespace

std::string normal_form_c(std::string_view text) {
  if (is_plain(text)) {
    return std::string(text);
  }
  const void* const bytes = text.data();  // The library's bytes are of another type than ours.
  utf8proc_uint8_t* made = nullptr;
  const auto size = utf8proc_map(
      static_cast<const utf8proc_uint8_t*>(bytes), static_cast<utf8proc_ssize_t>(text.size()),
      &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<void, decltype(&std::free)> owned(made, &std::free);
  return size < 0
             ? std::string(text)
             : std::string(static_cast<const char*>(owned.get()), static_cast<std::size_t>(size));
}

}  // namespace sixscope
