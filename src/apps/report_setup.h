#pragma once

#include <memory>
#include <string_view>

#include "adapters/sql_rounds/sql_round_store.h"
#include "api/indicator_calls.h"
#include "api/ledger_question.h"
#include "base/result.h"
#include "report/press.h"

namespace sixscope::apps {

/// Everything that reports are made with, wired: definitions of the catalogue, the skins, the
/// ledger's capacity. Owns what its workshop borrows; the stores of `indicators` outlive it.
class ReportSetup {
 public:
  /// `malformed` with every fault of the catalogue's reports. `database` has the rounds and
  /// outlives it.
  [[nodiscard]] static Result<std::unique_ptr<ReportSetup>> make(
      api::IndicatorDependencies indicators, registry::SqlDatabase& database);
  ReportSetup(const ReportSetup&) = delete;
  ReportSetup& operator=(const ReportSetup&) = delete;

  [[nodiscard]] const report::Workshop& workshop() const { return workshop_; }
  [[nodiscard]] const registry::Kinds& kinds() const { return *indicators_.registry.kinds; }

 private:
  ReportSetup(api::IndicatorDependencies indicators,
              std::shared_ptr<const report::Definitions> definitions,
              registry::SqlDatabase& database);

  api::IndicatorDependencies indicators_;
  adapters::SqlRoundStore rounds_;
  api::LedgerContext ledger_;
  report::Workshop workshop_;
};

/// Every skin as a printer: docx, pdf, xlsx, html, json.
[[nodiscard]] report::Printers report_printers();

/// The marker of a published report in a file's bytes; as `adapters::marker_of`.
[[nodiscard]] Result<std::optional<std::string>> find_report_marker(std::string_view bytes);

}  // namespace sixscope::apps
