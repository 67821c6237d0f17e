#include "apps/report_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <variant>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/report_desk.h"
#include "base/whole_file.h"

namespace sixscope::apps {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFormats = {"docx", "pdf", "xlsx", "html", "json", "csv"};

// Formats with "csv" opened up: a file a table.
std::vector<std::string> opened_up(const ReportFiles& files) {
  std::vector<std::string> all;
  for (const std::string& format : files.formats) {
    if (format != "csv") {
      all.push_back(format);
      continue;
    }
    for (const document::Block& block : files.document.blocks) {
      if (const auto* const table = std::get_if<document::Table>(&block)) {
        all.push_back(table->id + ".csv");
      }
    }
  }
  return all;
}

}  // namespace

int write_report(const ReportFiles& files, const report::Printers& printers, StepTicker& ticker) {
  std::error_code ignored;  // A folder that cannot be made cannot be written into: that is told.
  fs::create_directories(files.folder, ignored);
  for (const std::string& format : opened_up(files)) {
    ticker.tell("printing " + format);
    const auto bytes = report::print(files.document, format, printers);
    if (!bytes) {
      return say_report(bytes.error());
    }
    const fs::path path =
        fs::path(files.folder) / (files.stem + (format.ends_with(".csv") ? "-" : ".") + format);
    if (const auto written = write_whole(path, *bytes); !written) {
      return say_report(written.error());
    }
    fmt::print("{}\n", path.string());
  }
  return kOk;
}

void add_report_files(Command command, std::vector<std::string>& formats, std::string& out) {
  command
      .add_option("--format", formats,
                  "docx, pdf, xlsx, html, json and csv (a file a table), with commas")
      .any_of(kFormats);
  command.add_option("--out", out, "Folder of the files (default: here)").suggest(Suggested::file);
}

}  // namespace sixscope::apps
