#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace sixscope::apps {

/// `sixscope report build`, `kinds` and `calendar`, below the command `report`.
void add_report_build(CLI::App& report, int& status);

/// `sixscope report edit`; behind `draft`, as their examples follow each other.
void add_report_edit(CLI::App& report, int& status);

/// `sixscope report list`, `show`, `print`, `draft`, `check`, `publish`, `correct`, `withdraw` and
/// `public`.
void add_report_shelf(CLI::App& report, int& status);

/// `sixscope report verify`.
void add_report_verify(CLI::App& report, int& status);

}  // namespace sixscope::apps
