#pragma once

#include <string>
#include <vector>

#include "registry/kind.h"
#include "report/definition.h"
#include "report/report_store.h"

namespace sixscope::api {

/// The list of reports that everybody may read, as a page that loads nothing and runs nothing. Each
/// line is in the language of its report. Kinds, regions and operators that nobody knows any more
/// are called as they are stored.
[[nodiscard]] std::string public_list_page(const std::vector<report::Issue>& issues,
                                           const report::Definitions& definitions,
                                           const registry::Kinds& kinds);

}  // namespace sixscope::api
