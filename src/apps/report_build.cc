// Reports built from the registry's own files, and when which is due.
#include "apps/report_build.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/report_desk.h"
#include "apps/report_files.h"
#include "apps/say.h"
#include "apps/step_ticker.h"
#include "apps/text_table.h"
#include "report/calendar.h"
#include "report/words.h"

namespace sixscope::apps {
namespace {

struct BuildWish {
  report::Order order;
  std::string number;
  std::vector<std::string> formats = {"docx", "pdf", "xlsx", "html"};
  std::string out = ".";
  DataPlace place;
};

struct CalendarWish {
  int months = 12;
  std::string format = "table";
  std::string language;
  DataPlace place;
};

int build(const BuildWish& wish) {
  int status = kOk;
  StepTicker ticker("opening the registry");
  const auto desk = open_report_desk(wish.place, status);
  if (desk == nullptr) {
    return status;
  }
  const report::Workshop& workshop = desk->workshop();
  const model::Day today = model::day_in_china(desk->clock.now());
  auto assignment = report::assign(wish.order, *workshop.definitions, desk->setup->kinds(), today);
  if (!assignment) {
    return wrong(kUsage, describe(assignment.error()));
  }
  assignment->imprint.number = wish.number;
  if (assignment->imprint.issuer.empty()) {
    assignment->imprint.issuer = desk->settings.text("reports.issuer");
  }
  assignment->imprint.date = model::to_string(today);
  assignment->imprint.status = report::say(assignment->language, "草稿", "draft");
  ticker.tell("reading the figures");
  const auto made = report::compose(workshop, wish.order.definition, *assignment, desk->scope);
  if (!made) {
    return say_report(made.error());
  }
  const int written = write_report({.document = made->document,
                                    .formats = wish.formats,
                                    .folder = wish.out,
                                    .stem = report::issue_id(wish.order)},
                                   workshop.printers, ticker);
  if (written != kOk) {
    return written;
  }
  for (const std::string& remark : made->remarks) {
    fmt::print(stderr, "{}\n", remark);
  }
  return kOk;
}

int list_kinds(const CalendarWish& wish) {
  int status = kOk;
  const auto desk = open_report_desk(wish.place, status);
  if (desk == nullptr) {
    return status;
  }
  const document::Language language = text_language(wish.language);
  std::vector<std::vector<Value>> rows;
  for (const report::Definition& one : desk->workshop().definitions->reports) {
    rows.push_back({one.id,
                    std::string(figures::kPeriodKindNames.at(static_cast<std::size_t>(one.period))),
                    report::in(one.description, language), report::in(one.source, language)});
  }
  print_listed({"report", "period", "description", "source"}, rows, wish.format);
  return kOk;
}

int list_calendar(const CalendarWish& wish) {
  int status = kOk;
  const auto desk = open_report_desk(wish.place, status);
  if (desk == nullptr) {
    return status;
  }
  const document::Language language = text_language(wish.language);
  const model::Day today = model::day_in_china(desk->clock.now());
  const model::Month last = model::Month::of(today) + wish.months;
  std::vector<std::vector<Value>> rows;
  for (const report::DueDay& due :
       report::due_days(*desk->workshop().definitions, today, last.last_day())) {
    const report::Definition& one = *due.definition;
    rows.push_back({model::to_string(due.day), one.id, due.period.name(one.period),
                    report::in(one.schedule->source, language)});
  }
  print_listed({"day", "report", "period", "set_by"}, rows, wish.format);
  return kOk;
}

void add_build(Command report, int& status) {
  const auto wish = std::make_shared<BuildWish>();
  const Command command = report.add_subcommand(
      "build", "Make a report of the registry's figures, as files; nothing is kept");
  command.footer(
      "No server is needed. Measured figures are with the server: the report says they lack here.\n"
      "Examples:\n"
      "  sixscope report build monthly --period 2025-06 --out reports\n"
      "  sixscope report build monthly --period 2025-06 --scope 440000 --operator china_mobile\n"
      "  sixscope report build monthly --period 2025-06 --language en --format docx,pdf\n"
      "  sixscope report build denat_half_year --period 2025-H1 --format xlsx,csv");
  report::Order& order = wish->order;
  command.add_option("REPORT", order.definition, "Kind of report: see `sixscope report kinds`")
      .required();
  command.add_option("--period", order.period, "2025-06, 2025-Q2, 2025-H1 or 2025").required();
  command.add_option("--scope", order.region,
                     "Code of a region: 440000; 100000 is the nation (default)");
  command.add_option("--operator", order.operator_, "Only this operator: china_mobile");
  command.add_option("--language", order.language, "zh or en (default: zh)").only({"zh", "en"});
  command.add_option("--issuer", order.issuer,
                     "Who issues it: red head and signature (default: reports.issuer)");
  command.add_option("--number", wish->number, "Number to print: 〔2025〕6号");
  add_report_files(command, wish->formats, wish->out);
  add_data_place(command, wish->place);
  command.callback([&status, wish] { status = build(*wish); });
}

}  // namespace

void add_report_build(Command report, int& status) {
  add_build(report, status);
  const auto kinds = std::make_shared<CalendarWish>();
  const Command list = report.add_subcommand("kinds", "Every kind of report that can be built");
  list.footer("Examples:\n  sixscope report kinds\n  sixscope report kinds --format json");
  add_format(list, kinds->format);
  add_language(list, kinds->language);
  add_data_place(list, kinds->place);
  list.callback([&status, kinds] { status = list_kinds(*kinds); });

  const auto calendar = std::make_shared<CalendarWish>();
  const Command dates =
      report.add_subcommand("calendar", "When which report is due, and which paper says so");
  dates.footer(
      "A server builds the drafts of these days by itself: settings reports.scopes.\n"
      "Examples:\n  sixscope report calendar\n  sixscope report calendar --months 3 --format csv");
  dates.add_option("--months", calendar->months, "How far ahead (default: 12)").range(0, 120);
  add_format(dates, calendar->format);
  add_language(dates, calendar->language);
  add_data_place(dates, calendar->place);
  dates.callback([&status, calendar] { status = list_calendar(*calendar); });
}

}  // namespace sixscope::apps
