#include "wire/element.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sixscope::wire {
namespace {

// Rows of catalogue/elements.csv in order of enterprise and id: tools/generate_elements.py.
constexpr auto kElements = std::to_array<Element>({
#include "elements_table.inc"
});

}  // namespace

const Element* find_element(std::uint32_t enterprise, std::uint16_t id) {
  const auto key = std::pair(enterprise, id);
  const auto found = std::ranges::lower_bound(kElements, key, {}, [](const Element& element) {
    return std::pair(element.enterprise, element.id);
  });
  if (found == kElements.end() || found->enterprise != enterprise || found->id != id) {
    return nullptr;
  }
  return found;
}

std::string_view element_name(std::uint32_t enterprise, std::uint16_t id) {
  const Element* element = find_element(enterprise, id);
  return element == nullptr ? std::string_view{} : element->name;
}

}  // namespace sixscope::wire
