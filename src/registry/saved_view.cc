#include "registry/saved_view.h"

#include <algorithm>

#include "registry/cell_text.h"

namespace sixscope::registry {
namespace {

constexpr std::size_t kPageMax = 64;

bool is_page(std::string_view page) {
  return !page.empty() && page.size() <= kPageMax && std::ranges::all_of(page, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool is_name(std::string_view name) {
  const CleanText clean = clean_text(name, false);
  return clean.is_utf8 && !clean.has_controls && clean.text == name && !name.empty() &&
         clean.characters <= kViewNameMax;
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

std::vector<ViewFault> faults_of(const SavedView& view) {
  std::vector<ViewFault> faults;
  if (!is_page(view.page)) {
    faults.push_back({"page", "1 to 64 letters, digits, '-' and '_' are taken"});
  }
  if (!is_name(view.name)) {
    faults.push_back({"name",
                      "1 to 80 characters are taken, without control characters and without blanks "
                      "at the ends or two together"});
  }
  if (view.content.size() > kViewContentBytesMax) {
    faults.push_back({"content", "has 4096 bytes at most: choose fewer values or columns"});
  } else if (!is_query(view.content)) {
    faults.push_back(
        {"content", "the page's query as an address has it is taken: q=gz&order=-max_sessions"});
  }
  return faults;
}

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
