#include "apps/registry_import.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/import_answer.h"
#include "api/import_refusals.h"
#include "api/time_text.h"
#include "apps/commands.h"
#include "apps/import_ticker.h"
#include "apps/load_settings.h"
#include "apps/open_registry.h"
#include "apps/options.h"
#include "apps/say.h"
#include "apps/sheet_files.h"
#include "apps/text_table.h"
#include "model/month.h"
#include "registry/column_match.h"
#include "registry/import_desk.h"

namespace sixscope::apps {
namespace {

using registry::CellFault;
using registry::Imported;
using registry::ImportPlan;
using registry::Kind;
using registry::Language;

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

// A file that is not read: in words on standard error, and for programs as they asked.
int refuse(const Arguments& arguments, const Error& error) {
  if (arguments.format == "json") {
    JsonWriter out;
    out.begin_object().member("file", arguments.file);
    out.key("refused").raw(api::refusal_json(error)).end_object();
    fmt::print("{}\n", std::move(out).take());
  }
  return wrong(kBadInput, arguments.file + ": " + words_of(error, language_of(arguments.language)));
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

void print_faults(const std::vector<CellFault>& faults, Language language) {
  std::vector<std::vector<std::string>> rows;
  for (const CellFault& fault :
       std::span(faults).first(std::min(faults.size(), registry::kFaultsListed))) {
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
  if (plan.faults_all() > registry::kFaultsListed) {
    fmt::print("... and {} faults more\n", plan.faults_all() - registry::kFaultsListed);
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
    const auto effective = api::parse_effective(arguments.effective, request.at);
    if (!effective) {
      return wrong(kUsage, "--effective: " + std::string(effective.error().rule));
    }
    request.effective = *effective;
  }
  auto columns = columns_of(arguments.columns);
  if (!columns) {
    return kUsage;
  }
  request.options.columns = *std::move(columns);
  request.receipt_id =
      fmt::format("{}-{}", request.at.time_since_epoch().count(), sha256.substr(0, kDigits));
  request.door = "command";
  request.sender = arguments.sender;
  request.file = arguments.file;
  request.sha256 = sha256;
  request.reason = arguments.reason;
  request.nature = arguments.correction ? registry::Nature::correction : registry::Nature::change;
  request.dry_run = arguments.dry_run;
  if (!arguments.errors.empty()) {
    request.options.faults_listed = registry::kFaultsForSheet;
  }
  request.options.explanation = arguments.explanation;
  return request;
}

int run(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return kBadSettings;
  }
  ImportTicker ticker(arguments.file);
  const auto file = read_sheet_file(arguments.file, limits_of(*settings));
  if (!file) {
    return refuse(arguments, file.error());
  }
  const table::Sheet* sheet = choose_sheet(*file, arguments.sheet);
  if (sheet == nullptr) {
    return wrong(kBadInput, fmt::format("{}: no sheet `{}`", arguments.file, arguments.sheet));
  }
  auto registry = open_registry(*settings);
  if (!registry) {
    return say(registry.error());
  }
  auto request = request_of(arguments, file->sha256);
  if (const int* status = std::get_if<int>(&request)) {
    return *status;
  }
  auto& asked = std::get<registry::ImportRequest>(request);
  const auto known = arguments.kind.empty()
                         ? registry::kind_of_sheet(*registry->store, *registry->kinds, *sheet,
                                                   arguments.sender, asked.options.columns)
                         : Result<const Kind*>(registry->kinds->kind(arguments.kind));
  if (!known) {
    return say(known.error());
  }
  const Kind* const kind = *known;
  if (kind == nullptr) {
    return wrong(arguments.kind.empty() ? kBadInput : kUsage,
                 "name the kind of objects with --kind; `sixscope registry kinds` lists them");
  }
  if (const auto unknown = registry::unknown_fields(*kind, asked.options.columns);
      !unknown.empty()) {
    return wrong(kUsage, "--column: " + kind->id + " has no field '" + unknown.front() + "'");
  }
  asked.progress = [&ticker](const registry::ImportProgress& progress) { ticker.tell(progress); };
  const auto imported = registry::import_sheet(*registry->store, *registry->kinds, *kind, *sheet,
                                               asked, registry::Scope::everything(who_runs()));
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
    fmt::print("{}\n", api::import_json({.file = arguments.file,
                                         .sha256 = file->sha256,
                                         .kind = *kind,
                                         .imported = *imported,
                                         .dry_run = arguments.dry_run}));
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

std::optional<std::vector<std::pair<std::string, std::string>>> columns_of(
    const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> columns;
  for (const std::string& column : texts) {
    const auto equals = column.rfind('=');
    if (equals == std::string::npos) {
      wrong(kUsage, "--column: TITLE=FIELD is wanted, or TITLE= to leave a column out");
      return std::nullopt;
    }
    columns.emplace_back(column.substr(0, equals), column.substr(equals + 1));
  }
  return columns;
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

Instant end_of(std::chrono::sys_days day) {
  return model::begin_in_china(day + std::chrono::days{1}) - std::chrono::milliseconds{1};
}

Language language_of(const std::string& option) {
  return option == "zh" ? Language::zh : Language::en;
}

std::string time_text(Instant at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     std::chrono::time_point_cast<std::chrono::seconds>(at));
}

void add_registry_import(Command registry, int& status) {
  const Command command = registry.add_subcommand(
      "import", "Read a spreadsheet into the registry: all of it, or nothing and every bad cell");
  command.footer(
      "Exit code 0 only if nothing is in the way; 4 if a cell is, or the file cannot be read.\n"
      "Examples:\n"
      "  sixscope registry import ledger.xlsx --dry-run --format json\n"
      "  sixscope registry import june.csv --kind nat44_device --effective 2026-06-30\n"
      "  sixscope registry import ledger.xlsx --column \"Box=name\" --errors wrong.xlsx");
  const auto arguments = std::make_shared<Arguments>();
  command
      .add_option("FILE", arguments->file,
                  "XLSX or CSV (UTF-8, UTF-16, GB18030); - is standard input, pasted text too")
      .suggest(Suggested::file)
      .required();
  command.add_option("--kind", arguments->kind, "Kind of objects; by the titles if not given");
  command.add_option("--sheet", arguments->sheet, "Name of the sheet; the first if not given");
  command.add_flag("--dry-run", arguments->dry_run, "List what it would do, and do nothing");
  command.add_option("--sender", arguments->sender, "Whose file it is: columns are remembered");
  command.add_option("--column", arguments->columns,
                     "TITLE=FIELD: what a column of the sheet means; TITLE= leaves it out");
  command.add_option("--explain", arguments->explanation,
                     "Why figures jump: lets soft faults pass");
  command.add_option("--reason", arguments->reason, "Why, for the history");
  command.add_option("--effective", arguments->effective,
                     "Day since when it holds: 2026-06-30; now if not given");
  command.add_flag("--correction", arguments->correction,
                   "It had always been so: counts as no growth");
  command
      .add_option("--errors", arguments->errors,
                  "Write the sheet here, with a column that says what is wrong")
      .suggest(Suggested::file);
  add_format(command, arguments->format, {"table", "json"});
  add_language(command, arguments->language);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments] { status = run(*arguments); });
}

}  // namespace sixscope::apps
