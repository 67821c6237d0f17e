#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/files_ask.h"
#include "apps/options.h"
#include "apps/text_table.h"

namespace sixscope::apps {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string name;  ///< Of `show` and `leaves`.
  std::map<std::string, std::string> parameters;
  std::string format = "table";
  std::string language;
  std::string settings;
};

const std::map<std::string, const char*>& parameter_help() {
  static const std::map<std::string, const char*> kHelp = {
      {"indicator", "Codes or ids, with commas: T1,mobile_v6_traffic_share (default: all)"},
      {"source", "Only this kind: submitted, measured or imported"},
      {"months", "First and last month: 2025-01..2025-12 (default: the period that ended last)"},
      {"month", "One month: 2025-06"},
      {"period", "month, quarter, half_year, year or, of what is measured, day (default: month)"},
      {"by", "Groups, with commas: region (or province), operator"},
      {"within", "Only these regions and what lies in them: 440000,310000"},
      {"operator", "Only these operators: china_mobile,china_unicom"},
      {"as_of_commit", "As known at this commit (default: all that is recorded)"}};
  return kHelp;
}

// Null stays nothing; texts and numbers as they are.
Value cell(const Json& value) {
  if (value.is_number()) {
    return value.get<double>();
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  return {};
}

std::string in_language(const Json& words, const std::string& language) {
  return words.is_object() ? words.value(language == "zh" ? "zh" : "en", "") : "";
}

// A share as percent with two decimals, as publications print it; anything else as it is.
std::string figure(const Json& value, const std::string& unit) {
  if (!value.is_number()) {
    return "";
  }
  return unit == "ratio" ? fmt::format("{:.2f}%", 100 * value.get<double>())
                         : fmt::format("{:.10g}", value.get<double>());
}

struct Rows {
  std::vector<std::string> titles;
  std::vector<std::vector<Value>> rows;
};

Rows list_rows(const Json& answer, const std::string& language, bool) {
  Rows all{.titles = {"code", "id", "title", "unit", "state", "paper", "methods"}, .rows = {}};
  for (const Json& one : answer["data"]) {
    std::string methods;
    for (const Json& method : one["methods"]) {
      methods += (methods.empty() ? "" : ", ") + method["source"].get<std::string>() + " " +
                 method["version"].get<std::string>();
    }
    all.rows.push_back({cell(one["code"]), cell(one["id"]), in_language(one["title"], language),
                        cell(one["unit"]), cell(one["state"]), cell(one["paper"]), methods});
  }
  return all;
}

Rows value_rows(const Json& answer, const std::string&, bool for_people) {
  Rows all{.titles = {"code", "indicator", "source", "version", "period", "region", "operator",
                      "value", "low", "high", "numerator", "denominator", "samples", "present",
                      "expected", "gap"},
           .rows = {}};
  for (const Json& one : answer["data"]) {
    const std::string unit = one["unit"];
    const auto shown = [&](const Json& value) -> Value {
      return for_people ? Value(figure(value, unit)) : cell(value);
    };
    const Json& interval = one["interval"];
    const Json none;
    // A sum of nothing is no nought.
    const bool is_there = one["coverage"]["present"] != 0;
    all.rows.push_back({cell(one["code"]), cell(one["indicator"]), cell(one["method"]["source"]),
                        cell(one["method"]["version"]), cell(one["period"]["name"]),
                        cell(one["region"]), cell(one["operator"]), shown(one["value"]),
                        shown(interval.is_object() ? interval["low"] : none),
                        shown(interval.is_object() ? interval["high"] : none),
                        cell(is_there ? one["numerator"] : none),
                        cell(is_there ? one["denominator"] : none), cell(one["samples"]),
                        cell(one["coverage"]["present"]), cell(one["coverage"]["expected"]),
                        cell(one["gap"])});
  }
  return all;
}

Rows leaf_rows(const Json& answer, const std::string&, bool) {
  Rows all{.titles = {"source", "version", "period", "region", "operator", "numerator",
                      "denominator", "fault", "figures"},
           .rows = {}};
  for (const Json& one : answer["data"]) {
    std::string figures;
    for (const Json& part : one["figures"]) {
      figures +=
          (figures.empty() ? "" : "; ") + part["quantity"].get<std::string>() + "=" +
          (part["value"].is_null() ? "?" : fmt::format("{:.10g}", part["value"].get<double>()));
    }
    all.rows.push_back({cell(one["method"]["source"]), cell(one["method"]["version"]),
                        cell(one["period"]["name"]), cell(one["region"]), cell(one["operator"]),
                        cell(one["numerator"]), cell(one["denominator"]), cell(one["fault"]),
                        figures});
  }
  return all;
}

Rows target_rows(const Json& answer, const std::string& language, bool for_people) {
  Rows all{
      .titles = {"due", "paper", "code", "title", "scope", "source", "period", "threshold", "value",
                 "distance", "verdict", "pace_needed", "forecast", "present", "expected"},
      .rows = {}};
  for (const Json& one : answer["data"]) {
    const std::string unit = one["unit"];
    const auto shown = [&](const Json& value) -> Value {
      return for_people ? Value(figure(value, unit)) : cell(value);
    };
    const Json& forecast = one["forecast"];
    all.rows.push_back({cell(one["due"]), cell(one["paper"]), cell(one["code"]),
                        in_language(one["title"], language), cell(one["scope"]),
                        cell(one["method"]["source"]), cell(one["period"]["name"]),
                        shown(one["threshold"]), shown(one["value"]), shown(one["distance"]),
                        cell(one["verdict"]), shown(one["pace_needed"]),
                        forecast.is_object() ? cell(forecast["month"]) : Value(),
                        cell(one["coverage"]["present"]), cell(one["coverage"]["expected"])});
  }
  return all;
}

// A column for what each dimension adds; what has no figure stays empty.
Rows composite_rows(const Json& answer, const std::string&, bool for_people) {
  Rows all{.titles = {"period", "region", "operator", "index", "complete", "rank", "rank_whole"},
           .rows = {}};
  for (const Json& dimension : answer["composite"]["dimensions"]) {
    all.titles.push_back(dimension["id"].get<std::string>());
  }
  for (const Json& one : answer["data"]) {
    const auto shown = [&](const Json& value) -> Value {
      return for_people ? Value(figure(value, "ratio")) : cell(value);
    };
    std::vector<Value> row = {cell(one["period"]["name"]), cell(one["region"]),
                              cell(one["operator"]),       shown(one["index"]),
                              shown(one["complete"]),      cell(one["rank"]),
                              cell(one["rank_whole"])};
    for (const Json& dimension : one["dimensions"]) {
      row.push_back(dimension["score"].is_null() ? Value() : shown(dimension["contribution"]));
    }
    all.rows.push_back(std::move(row));
  }
  return all;
}

Rows definition_rows(const Json& answer, const std::string& language, bool) {
  const Json& one = answer["data"];
  Rows all{.titles = {"what", "is"}, .rows = {}};
  const auto add = [&all](const char* what, const std::string& is) {
    all.rows.push_back({std::string(what), is});
  };
  add("code", one["code"]);
  add("id", one["id"]);
  for (const char* const key : {"title", "object", "description"}) {
    add(key, in_language(one[key], language));
  }
  for (const char* const key : {"unit", "direction", "cadence", "state", "paper"}) {
    add(key, one[key]);
  }
  add("place", in_language(one["place"], language));
  for (const Json& method : one["methods"]) {
    std::string formula = method["numerator"].get<std::string>();
    if (!method["denominator"].is_null()) {
      formula = "(" + formula + ") / (" + method["denominator"].get<std::string>() + ")";
    }
    add("method", fmt::format("{} {}: {}", method["source"].get<std::string>(),
                              method["version"].get<std::string>(), formula));
  }
  for (const Json& quantity : answer["quantities"]) {
    add("quantity",
        fmt::format("{} [{}] {}", quantity["id"].get<std::string>(),
                    quantity["unit"].get<std::string>(), in_language(quantity["title"], language)));
  }
  return all;
}

using MakeRows = Rows (*)(const Json&, const std::string&, bool);

int ask(const Arguments& arguments, const std::string& path, MakeRows make) {
  FilesWish wish{.path = "/indicators" + path, .settings = arguments.settings};
  wish.parameters.assign(arguments.parameters.begin(), arguments.parameters.end());
  int status = kOk;
  const std::string answer = ask_files(wish, status);
  if (status != kOk) {
    return status;
  }
  if (arguments.format == "json") {
    fmt::print("{}\n", answer);
    return kOk;
  }
  const Rows all = make(Json::parse(answer), arguments.language, arguments.format == "table");
  print_listed(all.titles, all.rows, arguments.format);
  return kOk;
}

struct Call {
  const char* name;
  const char* path;
  const char* what;
  const char* examples;
  std::vector<std::string> parameters;
  MakeRows make;
  bool is_of_one;
};

const std::vector<Call>& calls() {
  static const std::vector<std::string> kSpan = {"months", "month",    "period", "by",
                                                 "within", "operator", "source", "as_of_commit"};
  static const auto with_names = [] {
    std::vector<std::string> names = {"indicator"};
    names.insert(names.end(), kSpan.begin(), kSpan.end());
    return names;
  };
  static const std::vector<Call> kCalls = {
      {"list",
       "",
       "Every indicator: its code, the state of its definition, its methods",
       "  sixscope indicators list\n  sixscope indicators list --format csv",
       {},
       list_rows,
       false},
      {"show",
       "",
       "One indicator: definition, formulas and the quantities they name",
       "  sixscope indicators show T1",
       {},
       definition_rows,
       true},
      {"values", "/values", "Values with numerator, denominator, interval and coverage",
       "  sixscope indicators values --indicator T1,T2 --months 2025-01..2025-06\n"
       "  sixscope indicators values --indicator D2a --month 2025-06 --by province,operator "
       "--format csv\n"
       "  sixscope indicators values --indicator T1 --source measured --period day --month 2025-06",
       with_names(), value_rows, false},
      {"leaves", "/leaves",
       "What a value is made of: every province and operator, with the figures behind it",
       "  sixscope indicators leaves T1 --month 2025-06 --within 440000", kSpan, leaf_rows, true},
      {"targets",
       "/targets",
       "Every dated target: where things stand, the pace needed, when it is reached at today's",
       "  sixscope indicators targets --month 2025-06",
       {"month", "within", "operator", "source", "as_of_commit"},
       target_rows,
       false},
      {"composite",
       "/composite",
       "The composite index, which is ours: of provinces, cities or operators, with ranks",
       "  sixscope indicators composite --month 2025-06\n"
       "  sixscope indicators composite --month 2025-06 --by operator --within 440000",
       {"months", "month", "period", "by", "within", "operator", "as_of_commit"},
       composite_rows,
       false}};
  return kCalls;
}

}  // namespace

void add_indicators(Command app, int& status) {
  const Command all =
      app.add_subcommand("indicators", "Indicators of the papers: definitions, values, targets");
  all.require_subcommand();
  all.footer(
      "What no paper fixes is configuration and says so: see `state` and `paper`.\n"
      "Examples:\n"
      "  sixscope indicators show T1\n"
      "  sixscope indicators values --indicator T1 --months 2025-01..2025-06\n"
      "  sixscope indicators targets --month 2025-06");
  for (const Call& call : calls()) {
    const auto arguments = std::make_shared<Arguments>();
    const Command command = all.add_subcommand(call.name, call.what);
    command.footer(std::string("Examples:\n") + call.examples);
    if (call.is_of_one) {
      command.add_option("INDICATOR", arguments->name, "Its code or id: T1").required();
    }
    for (const std::string& name : call.parameters) {
      std::string option = name;
      for (char& c : option) {
        c = c == '_' ? '-' : c;
      }
      command.add_option("--" + option, arguments->parameters[name], parameter_help().at(name));
    }
    add_format(command, arguments->format);
    add_language(command, arguments->language);
    add_settings_file(command, arguments->settings);
    command.callback([&status, arguments, &call] {
      const std::string of = call.is_of_one ? "/" + http::percent_encode(arguments->name) : "";
      status = ask(*arguments, of + call.path, call.make);
    });
  }
}

}  // namespace sixscope::apps
