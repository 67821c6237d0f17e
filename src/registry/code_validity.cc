#include "registry/code_validity.h"

#include <algorithm>
#include <string>
#include <variant>

namespace sixscope::registry {

bool held_then(const Fault& found, const CodeList* list, const Value& value,
               const std::optional<model::Day>& day) {
  const auto* const text = std::get_if<std::string>(&value);
  if (!day || list == nullptr || text == nullptr || found.rule != fault_of(Rule::code_ended).rule) {
    return false;
  }
  const auto code = std::ranges::find(*list, *text, &Code::code);
  if (code == list->end()) {
    return false;
  }
  const auto from = model::parse_day(code->valid_from);
  const auto to = model::parse_day(code->valid_to);
  return to && *day < *to && (!from || *from <= *day);
}

}  // namespace sixscope::registry
