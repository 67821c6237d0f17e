#pragma once

#include <string_view>
#include <vector>

namespace sixscope::registry {

/// The statements that bring the tables from one version to the next. Each step has a file of its
/// own or shares one with its like, and a line in sql_schema.cc, which is their order. A step that
/// was released is never edited, only followed by one.
using SchemaStep = std::vector<std::string_view>;

[[nodiscard]] SchemaStep step_objects();   ///< 1: objects and their log.
[[nodiscard]] SchemaStep step_imports();   ///< 2: what surrounds an import, and published states.
[[nodiscard]] SchemaStep step_accounts();  ///< 3: who may ask, and files attached to objects.
[[nodiscard]] SchemaStep step_polling();   ///< 4: what devices answered.
[[nodiscard]] SchemaStep step_polled_devices();  ///< 5: since when, and which of two devices.
[[nodiscard]] SchemaStep step_mended();          ///< 6: how many cells of a sheet were typed anew.
[[nodiscard]] SchemaStep step_keys();            ///< 7: since when an object has its key.
[[nodiscard]] SchemaStep step_views();           ///< 8: filters that accounts keep.
[[nodiscard]] SchemaStep step_reports();         ///< 9: reports and the files printed from them.
[[nodiscard]] SchemaStep step_rounds();          ///< 10: submission rounds.

}  // namespace sixscope::registry
