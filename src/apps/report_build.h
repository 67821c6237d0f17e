#pragma once

namespace sixscope::apps {

class Command;

/// `sixscope report build`, `kinds` and `calendar`, below the command `report`.
void add_report_build(Command report, int& status);

/// `sixscope report edit`; behind `draft`, as their examples follow each other.
void add_report_edit(Command report, int& status);

/// `sixscope report list`, `show`, `print`, `draft`, `check`, `publish`, `correct`, `withdraw` and
/// `public`.
void add_report_shelf(Command report, int& status);

/// `sixscope report verify`.
void add_report_verify(Command report, int& status);

}  // namespace sixscope::apps
