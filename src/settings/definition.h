#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sixscope::settings {

/// One entry of catalogue/settings.toml. Static text throughout.
struct Definition {
  std::string_view key;            ///< Dotted: "http.listen".
  std::string_view type;           ///< "text", "integer", "flag" or "list".
  std::string_view unit;           ///< Of integers: "seconds", "bytes"...
  std::string_view default_value;  ///< As JSON.
  std::string_view example;        ///< As JSON.
  std::string_view en;
  std::string_view zh;
  std::string_view choices;  ///< Allowed texts with | between; empty: any.
  std::int64_t least;
  std::int64_t most;
  bool secret;  ///< Never printed or logged.
};

/// All of them, in the order of the catalogue.
[[nodiscard]] std::span<const Definition> definitions();

/// Environment variables of ours that are no settings; one that ends in * stands for all that begin
/// like it.
[[nodiscard]] std::span<const std::string_view> other_variables();

}  // namespace sixscope::settings
