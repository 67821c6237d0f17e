#include "apps/commands.h"
#include "apps/report_build.h"

namespace sixscope::apps {

void add_report(Command app, int& status) {
  const Command report =
      app.add_subcommand("report", "Reports that the papers ask for: build, publish, verify");
  report.require_subcommand();
  report.footer(
      "A report is made of the catalogue's definition and the registry's figures; what was\n"
      "published stays, and can be verified years later.\n"
      "Examples:\n"
      "  sixscope report kinds\n"
      "  sixscope report build monthly --period 2025-06 --scope 100000 --format docx,pdf\n"
      "  sixscope report draft monthly --period 2025-06\n"
      "  sixscope report edit monthly-2025-06-100000-zh\n"
      "  sixscope report publish monthly-2025-06-100000-zh\n"
      "  sixscope report print monthly-2025-06-100000-zh --format docx,pdf\n"
      "  sixscope report verify monthly-2025-06-100000-zh-v1.pdf");
  add_report_build(report, status);
  add_report_shelf(report, status);
  add_report_verify(report, status);
}

}  // namespace sixscope::apps
