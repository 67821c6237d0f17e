#include "api/catalogue.h"

namespace sixscope::api {

std::optional<Label> Catalogue::label(store::Dimension dimension, std::string_view value) const {
  const auto& known = labels[static_cast<std::size_t>(dimension)];
  const auto found = known.find(value);
  return found == known.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sixscope::api
