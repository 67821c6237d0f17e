// Issues on the shelf: drafts, publication, corrections.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/registry_import.h"
#include "apps/report_build.h"
#include "apps/report_desk.h"
#include "apps/report_files.h"
#include "apps/step_ticker.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using report::Issue;

struct ShelfWish {
  report::Order order;
  std::string id;
  std::uint32_t version = 0;  ///< 0: the newest.
  std::string reason;
  std::string answer;  ///< Of `public`: on or off.
  report::Imprimatur how;
  report::IssueQuestion question;
  std::vector<std::string> formats = {"docx", "pdf", "xlsx", "html"};
  std::string out = ".";
  std::string state;
  std::string format = "table";
  DataPlace place;

  [[nodiscard]] std::optional<std::uint32_t> which() const {
    return version == 0 ? std::nullopt : std::optional(version);
  }
};

std::string state_name(const Issue& issue) {
  return std::string(report::kIssueStateNames.at(static_cast<std::size_t>(issue.state)));
}

const std::vector<std::string> kTitles = {"id",     "version", "state",        "number", "status",
                                          "public", "commit",  "published_at", "reason"};

std::vector<Value> row_of(const Issue& issue) {
  return {issue.id,
          std::uint64_t{issue.version},
          state_name(issue),
          issue.number,
          issue.status,
          std::string(issue.is_public ? "yes" : "no"),
          issue.commit.value() == 0 ? Value() : Value(std::uint64_t{issue.commit.value()}),
          issue.published_at ? time_text(*issue.published_at) : "",
          issue.reason};
}

int print_issue(const Result<Issue>& issue, const std::string& format) {
  if (!issue) {
    return say_report(issue.error());
  }
  print_listed(kTitles, {row_of(*issue)}, format);
  return kOk;
}

void print_differences(const char* what, const std::vector<report::Difference>& all) {
  for (const report::Difference& one : all) {
    fmt::print(stderr, "{}: {}: {} -> {}\n", what, one.where, one.before.empty() ? "-" : one.before,
               one.after.empty() ? "-" : one.after);
  }
}

int list(const ShelfWish& wish, const ReportDesk& desk) {
  report::IssueQuestion question = wish.question;
  for (std::size_t i = 0; i < report::kIssueStateNames.size(); ++i) {
    if (wish.state == report::kIssueStateNames.at(i)) {
      question.state = static_cast<report::IssueState>(i);
    }
  }
  const auto all = desk.shelf->list(question, desk.scope);
  if (!all) {
    return say_report(all.error());
  }
  std::vector<std::vector<Value>> rows;
  for (const Issue& one : *all) {
    rows.push_back(row_of(one));
  }
  print_listed(kTitles, rows, wish.format);
  return kOk;
}

int show(const ShelfWish& wish, const ReportDesk& desk) {
  const auto issue = desk.shelf->get(wish.id, wish.which(), desk.scope);
  if (!issue) {
    return say_report(issue.error());
  }
  std::vector<std::vector<Value>> rows;
  const std::vector<Value> values = row_of(*issue);
  for (std::size_t i = 0; i < kTitles.size(); ++i) {
    rows.push_back({kTitles[i], values[i]});
  }
  rows.push_back({std::string("sha256"), issue->sha256});
  const auto files = desk.shelf->files(issue->id, issue->version);
  if (!files) {
    return say_report(files.error());
  }
  for (const report::PrintedFile& file : *files) {
    rows.push_back({file.format, fmt::format("{} bytes, SHA-256 {}", file.bytes, file.sha256)});
  }
  if (issue->state == report::IssueState::draft) {
    const auto proof = desk.press->proof(issue->id, issue->version, desk.scope);
    if (!proof) {
      return say_report(proof.error());
    }
    for (const report::Difference& one : proof->moved) {
      rows.push_back(
          {std::string("moved"), fmt::format("{}: {} -> {}", one.where, one.before, one.after)});
    }
    for (const std::string& remark : proof->composition.remarks) {
      rows.push_back({std::string("remark"), remark});
    }
  }
  print_listed({"what", "is"}, rows, wish.format);
  return kOk;
}

int print(const ShelfWish& wish, const ReportDesk& desk) {
  const auto issue = desk.shelf->get(wish.id, wish.which(), desk.scope);
  if (!issue) {
    return say_report(issue.error());
  }
  const auto document = desk.press->document_of(*issue, desk.scope);
  if (!document) {
    return say_report(document.error());
  }
  StepTicker ticker("printing");
  return write_report({.document = *document,
                       .formats = wish.formats,
                       .folder = wish.out,
                       .stem = fmt::format("{}-v{}", issue->id, issue->version)},
                      desk.workshop().printers, ticker);
}

int make_draft(const ShelfWish& wish, const ReportDesk& desk) {
  report::Order order = wish.order;
  if (order.issuer.empty()) {
    order.issuer = desk.settings.text("reports.issuer");
  }
  const auto proof = desk.press->draft(order, desk.scope);
  return print_issue(proof ? Result<Issue>(proof->issue) : fail_like(proof), wish.format);
}

int publish(const ShelfWish& wish, const ReportDesk& desk) {
  const auto done = desk.press->publish(wish.id, wish.how, desk.scope);
  if (!done) {
    return say_report(done.error());
  }
  for (const std::string& remark : done->remarks) {
    fmt::print(stderr, "{}\n", remark);
  }
  print_differences("corrected", done->corrections);
  return print_issue(done->issue, wish.format);
}

int check(const ShelfWish& wish, const ReportDesk& desk) {
  const auto proof = desk.press->look(wish.id, std::nullopt, desk.scope);
  if (!proof) {
    return say_report(proof.error());
  }
  print_differences("moved", proof->moved);
  for (const std::string& remark : proof->composition.remarks) {
    fmt::print(stderr, "{}\n", remark);
  }
  return print_issue(proof->issue, wish.format);
}

int correct(const ShelfWish& wish, const ReportDesk& desk) {
  return print_issue(desk.press->correct(wish.id, wish.reason, desk.scope), wish.format);
}

int withdraw(const ShelfWish& wish, const ReportDesk& desk) {
  return print_issue(desk.press->withdraw(wish.id, wish.which(), wish.reason, desk.scope),
                     wish.format);
}

int set_public(const ShelfWish& wish, const ReportDesk& desk) {
  return print_issue(desk.press->set_public(wish.id, wish.which(), wish.answer == "on", desk.scope),
                     wish.format);
}

using Act = int (*)(const ShelfWish&, const ReportDesk&);

struct Added {
  Command command;
  std::shared_ptr<ShelfWish> wish;
};

Added add(Command report, int& status, const char* name, const char* what, const char* examples,
          Act act, bool lists = true) {
  const auto wish = std::make_shared<ShelfWish>();
  const Command command = report.add_subcommand(name, what);
  command.footer(std::string("Examples:\n") + examples);
  if (lists) {
    add_format(command, wish->format);
  }
  add_data_place(command, wish->place);
  command.callback([&status, wish, act] {
    StepTicker ticker("reading the figures");
    const auto desk = open_report_desk(wish->place, status);
    if (desk != nullptr) {
      status = act(*wish, *desk);
    }
  });
  return {command, wish};
}

void add_id(const Added& added) {
  added.command.add_option("ID", added.wish->id, "As `sixscope report list` has it").required();
}
void add_version(const Added& added) {
  added.command.add_option("--version", added.wish->version, "Version (default: the newest)");
}
void add_reason(const Added& added) {
  added.command.add_option("--reason", added.wish->reason, "Why; it stands in the report's history")
      .required();
}

void add_drafts(Command report, int& status) {
  const Added draft =
      add(report, status, "draft", "Put a draft on the shelf, to be edited and published",
          "  sixscope report draft monthly --period 2025-06 --scope 440000", make_draft);
  report::Order& order = draft.wish->order;
  draft.command
      .add_option("REPORT", order.definition, "Kind of report: see `sixscope report kinds`")
      .required();
  draft.command.add_option("--period", order.period, "2025-06, 2025-Q2, 2025-H1 or 2025")
      .required();
  draft.command.add_option("--scope", order.region,
                           "Code of a region: 440000; 100000 is the nation (default)");
  draft.command.add_option("--operator", order.operator_, "Only this operator: china_mobile");
  draft.command.add_option("--language", order.language, "zh or en (default: zh)")
      .only({"zh", "en"});
  draft.command.add_option("--issuer", order.issuer,
                           "Who issues it: red head and signature (default: reports.issuer)");
  add_report_edit(report, status);
  add_id(add(report, status, "check",
             "What moved since a draft was last looked at, and what its text lacks",
             "  sixscope report check monthly-2025-06-440000-zh", check));
  const Added publishing =
      add(report, status, "publish", "Freeze a draft with its figures, and give it a number",
          "  sixscope report publish monthly-2025-06-100000-zh\n"
          "  sixscope report publish monthly-2025-06-440000-zh --number 〔2025〕6号 "
          "--date 2025-07-10 --final",
          publish);
  add_id(publishing);
  report::Imprimatur& how = publishing.wish->how;
  publishing.command.add_option("--number", how.number,
                                "As printed (default: the next of its kind, place and year)");
  publishing.command.add_option("--date", how.date, "Day of issue: 2025-07-10 (default: today)");
  publishing.command.add_flag("--final", how.is_final, "The figures are final, not preliminary");
  publishing.command.add_flag("--accept-moved", how.accepts_moved,
                              "Publish though figures moved since the draft was looked at");
}

}  // namespace

void add_report_shelf(Command report, int& status) {
  const Added listing = add(report, status, "list", "Reports on the shelf, newest change first",
                            "  sixscope report list\n"
                            "  sixscope report list --state published --format csv",
                            list);
  report::IssueQuestion& question = listing.wish->question;
  listing.command.add_option("--report", question.definition, "Only this kind: monthly");
  listing.command.add_option("--period", question.period, "Only this period: 2025-06");
  listing.command.add_option("--scope", question.region, "Only this region: 440000");
  listing.command.add_option("--state", listing.wish->state, "draft, published or withdrawn")
      .only({"draft", "published", "withdrawn"});
  listing.command.add_option("--limit", question.limit, "At most so many (default: 100)");
  const Added showing = add(report, status, "show", "One report: its state, files and remarks",
                            "  sixscope report show monthly-2025-06-100000-zh --version 1", show);
  add_id(showing);
  add_version(showing);
  const Added printing =
      add(report, status, "print", "Write the files of a report on the shelf",
          "  sixscope report print monthly-2025-06-100000-zh --version 1 --format pdf,csv", print,
          false);
  add_id(printing);
  add_version(printing);
  add_report_files(printing.command, printing.wish->formats, printing.wish->out);
  add_drafts(report, status);
  const Added correcting = add(
      report, status, "correct", "Open the next version of what was published",
      "  sixscope report correct monthly-2025-06-100000-zh --reason \"440000 restated\"", correct);
  add_id(correcting);
  add_reason(correcting);
  const Added opening =
      add(report, status, "public", "Show a published report to everybody, or to accounts only",
          "  sixscope report public monthly-2025-06-440000-zh on", set_public);
  add_id(opening);
  opening.command.add_option("ANSWER", opening.wish->answer, "on or off")
      .required()
      .only({"on", "off"});
  add_version(opening);
  const Added withdrawing =
      add(report, status, "withdraw", "Take back what was published; its snapshot stays",
          "  sixscope report withdraw monthly-2025-06-440000-zh --reason \"wrong form\"", withdraw);
  add_id(withdrawing);
  add_version(withdrawing);
  add_reason(withdrawing);
}

}  // namespace sixscope::apps
