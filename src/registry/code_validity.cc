#include "registry/code_validity.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace sixscope::registry {
namespace {

// The code that the fault is about: of several in a field the one that it names.
std::string_view doubted(const Fault& found, const Value& value) {
  if (const auto* const one = std::get_if<std::string>(&value)) {
    return *one;
  }
  const auto* const several = std::get_if<std::vector<std::string>>(&value);
  const bool is_there =
      several != nullptr && std::ranges::find(*several, found.code) != several->end();
  return is_there ? std::string_view(found.code) : std::string_view();
}

}  // namespace

bool held_then(const Fault& found, const CodeList* list, const Value& value,
               const std::optional<model::Day>& day) {
  const bool is_ended = found.rule == fault_of(Rule::code_ended).rule;
  const bool is_not_yet = found.rule == fault_of(Rule::code_not_yet).rule;
  if (list == nullptr || (!is_ended && !is_not_yet)) {
    return false;
  }
  const auto code = std::ranges::find(*list, doubted(found, value), &Code::code);
  if (code == list->end()) {
    return false;
  }
  if (!day) {
    return is_not_yet;
  }
  if (is_ended) {
    return !has_ended(*code, *day);
  }
  const auto from = model::parse_day(code->valid_from);
  return !from || *from <= *day;
}

bool has_ended(const Code& code, model::Day day) {
  const auto to = model::parse_day(code.valid_to);
  return to && *to <= day;
}

const Code* listed_above(const CodeList& list, std::string_view text) {
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    return nullptr;
  }
  const Code* nearest = nullptr;
  for (const Code& code : list) {
    if (!code.prefix.empty() && text.size() == code.code.size() && text.starts_with(code.prefix) &&
        (nearest == nullptr || code.prefix.size() > nearest->prefix.size())) {
      nearest = &code;
    }
  }
  return nearest;
}

}  // namespace sixscope::registry
