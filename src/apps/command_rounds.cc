#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/files_ask.h"
#include "apps/options.h"
#include "apps/say.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string round;
  std::string unit;
  std::string form;
  std::string period;
  std::vector<std::string> units;
  std::string reason;
  std::string format = "table";
  std::string language;
  std::string settings;
};

struct Rows {
  std::vector<std::string> titles;
  std::vector<std::vector<Value>> rows;
};

std::string text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump();
}

std::uint64_t count(const Json& value) {
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

std::string words(const Json& value, const Arguments& arguments) {
  return value.is_object() ? value.value(arguments.language == "zh" ? "zh" : "en", "") : "";
}

std::string ask(const Arguments& arguments, http::Method method, const std::string& path,
                int& status, const std::string& body = "",
                std::vector<std::pair<std::string, std::string>> parameters = {}) {
  return ask_files({.method = method,
                    .path = "/rounds" + path,
                    .parameters = std::move(parameters),
                    .body = body,
                    .settings = arguments.settings},
                   status);
}

int print(const Arguments& arguments, const std::string& answer, const Rows& all) {
  if (arguments.format == "json") {
    fmt::print("{}\n", answer);
  } else {
    print_listed(all.titles, all.rows, arguments.format);
  }
  return kOk;
}

// Said behind a table, never among rows that a program reads.
void print_coverage(const Arguments& arguments, const Json& answer) {
  if (arguments.format == "table") {
    fmt::print("{}\n", words(answer["coverage"]["words"], arguments));
  }
}

Rows submission_rows(const Json& submissions, const Arguments& arguments) {
  Rows all{.titles = {"number", "unit", "title", "state", "version", "rows", "submitted",
                      "days_late", "receipt"},
           .rows = {}};
  for (const Json& one : submissions) {
    all.rows.push_back({count(one["number"]), text(one["unit"]), words(one["title"], arguments),
                        text(one["state"]), count(one["version"]), count(one["rows"]),
                        text(one["submitted"]), count(one["days_late"]), text(one["receipt"])});
  }
  return all;
}

int list_rounds(const Arguments& arguments) {
  int status = kOk;
  const std::string answer = ask(arguments, http::Method::get, "", status, "",
                                 {{"form", arguments.form}, {"month", arguments.period}});
  if (status != kOk) {
    return status;
  }
  Rows all{.titles = {"round", "title", "period", "opens", "due", "in", "expected"}, .rows = {}};
  const Json read = Json::parse(answer);
  for (const Json& one : read["data"]) {
    all.rows.push_back({text(one["id"]), words(one["title"], arguments), text(one["period"]),
                        text(one["opens"]), text(one["due"]), count(one["coverage"]["in"]),
                        count(one["coverage"]["expected"])});
  }
  return print(arguments, answer, all);
}

int open_rounds(const Arguments& arguments) {
  Json body{{"month", arguments.period}};
  if (!arguments.form.empty()) {
    body["form"] = arguments.form;
  }
  if (!arguments.units.empty()) {
    body["units"] = arguments.units;
  }
  int status = kOk;
  const std::string answer = ask(arguments, http::Method::post, "", status, body.dump());
  if (status != kOk) {
    return status;
  }
  Rows all{.titles = {"round", "new"}, .rows = {}};
  const Json read = Json::parse(answer);
  for (const Json& one : read["data"]) {
    all.rows.push_back(
        {text(one["id"]), std::string(one["new"].get<bool>() ? "new" : "was there")});
  }
  return print(arguments, answer, all);
}

std::string path_of(const Arguments& arguments) {
  return "/" + http::percent_encode(arguments.round);
}

// The submissions of the round that are meant: the unit's, or all.
std::optional<std::vector<Json>> submissions_of(const Arguments& arguments, int& status) {
  const std::string answer = ask(arguments, http::Method::get, path_of(arguments), status);
  if (status != kOk) {
    return std::nullopt;
  }
  std::vector<Json> found;
  const Json read = Json::parse(answer);
  for (const Json& one : read["submissions"]) {
    if (arguments.unit.empty() || arguments.unit == text(one["unit"]) ||
        arguments.unit == text(one["number"])) {
      found.push_back(one);
    }
  }
  if (found.empty()) {
    status = wrong(kFailed, fmt::format("{} has no unit `{}`; `sixscope rounds show {}` lists them",
                                        arguments.round, arguments.unit, arguments.round));
    return std::nullopt;
  }
  return found;
}

int show_round(const Arguments& arguments) {
  int status = kOk;
  if (arguments.unit.empty()) {
    const std::string answer = ask(arguments, http::Method::get, path_of(arguments), status);
    if (status != kOk) {
      return status;
    }
    const Json read = Json::parse(answer);
    print(arguments, answer, submission_rows(read["submissions"], arguments));
    print_coverage(arguments, read);
    return kOk;
  }
  const auto found = submissions_of(arguments, status);
  if (!found) {
    return status;
  }
  const std::string answer =
      ask(arguments, http::Method::get,
          path_of(arguments) + "/submissions/" + text(found->front()["number"]), status);
  if (status != kOk) {
    return status;
  }
  const Json read = Json::parse(answer);
  Rows all{
      .titles = {"turn", "event", "from", "to", "version", "who", "role", "at", "reason", "commit"},
      .rows = {}};
  for (const Json& one : read["events"]) {
    all.rows.push_back({count(one["turn"]), text(one["event"]), text(one["from"]), text(one["to"]),
                        count(one["version"]), text(one["who"]), text(one["role"]), text(one["at"]),
                        text(one["reason"]), count(one["commit"])});
  }
  return print(arguments, answer, all);
}

void print_check(const Arguments& arguments, const Json& check) {
  fmt::print("{} rows ({} in the period before), {} of {} cells, {} hard faults, {} remarks\n",
             count(check["rows"]), count(check["rows_before"]), count(check["cells"]),
             count(check["cells_expected"]), count(check["hard"]), count(check["soft"]));
  for (const Json& remark : check["remarks"]) {
    fmt::print("  {}: {}: {} ({})\n", text(remark["key"]), text(remark["field"]),
               words(remark["what"], arguments), words(remark["remedy"], arguments));
  }
  for (const Json& key : check["missing"]) {
    fmt::print("  {}: in the period before, and not now\n", text(key));
  }
}

int act_on_one(const Arguments& arguments, const std::string& event, const Json& submission) {
  Json body{{"event", event}};
  if (!arguments.reason.empty()) {
    body["reason"] = arguments.reason;
  }
  int status = kOk;
  const std::string answer =
      ask(arguments, http::Method::post,
          path_of(arguments) + "/submissions/" + text(submission["number"]) + "/events", status,
          body.dump());
  if (status != kOk) {
    return status;
  }
  const Json read = Json::parse(answer);
  if (arguments.format == "json") {
    fmt::print("{}\n", answer);
    return kOk;
  }
  if (event == "check") {
    print_check(arguments, read["check"]);
  }
  if (read["receipt"].is_object()) {
    const Json& receipt = read["receipt"];
    fmt::print("receipt {}: {} rows, sha256 {}, commit {}, {} days late{}\n", text(receipt["id"]),
               count(receipt["rows"]), text(receipt["sha256"]), count(receipt["commit"]),
               count(receipt["days_late"]),
               read["duplicate"].get<bool>() ? "; the same rows were in already" : "");
  }
  fmt::print("{}: {}\n", text(read["submission"]["unit"]), text(read["submission"]["state"]));
  return kOk;
}

int act(const Arguments& arguments, const std::string& event) {
  int status = kOk;
  const auto found = submissions_of(arguments, status);
  if (!found) {
    return status;
  }
  if (!arguments.unit.empty()) {
    return act_on_one(arguments, event, found->front());
  }
  // Of a whole round those are meant that it can be done to.
  const std::map<std::string, std::vector<std::string>> wanted = {
      {"approve", {"submitted", "reviewed"}}, {"freeze", {"approved"}}};
  bool is_any = false;
  for (const Json& one : *found) {
    const auto& states = wanted.at(event);
    if (std::ranges::find(states, text(one["state"])) != states.end()) {
      is_any = true;
      const int done = act_on_one(arguments, event, one);
      status = done == kOk ? status : done;
    }
  }
  return is_any ? status : wrong(kFailed, "no submission of " + arguments.round + " can be");
}

int list_late(const Arguments& arguments) {
  int status = kOk;
  const std::string answer =
      ask(arguments, http::Method::get, path_of(arguments) + "/late", status);
  if (status != kOk) {
    return status;
  }
  const Json read = Json::parse(answer);
  print(arguments, answer, submission_rows(read["data"], arguments));
  print_coverage(arguments, read);
  return kOk;
}

int remind(const Arguments& arguments) {
  int status = kOk;
  const std::string answer =
      ask(arguments, http::Method::post, path_of(arguments) + "/reminders", status);
  if (status != kOk) {
    return status;
  }
  const Json read = Json::parse(answer);
  Rows all{.titles = {"number", "step", "addressee", "accounts", "words"}, .rows = {}};
  for (const Json& one : read["data"]) {
    std::string accounts;
    for (const Json& account : one["accounts"]) {
      accounts += (accounts.empty() ? "" : ", ") + text(account);
    }
    all.rows.push_back({count(one["number"]), text(one["step"]), text(one["addressee"]), accounts,
                        words(one["words"], arguments)});
  }
  return print(arguments, answer, all);
}

struct Call {
  const char* name;
  const char* what;
  const char* examples;
  int (*run)(const Arguments&);
  enum class Of : std::uint8_t { all, round, round_or_unit, unit } of;
  bool has_reason;
};

template <const char* event>
int run_event(const Arguments& arguments) {
  return act(arguments, event);
}
constexpr char kCheck[] = "check";
constexpr char kSubmit[] = "submit";
constexpr char kReturn[] = "return";
constexpr char kApprove[] = "approve";
constexpr char kFreeze[] = "freeze";
constexpr char kRestate[] = "restate";

const std::vector<Call>& calls() {
  using Of = Call::Of;
  static const std::vector<Call> kCalls = {
      {"list", "Rounds: form, period, when they are due, how many are in",
       "  sixscope rounds list\n  sixscope rounds list --period 2025-06 --format csv", list_rounds,
       Of::all, false},
      {"open", "Open the rounds of a period; those that are there stay as they are",
       "  sixscope rounds open --period 2025-06\n"
       "  sixscope rounds open --period 2025-06 --form traffic_by_use --unit 440000/china_mobile "
       "--unit 440000/china_telecom",
       open_rounds, Of::all, false},
      {"show", "Who must answer and where each stands, or one with all that was done to it",
       "  sixscope rounds show traffic_by_use-2025-06\n"
       "  sixscope rounds show traffic_by_use-2025-06 440000/china_mobile",
       show_round, Of::round_or_unit, false},
      {"check", "Check a unit's rows: counts, remarks of soft rules, the period before",
       "  sixscope rounds check traffic_by_use-2025-06 440000/china_mobile", run_event<kCheck>,
       Of::unit, false},
      {"submit", "Hand a unit's rows in; the receipt has their sum and the registry's commit",
       "  sixscope rounds submit traffic_by_use-2025-06 440000/china_mobile --reason \"a new "
       "province network\"",
       run_event<kSubmit>, Of::unit, true},
      {"return", "Send a submission back with a comment",
       "  sixscope rounds return traffic_by_use-2025-06 440000/china_mobile --reason \"IoT lacks\"",
       run_event<kReturn>, Of::unit, true},
      {"approve", "Agree to a submission, or to all of a round that are in",
       "  sixscope rounds approve traffic_by_use-2025-06", run_event<kApprove>, Of::round_or_unit,
       true},
      {"freeze", "Publish: rows do not change any more. One submission, or all that are approved",
       "  sixscope rounds freeze traffic_by_use-2025-06", run_event<kFreeze>, Of::round_or_unit,
       true},
      {"restate", "Open a frozen submission again, as the next version",
       "  sixscope rounds restate traffic_by_use-2025-06 440000/china_mobile --reason \"a device "
       "counted twice\"",
       run_event<kRestate>, Of::unit, true},
      {"late", "Who is late, or was, and by how many days",
       "  sixscope rounds late traffic_by_use-2025-06", list_late, Of::round, false},
      {"remind", "Note in the outbox who is to be reminded now, and hand that on",
       "  sixscope rounds remind traffic_by_use-2025-06", remind, Of::round, false}};
  return kCalls;
}

void add_options(Command command, const Call& call, Arguments& arguments) {
  using Of = Call::Of;
  if (call.of != Of::all) {
    command.add_option("ROUND", arguments.round, "The round: traffic_by_use-2025-06").required();
  }
  if (call.of == Of::unit || call.of == Of::round_or_unit) {
    const Option unit = command.add_option(
        "UNIT", arguments.unit, "Its unit, or the number of its submission: 440000/china_mobile");
    if (call.of == Of::unit) {
      unit.required();
    }
  }
  if (call.has_reason) {
    command.add_option("--reason", arguments.reason, "Why; kept for ever");
  }
  if (call.of == Of::all) {
    const Option period =
        command.add_option("--period", arguments.period, "Last month of the period: 2025-06");
    command.add_option("--form", arguments.form, "Only this form");
    if (std::string(call.name) == "open") {
      period.required();
      command.add_option("--unit", arguments.units,
                         "Who must answer, if it is not as the form's rules say");
    }
  }
}

}  // namespace

void add_rounds(Command app, int& status) {
  const Command all = app.add_subcommand(
      "rounds", "Submission rounds: who must answer, who has, what is approved and frozen");
  all.require_subcommand();
  all.footer(
      "Examples:\n"
      "  sixscope rounds open --period 2025-06\n"
      "  sixscope rounds check traffic_by_use-2025-06 440000/china_mobile\n"
      "  sixscope rounds submit traffic_by_use-2025-06 440000/china_mobile\n"
      "  sixscope rounds late traffic_by_use-2025-06");
  for (const Call& call : calls()) {
    const auto arguments = std::make_shared<Arguments>();
    const Command command = all.add_subcommand(call.name, call.what);
    command.footer(std::string("Examples:\n") + call.examples);
    add_options(command, call, *arguments);
    add_format(command, arguments->format);
    add_language(command, arguments->language);
    add_settings_file(command, arguments->settings);
    command.callback([&status, arguments, &call] { status = call.run(*arguments); });
  }
}

}  // namespace sixscope::apps
