#include "apps/report_setup.h"

#include <utility>

#include "adapters/docx/docx.h"
#include "adapters/docx/marker.h"
#include "adapters/paper/paper.h"
#include "adapters/report_files/report_files.h"
#include "adapters/workbook/workbook.h"
#include "api/report_capacity.h"
#include "apps/places.h"
#include "apps/report_late.h"
#include "apps/sheet_files.h"
#include "document/skins.h"

namespace sixscope::apps {

report::Printers report_printers() {
  using document::Document;
  return {
      {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
       [](const Document& one) { return adapters::docx(one, adapters::png); }},
      {"pdf", "application/pdf", [](const Document& one) { return adapters::pdf(one); }},
      {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
       [](const Document& one) { return adapters::workbook(one, adapters::png); }},
      {"html", "text/html; charset=utf-8",
       [](const Document& one) { return Result<std::string>(document::html(one)); }},
      {"json", "application/json",
       [](const Document& one) { return Result<std::string>(document::json(one)); }},
  };
}

Result<std::optional<std::string>> find_report_marker(std::string_view bytes) {
  return adapters::marker_of(bytes);
}

ReportSetup::ReportSetup(api::IndicatorDependencies indicators,
                         std::shared_ptr<const report::Definitions> definitions,
                         registry::SqlDatabase& database)
    : indicators_(std::move(indicators)),
      rounds_(database),
      ledger_(indicators_.registry),
      workshop_{.definitions = std::move(definitions),
                .figures = {.catalogue = *indicators_.catalogue,
                            .kinds = *indicators_.registry.kinds,
                            .registry = indicators_.registry.store,
                            .traffic = indicators_.traffic,
                            .ledger = indicators_.ledger.get()},
                .expectation = indicators_.expectation,
                .printers = report_printers(),
                .sha256 = sha256_of,
                .capacity =
                    [this](const report::Question& question, const registry::Scope& scope) {
                      return api::capacity_lines(ledger_, question, scope);
                    },
                .late =
                    [this](const report::Question& question, const registry::Scope& scope) {
                      return late_submissions(rounds_, question, scope,
                                              indicators_.registry.clock.now());
                    }} {}

Result<std::unique_ptr<ReportSetup>> ReportSetup::make(api::IndicatorDependencies indicators,
                                                       registry::SqlDatabase& database) {
  const auto directory = find_directory("catalogue");
  if (!directory) {
    return fail_because("set SIXSCOPE_HOME to the folder that has it", Errc::not_found,
                        "the catalogue is not there");
  }
  auto definitions = adapters::load_reports(*directory, *indicators.catalogue);
  if (!definitions) {
    return fail_like(definitions);
  }
  return std::unique_ptr<ReportSetup>(
      new ReportSetup(std::move(indicators), *std::move(definitions), database));
}

}  // namespace sixscope::apps
