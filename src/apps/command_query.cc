#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/options.h"
#include "apps/text_table.h"
#include "http/message.h"

namespace sixscope::apps {
namespace {

using Json = nlohmann::ordered_json;

struct QueryOptions : ServerOptions {
  /// Parameters of GET /api/v1/traffic, as they stand in its document.
  std::vector<std::pair<std::string, std::string>> parameters = {
      {"from", ""},  {"to", ""},    {"step", ""},  {"by", ""},    {"filter", ""},
      {"class", ""}, {"order", ""}, {"limit", ""}, {"as_of", ""}, {"cursor", ""}};
};

std::string percent(const Json& share) {
  if (share["value"].is_null()) {
    return share.value("gap", "");
  }
  return fmt::format("{:.2f}%", share["value"].get<double>() * 100);
}

std::string interval(const Json& share) {
  if (share["value"].is_null() || share["low"] == share["high"]) {
    return "–";
  }
  return fmt::format("{:.2f}–{:.2f}%", share["low"].get<double>() * 100,
                     share["high"].get<double>() * 100);
}

void print_cells(const Json& answer, const std::string& language) {
  std::vector<std::string> titles;
  const bool windows = answer["query"]["step"] != "none";
  if (windows) {
    titles.emplace_back("start");
  }
  for (const Json& name : answer["query"]["by"]) {
    titles.push_back(name.get<std::string>());
  }
  titles.insert(titles.end(), {"IPv4", "IPv6", "share", "95 %"});
  std::vector<std::vector<std::string>> rows;
  for (const Json& cell : answer["data"]) {
    std::vector<std::string>& row = rows.emplace_back();
    if (windows) {
      row.push_back(cell["start"].get<std::string>());
    }
    for (const auto& [name, value] : cell["dimensions"].items()) {
      const auto text = value.get<std::string>();
      const Json& labels = answer["labels"][name];
      row.push_back(labels.contains(text) ? labels[text][language].get<std::string>() : text);
    }
    row.push_back(human_bytes(cell["v4"]["bytes"].get<double>()));
    row.push_back(human_bytes(cell["v6"]["bytes"].get<double>()));
    row.push_back(percent(cell["share"]));
    row.push_back(interval(cell["share"]));
  }
  print_table(titles, rows);
  const Json& coverage = answer["coverage"];
  fmt::print(
      "\n{} to {}; {} of {} regions, {} of {} exporters measurable; share {} ({} with those "
      "that cannot see IPv6)\n",
      answer["query"]["from"].get<std::string>(), answer["query"]["to"].get<std::string>(),
      coverage["regions_seen"].get<int>(), coverage["regions_all"].get<int>(),
      coverage["measurable"].get<int>(), coverage["exporters"].get<int>(),
      percent(coverage["share_measurable"]), percent(coverage["share_all"]));
  if (!answer["next_cursor"].is_null()) {
    fmt::print("more: --cursor {}\n", answer["next_cursor"].get<std::string>());
  }
}

void run_query(const QueryOptions& options, int& status) {
  std::string path =
      "/api/v1/traffic?format=" + std::string(options.format == "csv" ? "csv" : "json");
  for (const auto& [name, value] : options.parameters) {
    if (!value.empty()) {
      path += "&" + name + "=" + http::percent_encode(value);
    }
  }
  const auto answer = ask_json(options.server, path, options.format, {"json", "csv"}, status);
  if (!answer) {
    return;
  }
  if (options.format == "jsonl") {
    for (const Json& cell : answer->at("data")) {
      fmt::print("{}\n", cell.dump());
    }
    return;
  }
  print_cells(*answer, options.language);
}

}  // namespace

void add_query(CLI::App& app, int& status) {
  CLI::App* query = app.add_subcommand("query", "Ask a running server for traffic and its share");
  query->footer(
      "Examples:\n"
      "  sixscope query --by region                        provinces of the last hour\n"
      "  sixscope query --by access --step hour --from 2026-03-01T00:00:00Z\n"
      "  sixscope query --by application --filter 'access = mobile and region = 440000' --limit "
      "20\n"
      "  sixscope query --by region,operator --format csv > matrix.csv");
  const auto options = std::make_shared<QueryOptions>();
  add_server_options(*query, *options);
  const std::vector<std::string> help = {
      "Start, RFC 3339 (default: an hour before --to)",
      "End, RFC 3339 (default: now)",
      "none, auto, minute, five_minutes, hour, day, month",
      "Dimensions, separated by commas: region, operator, access, application, cdn, ...",
      "For instance: region = 440000 and access in (fixed, idc)",
      "user (default) or all",
      "start, bytes, v4_bytes, v6_bytes, share; - in front: largest first",
      "Most cells, 1 to 10000",
      "Answer as if asked at that instant",
      "Where the last answer ended"};
  for (std::size_t i = 0; i < help.size(); ++i) {
    auto& [name, value] = options->parameters[i];
    query->add_option("--" + name, value, help[i]);
  }
  query->callback([options, &status] { run_query(*options, status); });
}

}  // namespace sixscope::apps
