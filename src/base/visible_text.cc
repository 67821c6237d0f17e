#include "base/visible_text.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace sixscope {
namespace {

constexpr utf8proc_int32_t kBrailleBlank = 0x2800;
constexpr utf8proc_int32_t kAnnotationFirst = 0xFFF9;
constexpr utf8proc_int32_t kAnnotationLast = 0xFFFB;
constexpr utf8proc_int32_t kSoftHyphen = 0xAD;

// The library takes default ignorable characters out; these are not among them.
utf8proc_int32_t without_odd(utf8proc_int32_t point, void* /*unused*/) {
  if (point == kBrailleBlank) {
    return ' ';
  }
  return point >= kAnnotationFirst && point <= kAnnotationLast ? kSoftHyphen : point;
}

}  // namespace

std::string visible_text(std::string_view text) {
  const void* const bytes = text.data();  // The library's bytes are of another type than ours.
  utf8proc_uint8_t* made = nullptr;
  const auto size = utf8proc_map_custom(
      static_cast<const utf8proc_uint8_t*>(bytes), static_cast<utf8proc_ssize_t>(text.size()),
      &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_IGNORE),
      without_odd, nullptr);
  const std::unique_ptr<void, decltype(&std::free)> owned(made, &std::free);
  return size < 0
             ? std::string(text)
             : std::string(static_cast<const char*>(owned.get()), static_cast<std::size_t>(size));
}

}  // namespace sixscope
