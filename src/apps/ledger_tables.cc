#include "apps/ledger_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <map>

#include <nlohmann/json.hpp>

namespace sixscope::apps {
namespace {

using Json = nlohmann::ordered_json;

Value value_of(const Json& json) {
  if (json.is_string()) {
    return json.get<std::string>();
  }
  if (json.is_number_unsigned()) {
    return json.get<std::uint64_t>();
  }
  if (json.is_number()) {
    return json.get<double>();
  }
  if (json.is_boolean()) {
    return std::string(json.get<bool>() ? "true" : "false");
  }
  return json.is_null() ? Value() : Value(json.dump());
}

/// Makes the rows of one answer.
class Tables {
 public:
  Tables(const Json& answer, const std::string& names) : answer_(answer), names_(names) {}

  LedgerTable take() { return std::move(table_); }

  void capacity();
  void movements();
  void plan();
  void utilisation();
  void quality();
  void stock();
  void freezes();
  void freeze();
  void device();
  /// Months that are not over, whose figures are no facts yet.
  void unfinished();

 private:
  [[nodiscard]] std::string label(const std::string& list, const std::string& code) const {
    const Json& labels = answer_["labels"][list];
    const bool known = !names_.empty() && labels.contains(code);
    return known ? labels[code][names_].get<std::string>() : code;
  }

  // Of words that an answer has in both languages.
  [[nodiscard]] std::string language() const { return names_.empty() ? "en" : names_; }

  // One column a member of a group; the titles come with the first.
  std::vector<Value> group(const Json& group) const {
    std::vector<Value> row;
    for (const auto& [name, code] : group.items()) {
      row.emplace_back(label(name, code.get<std::string>()));
    }
    return row;
  }
  static std::vector<std::string> titles_of(const Json& rows, std::vector<std::string> behind) {
    std::vector<std::string> titles;
    if (!rows.empty()) {
      for (const auto& [name, code] : rows.front()["group"].items()) {
        titles.push_back(name);
      }
    }
    titles.insert(titles.end(), behind.begin(), behind.end());
    return titles;
  }
  void add(std::vector<Value> row, const std::vector<const Json*>& cells) {
    for (const Json* cell : cells) {
      row.push_back(value_of(*cell));
    }
    table_.rows.push_back(std::move(row));
  }
  void stopped_growing();

  const Json& answer_;
  std::string names_;  // "zh", "en" or empty: codes.
  LedgerTable table_;
};

void Tables::capacity() {
  const Json& data = answer_["data"];
  table_.titles =
      titles_of(data, {"component", "month", "opening", "added", "expanded", "reduced", "retired",
                       "moved_in", "moved_out", "corrected", "closing", "missing", "closes"});
  for (const Json& one : data) {
    for (const Json& month : one["months"]) {
      add(group(one["group"]),
          {&one["component"], &month["month"], &month["opening"]["value"], &month["added"],
           &month["expanded"], &month["reduced"], &month["retired"], &month["moved_in"],
           &month["moved_out"], &month["corrected"], &month["closing"]["value"],
           &month["closing"]["missing"], &month["closes"]});
    }
  }
  table_.holds = answer_["closes"].get<bool>();
  stopped_growing();
}

void Tables::stopped_growing() {
  for (const Json& one : answer_["stopped_growing"]) {
    if (one["component"] != "all") {
      continue;
    }
    table_.words += fmt::format("Stopped growing, {}, every component:\n",
                                one["reading"] == "month_on_month"
                                    ? "no growth in any month since the reference"
                                    : "never above the level at the reference");
    for (const char* answer : {"met", "not_met", "cannot_tell", "no_data"}) {
      std::vector<std::string> regions;
      for (const Json& region : one[answer]) {
        regions.push_back(label("region", region.get<std::string>()));
      }
      table_.words +=
          fmt::format("  {:<12} {:>3}  {}\n", answer, regions.size(), fmt::join(regions, " "));
    }
  }
  const Json& data = answer_["data"];
  if (!data.empty() && !data.front()["verdict"]["words"].is_null()) {
    const std::string language = names_.empty() ? "en" : names_;
    table_.words += data.front()["verdict"]["words"][language].get<std::string>() +
                    (language == "zh" ? "，晚于基准月\n" : ", after the reference\n");
  }
  table_.words += "Inferred, not official: what the notice calls capacity and growth is open.\n";
}

void Tables::movements() {
  table_.titles = {"month", "device", "component", "part",   "before", "after",
                   "delta", "commit", "effective", "nature", "who",    "reason"};
  for (const Json& one : answer_["data"]) {
    add({}, {&one["month"], &one["device"]["key"], &one["component"], &one["part"], &one["before"],
             &one["after"], &one["delta"], &one["commit"], &one["effective"], &one["nature"],
             &one["who"], &one["reason"]});
  }
  if (answer_["total"].get<std::size_t>() > answer_["data"].size()) {
    table_.words = fmt::format("{} of {} movements; --limit shows more\n", answer_["data"].size(),
                               answer_["total"].get<std::size_t>());
  }
}

void Tables::plan() {
  const Json& data = answer_["data"];
  table_.titles = {"device", "action", "month", "outcome", "done", "recorded", "slip"};
  for (const Json& one : data["devices"]) {
    add({}, {&one["device"]["key"], &one["action"], &one["month"], &one["outcome"], &one["done"],
             &one["recorded"], &one["slip"]});
  }
  for (const auto& [outcome, count] : data["outcomes"].items()) {
    table_.words += fmt::format("{} {}  ", outcome, count.get<std::uint64_t>());
  }
  table_.words += "\n";
  for (const Json& one : data["errors"]) {
    const bool typed = one["measured_on"].is_null();
    table_.words +=
        fmt::format("error: {} {} {}, retired on {}\n", one["device"]["key"].get<std::string>(),
                    typed ? "reports a load for" : "was measured to carry traffic on",
                    one[typed ? "load_month" : "measured_on"].get<std::string>(),
                    one["retired_on"].get<std::string>());
  }
}

void Tables::utilisation() {
  const Json& data = answer_["data"];
  table_.titles =
      titles_of(data, {"quantity", "numerator", "denominator", "value", "given", "missing"});
  const auto add_rate = [&](const Json& one, const std::string& name, const Json& rate) {
    if (rate.is_null()) {
      return;
    }
    std::vector<Value> row = group(one["group"]);
    row.emplace_back(name);
    add(std::move(row), {&rate["numerator"], &rate["denominator"], &rate["value"], &rate["given"],
                         &rate["missing"]});
  };
  for (const Json& one : data) {
    for (const auto& [component, rate] : one["used"].items()) {
      add_rate(one, component, rate);
    }
    for (const char* name : {"sharing", "ports_per_subscriber", "behind_nat"}) {
      add_rate(one, name, one[name]);
    }
  }
  table_.words = "Peaks of devices are not simultaneous: a group's figure is an upper bound.\n";
}

void Tables::quality() {
  table_.titles = {"device", "component", "answer", "typed", "measured",
                   "at",     "load_age",  "empty",  "why"};
  for (const Json& one : answer_["data"]) {
    std::vector<std::string> empty;
    for (const Json& field : one["empty"]) {
      empty.push_back(field.get<std::string>());
    }
    const Json joined = fmt::format("{}", fmt::join(empty, " "));
    for (const auto& [component, cell] : one["confirmation"].items()) {
      const Json name = component;
      const Json why = cell["why"].is_null() ? cell["why"] : cell["why"][language()];
      add({}, {&one["device"]["key"], &name, &cell["answer"], &cell["typed"], &cell["measured"],
               &cell["at"], &one["load_age"], &joined, &why});
    }
  }
  for (const auto& [component, counts] : answer_["counts"]["confirmation"].items()) {
    table_.words += component + ":";
    for (const auto& [answer, count] : counts.items()) {
      table_.words += fmt::format("  {} {}", answer, count.get<std::uint64_t>());
    }
    table_.words += "\n";
  }
  const Json& pools = answer_["pools"];
  table_.words += "address pools:";
  for (const auto& [fault, count] : pools["counts"].items()) {
    table_.words += fmt::format("  {} {}", fault, count.get<std::uint64_t>());
  }
  table_.words += fmt::format("  addresses_counted_twice at most {}\n",
                              pools["addresses_counted_twice"].get<std::uint64_t>());
  for (const Json& finding : pools["findings"]) {
    table_.words += "  " + finding["words"][language()].get<std::string>() + "\n";
  }
}

void Tables::stock() {
  const Json& data = answer_["data"];
  table_.titles =
      titles_of(data, {"month", "rate", "numerator", "denominator", "value", "given", "missing"});
  for (const Json& one : data) {
    for (const char* name : {"new_lines", "gateways", "routers"}) {
      const Json& rate = one[name];
      if (rate.is_null()) {
        continue;
      }
      std::vector<Value> row = group(one["group"]);
      row.push_back(value_of(one["month"]));
      row.emplace_back(std::string(name));
      add(std::move(row), {&rate["numerator"], &rate["denominator"], &rate["value"], &rate["given"],
                           &rate["missing"]});
    }
  }
}

void Tables::freezes() {
  table_.titles = {"month", "version", "at",         "commit", "objects",
                   "who",   "reason",  "reproduces", "sha256"};
  for (const Json& one : answer_["data"]) {
    add({}, {&one["month"], &one["version"], &one["at"], &one["commit"], &one["objects"],
             &one["who"], &one["reason"], &one["reproduces"], &one["sha256"]});
    table_.holds = table_.holds && one["reproduces"].get<bool>();
  }
}

void Tables::freeze() {
  const Json& frozen = answer_["data"];
  table_.titles = {"key", "field", "before", "after"};
  for (const Json& one : answer_["changes"]) {
    add({}, {&one["object"]["key"], &one["field"], &one["before"], &one["after"]});
  }
  table_.words = fmt::format("{} frozen as version {}: {} objects, commit {}, sha256 {}\n",
                             frozen["month"].get<std::string>(),
                             frozen["version"].get<std::uint64_t>(), frozen["objects"].dump(),
                             frozen["commit"].dump(), frozen["sha256"].get<std::string>());
  table_.holds = frozen["reproduces"].get<bool>();
}

void Tables::device() {
  const Json& data = answer_["data"];
  table_.titles = {"quantity", "value", "counted", "provenance"};
  if (data["capacity"].is_object()) {
    for (const auto& [component, one] : data["capacity"].items()) {
      const Json name = component;
      add({}, {&name, &one["value"], &one["counted"], &one["provenance"]});
    }
  }
  const Json& plan = data["plan"];
  table_.words = fmt::format("{}, {} at the end of {}\n", data["object"]["key"].get<std::string>(),
                             data["in_service"].get<bool>() ? "in service" : "not in service",
                             data["month"].get<std::string>());
  if (plan.is_object()) {
    table_.words +=
        fmt::format("plan: {} by {}: {}\n", plan["action"].get<std::string>(),
                    plan["month"].get<std::string>(), plan["outcome"].get<std::string>());
  }
  for (const Json& one : data["movements"]) {
    table_.words += fmt::format("{}  {:<18} {:<9} {}\n", one["month"].get<std::string>(),
                                one["component"].get<std::string>(), one["part"].get<std::string>(),
                                one["delta"].dump());
  }
}

void Tables::unfinished() {
  const Json months = answer_.value("unfinished", Json::object());
  for (const auto& [month, state] : months.items()) {
    const bool is_running = state == "running";
    table_.words +=
        names_ == "zh"
            ? fmt::format("{} {}\n", month,
                          is_running ? "尚未结束，数字只到目前" : "尚未开始，数字不是事实")
            : fmt::format("{} {}\n", month,
                          is_running ? "is not over: figures are of its days so far"
                                     : "has not begun: figures carry on what holds now");
  }
}

}  // namespace

LedgerTable ledger_table(std::string_view call, const std::string& answer,
                         const std::string& names) {
  static const std::map<std::string_view, void (Tables::*)()> kTables = {
      {"capacity", &Tables::capacity}, {"movements", &Tables::movements},
      {"plan", &Tables::plan},         {"utilisation", &Tables::utilisation},
      {"quality", &Tables::quality},   {"stock", &Tables::stock},
      {"freezes", &Tables::freezes},   {"freeze", &Tables::freeze},
      {"device", &Tables::device}};
  const Json json = Json::parse(answer, nullptr, false);
  const auto found = kTables.find(call);
  if (!json.is_object() || found == kTables.end()) {
    return {};
  }
  Tables tables(json, names);
  (tables.*found->second)();
  tables.unfinished();
  return tables.take();
}

}  // namespace sixscope::apps
