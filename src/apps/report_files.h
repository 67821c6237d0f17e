#pragma once

#include <string>
#include <vector>

#include "apps/step_ticker.h"
#include "document/document.h"
#include "report/printer.h"

namespace sixscope::apps {

class Command;

/// What of a report is written where.
struct ReportFiles {
  const document::Document& document;
  std::vector<std::string> formats;  ///< "csv" stands for every table.
  std::string folder;                ///< Made if it is not there.
  std::string stem;                  ///< "monthly-2025-06-100000-zh": STEM.pdf, STEM-regions.csv.
};

/// Writes them, each whole or not at all, and prints their names; how the command ends.
int write_report(const ReportFiles& files, const report::Printers& printers, StepTicker& ticker);

/// `--format` and `--out` of a command that writes reports.
void add_report_files(Command command, std::vector<std::string>& formats, std::string& out);

}  // namespace sixscope::apps
