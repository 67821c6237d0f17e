#include "polling/reading_store.h"

#include <string_view>

namespace sixscope::polling {

std::string to_string(const std::vector<AddressRange>& ranges) {
  std::string text;
  for (const AddressRange& range : ranges) {
    text += text.empty() ? "" : ",";
    text += range.first.to_string() + "-" + range.last.to_string();
  }
  return text;
}

Result<std::vector<AddressRange>> parse_ranges(std::string_view text) {
  std::vector<AddressRange> ranges;
  while (!text.empty()) {
    const auto end = text.find(',');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto dash = one.find('-');
    const auto first = net::IpAddress::parse(one.substr(0, dash));
    const auto last = net::IpAddress::parse(dash == std::string_view::npos ? std::string_view()
                                                                           : one.substr(dash + 1));
    if (!first || !last) {
      return fail(Errc::malformed, "ranges of addresses: first-last, with commas between");
    }
    ranges.push_back({*first, *last});
  }
  return ranges;
}

}  // namespace sixscope::polling
