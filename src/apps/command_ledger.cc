#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/files_ask.h"
#include "apps/ledger_simulate.h"
#include "apps/ledger_tables.h"
#include "apps/options.h"
#include "apps/text_table.h"
#include "base/json_writer.h"
#include "model/month.h"

namespace sixscope::apps {
namespace {

struct Arguments {
  std::string call;
  std::string path;
  std::map<std::string, std::string> parameters;
  std::string format = "table";
  std::string language;
  std::string settings;
  std::string month;    ///< Of `freeze` and `freezes`.
  std::string reason;   ///< Of `freeze`.
  std::string version;  ///< Of `freezes`.
  std::string device;   ///< Of `device`: number or key.
};

/// Parameters of the API that are options here, with what their help says.
const std::map<std::string, const char*>& parameter_help() {
  static const std::map<std::string, const char*> kHelp = {
      {"by", "Groups, with commas: province (or region), prefecture, county; operator; class"},
      {"within", "Only these regions and what lies in them: 440000,310000"},
      {"region", "Only this region and what lies in it: 440000"},
      {"operator", "Only these operators: china_mobile,china_unicom"},
      {"class",
       "Only these classes: nat44, nat444, ds_lite, nat64, other; NAT44 and NAT444 if "
       "not given"},
      {"months", "First and last month: 2025-01..2025-12 (default: the twelve before this one)"},
      {"month", "One month: 2025-12"},
      {"reference", "Month since whose end nothing may grow (default: ledger.reference_month)"},
      {"baseline",
       "Month from which on plans are held against what became of them (default: that of the "
       "first plan)"},
      {"component",
       "Only these: max_sessions, design_throughput, public_addresses, port_blocks, "
       "subscribers_max"},
      {"part", "Only this part: added, expanded, reduced, retired, moved_in, moved_out, corrected"},
      {"answer",
       "Only devices with a figure that is confirmed, contradicted, never_measured, "
       "stale or not_typed"},
      {"limit", "At most so many, 1 to 10000 (default: 1000)"},
      {"as_of_commit", "As known at this commit (default: all that is recorded)"}};
  return kHelp;
}

// Prints the answer of a call in the format wished for.
int print(const Arguments& arguments, const std::string& answer) {
  const bool for_people = arguments.format == "table";
  const LedgerTable table =
      ledger_table(arguments.call, answer, for_people ? arguments.language : "");
  if (arguments.format == "json") {
    fmt::print("{}", answer);
  } else if (for_people && table.rows.empty() && !table.words.empty()) {
    fmt::print("{}", table.words);  // A table of nothing but its head says nothing.
  } else {
    print_listed(table.titles, table.rows, arguments.format);
    fmt::print("{}", for_people ? "\n" + table.words : "");
  }
  if (!table.holds) {
    fmt::print(stderr, "sixscope: the answer does not hold: see `closes` or `reproduces`\n");
  }
  return table.holds ? kOk : kFailed;
}

int ask(const Arguments& arguments) {
  FilesWish wish{.path = "/ledger" + arguments.path, .settings = arguments.settings};
  wish.parameters.assign(arguments.parameters.begin(), arguments.parameters.end());
  int status = kOk;
  const std::string answer = ask_files(wish, status);
  return status == kOk ? print(arguments, answer) : status;
}

int freeze(const Arguments& arguments) {
  JsonWriter body;
  body.begin_object().member("month", arguments.month).member("reason", arguments.reason);
  body.end_object();
  FilesWish wish{.method = http::Method::post,
                 .path = "/ledger/freezes",
                 .body = body.take(),
                 .settings = arguments.settings};
  int status = kOk;
  const std::string answer = ask_files(wish, status);
  return status == kOk ? print(arguments, answer) : status;
}

int list_freezes(Arguments& arguments) {
  if (arguments.month.empty() != arguments.version.empty()) {
    fmt::print(stderr, "sixscope: --month and --version go together: what that version changed\n");
    return kUsage;
  }
  if (!arguments.month.empty()) {
    arguments.call = "freeze";
    arguments.path +=
        "/" + http::percent_encode(arguments.month) + "/" + http::percent_encode(arguments.version);
  }
  return ask(arguments);
}

// A key becomes its number first.
int show_device(Arguments& arguments) {
  const auto number = device_number(arguments.device, arguments.settings);
  if (!number.id) {
    return number.status;
  }
  arguments.path += "/" + std::to_string(*number.id);
  return ask(arguments);
}

/// One sub-command: what it is called, does and takes.
struct Call {
  const char* name;
  const char* path;
  const char* what;
  const char* examples;
  std::vector<std::string> parameters;
};

const std::vector<Call>& calls() {
  static const std::vector<Call> kCalls = {
      {"capacity",
       "/capacity",
       "Capacity month by month, opening to closing, and whether it stopped growing",
       "  sixscope ledger capacity --by province,operator --months 2025-01..2025-12 --format json\n"
       "  sixscope ledger capacity --component max_sessions --reference 2025-07",
       {"by", "within", "operator", "class", "months", "reference", "component", "as_of_commit"}},
      {"movements",
       "/movements",
       "The devices and commits behind a part of capacity",
       "  sixscope ledger movements --month 2025-09 --region 440000 --part added\n"
       "  sixscope ledger movements --months 2025-08..2025-12 --component max_sessions --format "
       "csv",
       {"within", "region", "operator", "class", "months", "month", "reference", "component",
        "part", "limit", "as_of_commit"}},
      {"plan",
       "/plan",
       "Plan against actual: outcome and slip of each device, coverage, loads after retirement",
       "  sixscope ledger plan --baseline 2024-12 --month 2025-12\n"
       "  sixscope ledger plan --within 440000 --format jsonl",
       {"by", "within", "operator", "class", "baseline", "month", "component", "as_of_commit"}},
      {"utilisation",
       "/utilisation",
       "Load over capacity, sharing ratio, ports per subscriber, subscribers behind NAT",
       "  sixscope ledger utilisation --by province --month 2025-12",
       {"by", "within", "operator", "class", "month", "as_of_commit"}},
      {"quality",
       "/quality",
       "What is typed against what devices said, and what is empty",
       "  sixscope ledger quality --within 440000 --answer contradicted",
       {"within", "operator", "class", "month", "component", "answer", "limit", "as_of_commit"}},
      {"stock",
       "/stock",
       "New leased lines with IPv6, gateways that delegate prefixes, routers with IPv6",
       "  sixscope ledger stock --by province,operator --months 2025-01..2025-12 --format csv",
       {"by", "within", "operator", "months", "month"}},
  };
  return kCalls;
}

Command add(Command all, int& status, const char* name, const char* what, const char* examples,
            const std::shared_ptr<Arguments>& arguments, int (*run)(Arguments&)) {
  Command command = all.add_subcommand(name, what);
  command.footer(std::string("Examples:\n") + examples);
  arguments->call = name;
  add_format(command, arguments->format);
  add_language(command, arguments->language);
  add_settings_file(command, arguments->settings);
  command.callback([&status, arguments, run] { status = run(*arguments); });
  return command;
}

void add_parameters(Command command, const std::shared_ptr<Arguments>& arguments,
                    const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::string option = "--" + name;
    for (char& c : option) {
      c = c == '_' ? '-' : c;
    }
    command.add_option(option, arguments->parameters[name], parameter_help().at(name));
  }
}

void add_freezing(Command all, int& status) {
  auto arguments = std::make_shared<Arguments>();
  Command command =
      add(all, status, "freeze", "Freeze a month that has ended, or restate one that is frozen",
          "  sixscope ledger freeze 2025-06\n"
          "  sixscope ledger freeze 2025-06 --reason \"two cards were typed late\"",
          arguments, [](Arguments& given) { return freeze(given); });
  command.add_option("MONTH", arguments->month, "Month: 2025-06").required();
  command.add_option("--reason", arguments->reason, "Why; a restatement needs one");

  arguments = std::make_shared<Arguments>();
  arguments->path = "/freezes";
  command = add(all, status, "freezes", "Frozen months, and whether each can be made again",
                "  sixscope ledger freezes\n"
                "  sixscope ledger freezes --month 2025-06 --version 1   what that version changed",
                arguments, list_freezes);
  command.add_option("--month", arguments->month, "One month, with --version");
  command.add_option("--version", arguments->version, "A version of that month");
}

}  // namespace

void add_ledger(Command app, int& status) {
  const Command all = app.add_subcommand(
      "ledger", "The NAT44 ledger: did capacity stop growing, is the plan kept, is it true");
  all.require_subcommand();
  all.footer(
      "What is capacity and what is growth is inferred, not official: docs/explanation.\n"
      "Examples:\n"
      "  sixscope ledger capacity --by province,operator --months 2025-01..2025-12 --format json\n"
      "  sixscope ledger movements --month 2025-09 --region 440000 --part added\n"
      "  sixscope ledger plan --baseline 2024-12 --month 2025-12\n"
      "  sixscope ledger freezes");
  for (const Call& call : calls()) {
    const auto arguments = std::make_shared<Arguments>();
    arguments->path = call.path;
    Command command = add(all, status, call.name, call.what, call.examples, arguments,
                          [](Arguments& given) { return ask(given); });
    add_parameters(command, arguments, call.parameters);
  }
  const auto arguments = std::make_shared<Arguments>();
  arguments->path = "/devices";
  const Command device =
      add(all, status, "device", "One device: capacity, use, plan, quality and what moved",
          "  sixscope ledger device \"china_mobile / 440100 / GZ-CGN-01\" --month 2025-12",
          arguments, show_device);
  device.add_option("DEVICE", arguments->device, "Its key, or its number in the registry")
      .required();
  add_parameters(device, arguments, {"month", "baseline", "as_of_commit"});
  add_freezing(all, status);
  add_ledger_simulate(all, status);
}

}  // namespace sixscope::apps
