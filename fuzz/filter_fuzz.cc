// A filter that is accepted has a canonical text; parsing that gives the same filters, so its text
// is canonical too. An error points into the text, or right behind it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "api/filter.h"

namespace {

bool same(const std::vector<sixscope::store::Filter>& a,
          const std::vector<sixscope::store::Filter>& b) {
  if (a.size() != b.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].dimension != b[i].dimension || a[i].values != b[i].values ||
        a[i].negated != b[i].negated) {
      return false;
    }
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text.push_back(static_cast<char>(data[i]));
  }
  const auto filters = sixscope::api::parse_filter(text);
  if (!filters) {
    if (filters.error().offset > text.size()) {
      std::abort();
    }
    return 0;
  }
  const std::string canonical = sixscope::api::format_filter(*filters);
  if (canonical.size() > sixscope::api::kFilterBytesMax) {
    return 0;  // Quotes and blanks may make it longer than what is accepted.
  }
  const auto again = sixscope::api::parse_filter(canonical);
  if (!again || !same(*filters, *again) || sixscope::api::format_filter(*again) != canonical) {
    std::abort();
  }
  return 0;
}
