#include "registry/saved_view.h"

#include <algorithm>
#include <cstdint>

#include "base/visible_text.h"
#include "registry/cell_text.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kPageMax = 64;
// Others that show nothing are taken out: they come with a font or a phrase and mean no harm.
constexpr std::uint32_t kZeroWidthSpace = 0x200B;
constexpr std::uint32_t kByteOrderMark = 0xFEFF;

bool is_page(std::string_view page) {
  return !page.empty() && page.size() <= kPageMax && std::ranges::all_of(page, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

// What is wrong with a name, and what to do; nothing: it can be kept.
std::optional<Words> name_fault(std::string_view typed) {
  const CleanText as_typed = clean_text(typed, false);
  if (!as_typed.is_utf8) {
    return Words{"名称不是有效的 UTF-8 文本：请重新键入",
                 "the name is not valid UTF-8: type it anew"};
  }
  if (as_typed.has_controls) {
    return Words{"名称含有不可见的控制字符：请重新键入",
                 "the name has control characters, which are not visible: type it anew"};
  }
  if (as_typed.direction_mark != 0) {
    return Words{"名称含有改变文字方向的不可见字符（如 U+202E）：请删去它们，重新键入",
                 "the name has invisible characters that turn the direction of writing, such as "
                 "U+202E: take them out, type it anew"};
  }
  if (as_typed.invisible == kZeroWidthSpace || as_typed.invisible == kByteOrderMark) {
    return Words{"名称中间含有零宽字符（U+200B 或 U+FEFF）：请删去它们，重新键入",
                 "the name has a character of no width inside (U+200B or U+FEFF): take it out, "
                 "type it anew"};
  }
  const CleanText kept = clean_text(visible_text(typed), false);
  if (kept.text.empty()) {
    return Words{"名称里没有看得见的字符：请起一个看得见的名字",
                 "the name has no character that can be seen: give it one"};
  }
  if (kept.characters > kViewNameMax) {
    const std::string most = std::to_string(kViewNameMax);
    return Words{"名称最多 " + most + " 个字符：请缩短",
                 "the name has " + most + " characters at most: shorten it"};
  }
  if (kept.text == "." || kept.text == "..") {
    return Words{"“.”和“..”在网址里另有含义，不能作名称：请换一个",
                 "'.' and '..' mean something else in an address: choose another name"};
  }
  return std::nullopt;
}

// What an encoded query may hold: visible ASCII without what ends a query or begins another.
bool is_query(std::string_view content) {
  return std::ranges::all_of(
      content, [](char c) { return c > ' ' && c <= '~' && c != '#' && c != '?' && c != '"'; });
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

std::string view_name(std::string_view typed) {
  return clean_text(visible_text(typed), false).text;
}

std::vector<ViewFault> faults_of(const SavedView& view) {
  std::vector<ViewFault> faults;
  if (!is_page(view.page)) {
    faults.push_back({"page",
                      {"页面标识为 1 至 64 个字母、数字、“-”或“_”",
                       "1 to 64 letters, digits, '-' and '_' are taken"}});
  }
  if (auto what = name_fault(view.name)) {
    faults.push_back({"name", *std::move(what)});
  }
  if (view.content.size() > kViewContentBytesMax) {
    faults.push_back({"content",
                      {"筛选内容最多 4096 字节：请少选一些取值或列",
                       "has 4096 bytes at most: choose fewer values or columns"}});
  } else if (!is_query(view.content)) {
    faults.push_back(
        {"content",
         {"筛选内容须照网址里的写法编码：q=gz&order=-max_sessions",
          "the page's query as an address has it is taken: q=gz&order=-max_sessions"}});
  }
  return faults;
}

bool inherits_local(const Scope& reader) { return reader.all && reader.may_write; }

bool is_shown_shared(const Scope& reader, const std::optional<ViewAuthor>& author) {
  if (reader.all) {
    return true;
  }
  if (!author) {
    return false;
  }
  // No owners means everybody's, which is no organisation.
  return author->all ||
         (!author->owners.empty() && sorted(author->owners) == sorted(reader.owners));
}

}  // namespace sixscope::registry
