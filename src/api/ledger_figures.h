#pragma once

#include <utility>
#include <vector>

#include "api/ledger_question.h"
#include "api/registry_calls.h"
#include "figures/ledger_reader.h"

namespace sixscope::api {

/// The ledger's own sums as figures for indicators: the same levels, movements, frozen months and
/// reference as the calls under /api/v1/ledger.
class LedgerFigures : public figures::LedgerReader {
 public:
  explicit LedgerFigures(RegistryDependencies dependencies) : context_(std::move(dependencies)) {}

  [[nodiscard]] Result<std::vector<figures::LedgerAmount>> read(
      const figures::LedgerWanted& wanted, const registry::Scope& scope) const override;

 private:
  mutable LedgerContext context_;  ///< Its shelf is guarded.
};

}  // namespace sixscope::api
