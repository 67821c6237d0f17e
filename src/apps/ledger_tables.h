#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/text_table.h"

namespace sixscope::apps {

/// Rows of an answer of the ledger.
struct LedgerTable {
  std::vector<std::string> titles;
  std::vector<std::vector<Value>> rows;
  std::string words = {};  ///< What a person is told below the table; lines.
  bool holds = true;       ///< False: the answer says that something is wrong; exit code 1.
};

/// The answer of `call` ("capacity", "plan"...) as rows: codes for programs, or with `names` in
/// "zh" or "en" for people. `answer` is JSON of ours; anything else is an empty table.
[[nodiscard]] LedgerTable ledger_table(std::string_view call, const std::string& answer,
                                       const std::string& names);

}  // namespace sixscope::apps
