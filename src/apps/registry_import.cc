#include "apps/registry_import.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/commands.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/sheet_files.h"
#include "apps/text_table.h"
#include "base/json_writer.h"
#include "registry/import_desk.h"

namespace sixscope::apps {
namespace {

using registry::CellFault;
using registry::Imported;
using registry::ImportPlan;
using registry::Kind;
using registry::Language;

constexpr std::chrono::hours kShanghai{8};
/// Rows whose fields a preview spells out.
constexpr std::size_t kPreviewRowsMax = 1000;

struct Arguments {
  std::string file;
  std::string kind;
  std::string sheet;
  std::string sender;
  std::vector<std::string> columns;
  std::string explanation;
  std::string reason;
  std::string effective;
  bool correction = false;
  bool dry_run = false;
  std::string errors;
  std::string settings;
  std::string format = "table";
  std::string language;
};

int wrong(int status, const std::string& words) {
  fmt::print(stderr, "sixscope: {}\n", words);
  return status;
}

int say(const Error& error) {
  return wrong(error.code == Errc::unavailable ? kUnavailable : kFailed, describe(error));
}

const table::Sheet* choose_sheet(const SheetFile& file, const std::string& name) {
  const auto found = std::ranges::find_if(file.sheets, [&](const table::Sheet& sheet) {
    return name.empty() ? !sheet.hidden : sheet.name == name;
  });
  return found == file.sheets.end() ? nullptr : &*found;
}

std::string column_of(const CellFault& fault) {
  return fault.column ? table::column_letters(*fault.column) : "";
}

void write_fault(JsonWriter& out, const CellFault& fault) {
  out.begin_object().member("row", fault.row).member("column", column_of(fault));
  out.member("title", fault.title)
      .member("field", fault.field)
      .member("value", fault.value)
      .member("rule", fault.fault.rule)
      .member("severity", registry::to_string(fault.fault.severity))
      .member("explained", fault.is_explained);
  const std::pair<const char*, const registry::Words*> words[] = {{"what", &fault.fault.what},
                                                                  {"remedy", &fault.fault.remedy}};
  for (const auto& [name, both] : words) {
    out.key(name).begin_object().member("zh", both->zh).member("en", both->en).end_object();
  }
  out.end_object();
}

void write_changes(JsonWriter& out, const ImportPlan& plan) {
  out.key("changes").begin_array();
  std::size_t written = 0;
  for (const registry::PlannedRow& row : plan.rows) {
    if (row.outcome != registry::RowOutcome::changed || written++ >= kPreviewRowsMax) {
      continue;
    }
    out.begin_object().member("row", row.row).member("key", row.key);
    out.key("fields").begin_array();
    for (const registry::FieldDiff& field : row.fields) {
      out.begin_object().member("field", field.field);
      out.key("before").raw(registry::to_json(field.before));
      out.key("after").raw(registry::to_json(field.after)).end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void print_json(const Arguments& arguments, const Kind& kind, const std::string& sha256,
                const Imported& imported) {
  const ImportPlan& plan = imported.plan;
  JsonWriter out;
  out.begin_object()
      .member("file", arguments.file)
      .member("sha256", sha256)
      .member("kind", kind.id)
      .member("dry_run", arguments.dry_run)
      .member("can_apply", plan.can_apply())
      .member("header_row", plan.header_row)
      .member("rows", plan.rows.size())
      .member("created", plan.created)
      .member("changed", plan.changed)
      .member("unchanged", plan.unchanged)
      .member("refused", plan.refused)
      .member("faults_all", plan.faults_all())
      .member("hard", plan.hard)
      .member("soft_open", plan.soft_open)
      .member("soft_explained", plan.soft_explained);
  const std::pair<const char*, const std::vector<CellFault>*> lists[] = {{"faults", &plan.faults},
                                                                         {"notes", &plan.notes}};
  for (const auto& [name, faults] : lists) {
    out.key(name).begin_array();
    for (const CellFault& fault : *faults) {
      write_fault(out, fault);
    }
    out.end_array();
  }
  write_changes(out, plan);
  out.key("receipt");
  if (imported.receipt) {
    out.begin_object()
        .member("id", imported.receipt->id)
        .member("commit", imported.receipt->commit.value())
        .end_object();
  } else {
    out.null();
  }
  out.end_object();
  fmt::print("{}\n", std::move(out).take());
}

void print_faults(const std::vector<CellFault>& faults, Language language) {
  std::vector<std::vector<std::string>> rows;
  for (const CellFault& fault : faults) {
    rows.push_back({fault.row == 0 ? "" : std::to_string(fault.row), column_of(fault), fault.title,
                    fault.value, std::string(registry::to_string(fault.fault.severity)),
                    fault.fault.what.in(language), fault.fault.remedy.in(language)});
  }
  if (!rows.empty()) {
    print_table({"row", "column", "title", "value", "severity", "what", "remedy"}, rows);
  }
}

void print_words(const Arguments& arguments, const Imported& imported, Language language) {
  const ImportPlan& plan = imported.plan;
  print_faults(plan.faults, language);
  print_faults(plan.notes, language);
  if (plan.faults_all() > plan.faults.size()) {
    fmt::print("... and {} faults more\n", plan.faults_all() - plan.faults.size());
  }
  fmt::print(
      "{}: {} rows: {} new, {} changed, {} unchanged, {} refused; {} hard faults, {} to be "
      "explained, {} explained\n",
      arguments.file, plan.rows.size(), plan.created, plan.changed, plan.unchanged, plan.refused,
      plan.hard, plan.soft_open, plan.soft_explained);
  if (imported.receipt) {
    fmt::print("imported; receipt {}\n", imported.receipt->id);
  } else if (plan.can_apply()) {
    fmt::print("nothing is in the way; nothing was imported: this was a dry run\n");
  } else {
    fmt::print("nothing was imported; `--errors FILE` writes the sheet with what is wrong\n");
  }
}

// What the command line says of the request; the exit code where it is wrong.
std::variant<registry::ImportRequest, int> request_of(const Arguments& arguments,
                                                      const std::string& sha256) {
  constexpr std::size_t kDigits = 12;
  registry::ImportRequest request;
  request.at = SystemClock().now();
  request.effective = request.at;
  if (!arguments.effective.empty()) {
    const auto day = day_of(arguments.effective);
    if (!day || begin_of(*day) > request.at) {
      return wrong(kUsage, "--effective: a day that is not in the future is wanted: 2026-06-30");
    }
    request.effective = begin_of(*day);
  }
  for (const std::string& column : arguments.columns) {
    const auto equals = column.rfind('=');
    if (equals == std::string::npos) {
      return wrong(kUsage, "--column: TITLE=FIELD is wanted, or TITLE= to leave a column out");
    }
    request.options.columns.emplace_back(column.substr(0, equals), column.substr(equals + 1));
  }
  request.receipt_id =
      fmt::format("{}-{}", request.at.time_since_epoch().count(), sha256.substr(0, kDigits));
  request.door = "command";
  request.sender = arguments.sender;
  request.file = arguments.file;
  request.sha256 = sha256;
  request.reason = arguments.reason;
  request.nature = arguments.correction ? registry::Nature::correction : registry::Nature::change;
  request.dry_run = arguments.dry_run;
  request.options.explanation = arguments.explanation;
  return request;
}

int run(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  const auto file = read_sheet_file(arguments.file);
  if (!file) {
    return wrong(kBadInput, arguments.file + ": " + describe(file.error()));
  }
  const table::Sheet* sheet = choose_sheet(*file, arguments.sheet);
  if (sheet == nullptr) {
    return wrong(kBadInput, fmt::format("{}: no sheet `{}`", arguments.file, arguments.sheet));
  }
  auto registry = open_registry(*settings);
  if (!registry) {
    return say(registry.error());
  }
  const Kind* kind = arguments.kind.empty() ? registry::kind_of_sheet(*sheet, *registry->kinds)
                                            : registry->kinds->kind(arguments.kind);
  if (kind == nullptr) {
    return wrong(arguments.kind.empty() ? kBadInput : kUsage,
                 "name the kind of objects with --kind; `sixscope registry kinds` lists them");
  }
  auto request = request_of(arguments, file->sha256);
  if (const int* status = std::get_if<int>(&request)) {
    return *status;
  }
  const auto imported = registry::import_sheet(*registry->store, *registry->kinds, *kind, *sheet,
                                               std::get<registry::ImportRequest>(request),
                                               registry::Scope::everything(who_runs()));
  if (!imported) {
    return say(imported.error());
  }
  const Language language = language_of(arguments.language);
  if (!arguments.errors.empty() && imported->plan.faults_all() != 0) {
    const table::Workbook errors{{registry::error_sheet(*sheet, imported->plan, language)}};
    if (const auto written = write_sheet_file(arguments.errors, errors); !written) {
      return say(written.error());
    }
  }
  if (arguments.format == "json") {
    print_json(arguments, *kind, file->sha256, *imported);
  } else {
    print_words(arguments, *imported, language);
  }
  return imported->plan.can_apply() ? kOk : kBadInput;
}

}  // namespace

std::string who_runs() {
  const char* user = std::getenv("USER");
  return user != nullptr && *user != '\0' ? user : fmt::format("uid {}", ::getuid());
}

std::optional<std::chrono::sys_days> day_of(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int read = 0;
  constexpr std::size_t kLength = 10;
  if (text.size() != kLength ||
      std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &read) != 3 ||
      read != static_cast<int>(kLength)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  return date.ok() ? std::optional(std::chrono::sys_days{date}) : std::nullopt;
}

Instant begin_of(std::chrono::sys_days day) { return Instant(day) - kShanghai; }
Instant end_of(std::chrono::sys_days day) {
  return begin_of(day + std::chrono::days{1}) - std::chrono::milliseconds{1};
}

Language language_of(const std::string& option) {
  return option == "zh" ? Language::zh : Language::en;
}

std::string time_text(Instant at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     std::chrono::time_point_cast<std::chrono::seconds>(at));
}

void add_registry_import(CLI::App& registry, int& status) {
  CLI::App* command = registry.add_subcommand(
      "import", "Read a spreadsheet into the registry: all of it, or nothing and every bad cell");
  command->footer(
      "Exit code 0 only if nothing is in the way; 4 if a cell is.\n"
      "Examples:\n"
      "  sixscope registry import ledger.xlsx --dry-run --format json\n"
      "  sixscope registry import june.csv --kind nat44_device --effective 2026-06-30\n"
      "  sixscope registry import ledger.xlsx --column \"Box=name\" --errors wrong.xlsx");
  const auto arguments = std::make_shared<Arguments>();
  suggest(command->add_option("FILE", arguments->file,
                              "XLSX or CSV (UTF-8, UTF-16, GB18030); - is standard input"),
          Suggested::file)
      ->required();
  command->add_option("--kind", arguments->kind, "Kind of objects; by the titles if not given");
  command->add_option("--sheet", arguments->sheet, "Name of the sheet; the first if not given");
  command->add_flag("--dry-run", arguments->dry_run, "List what it would do, and do nothing");
  command->add_option("--sender", arguments->sender, "Whose file it is: columns are remembered");
  command->add_option("--column", arguments->columns,
                      "TITLE=FIELD: what a column of the sheet means; TITLE= leaves it out");
  command->add_option("--explain", arguments->explanation,
                      "Why figures jump: lets soft faults pass");
  command->add_option("--reason", arguments->reason, "Why, for the history");
  command->add_option("--effective", arguments->effective,
                      "Day since when it holds: 2026-06-30; now if not given");
  command->add_flag("--correction", arguments->correction,
                    "It had always been so: counts as no growth");
  suggest(command->add_option("--errors", arguments->errors,
                              "Write the sheet here, with a column that says what is wrong"),
          Suggested::file);
  add_format(*command, arguments->format, {"table", "json"});
  add_language(*command, arguments->language);
  add_settings_file(*command, arguments->settings);
  command->callback([&status, arguments] { status = run(*arguments); });
}

}  // namespace sixscope::apps
