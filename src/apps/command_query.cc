#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/question.h"
#include "apps/ask_server.h"
#include "apps/commands.h"
#include "apps/options.h"
#include "apps/text_table.h"
#include "http/message.h"

namespace sixscope::apps {
namespace {

using Json = nlohmann::ordered_json;

/// Pages asked for without --limit: more cells than a server adds up for one question.
constexpr int kPagesMax = 100;

struct QueryOptions {
  Connection connection;
  std::string format = "table";
  std::string language;
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
}

std::string& parameter(QueryOptions& options, std::string_view name) {
  return std::ranges::find(options.parameters, name, &std::pair<std::string, std::string>::first)
      ->second;
}

// Asks for one page and prints it; the cursor of the next one, empty on the last. A first page of
// CSV has a line of titles, and only the first.
std::optional<std::string> print_page(const QueryOptions& options, bool first, int& status) {
  const bool csv = options.format == "csv";
  std::string path = csv ? "/api/v1/traffic?format=csv" : "/api/v1/traffic?format=json";
  for (const auto& [name, value] : options.parameters) {
    if (!value.empty()) {
      path += "&" + name + "=" + http::percent_encode(value);
    }
  }
  const auto answer = ask_server(options.connection, path, status);
  if (!answer) {
    return std::nullopt;
  }
  const std::string_view body = answer->body;
  if (csv) {
    const std::size_t titles = first ? 0 : std::min(body.find('\n'), body.size() - 1) + 1;
    fmt::print("{}", body.substr(titles));
    const auto next = answer->headers.find("next-cursor");
    return next == answer->headers.end() ? "" : next->second;
  }
  const auto json = read_json(*answer, status);
  if (!json) {
    return std::nullopt;
  }
  if (options.format == "json") {
    fmt::print("{}", body);
  } else if (options.format == "table") {
    print_cells(*json, options.language);
  } else {
    for (const Json& cell : json->at("data")) {
      fmt::print("{}\n", cell.dump());
    }
  }
  const Json& next = json->at("next_cursor");
  return next.is_null() ? "" : next.get<std::string>();
}

// Rows for programs come whole unless --limit cuts them; tables and documents are one page.
void run_query(QueryOptions options, int& status) {
  std::string& limit = parameter(options, "limit");
  const bool whole = limit.empty() && (options.format == "csv" || options.format == "jsonl");
  if (whole) {
    limit = std::to_string(api::kLimitMax);
  }
  std::string& cursor = parameter(options, "cursor");
  for (int page = 0; page < (whole ? kPagesMax : 1); ++page) {
    const auto next = print_page(options, page == 0, status);
    if (!next) {
      return;
    }
    cursor = *next;
    if (cursor.empty()) {
      return;
    }
  }
  static_cast<void>(std::fflush(stdout));
  if (whole) {
    fmt::print(stderr, "sixscope query: {} pages of {} cells and still more; ask for less, or\n",
               kPagesMax, limit);
    status = kFailed;
  }
  fmt::print(stderr, "there is more: --cursor {}\n", cursor);
}

}  // namespace

void add_query(Command app, int& status) {
  const Command query =
      app.add_subcommand("query", "Ask a running server for traffic and its share");
  query.footer(
      "Examples:\n"
      "  sixscope query --by region                        provinces of the last hour\n"
      "  sixscope query --by access --step hour --from 2026-03-01T00:00:00Z\n"
      "  sixscope query --by application --filter 'access = mobile and region = 440000' --limit "
      "20\n"
      "  sixscope query --by region,operator --format csv > matrix.csv");
  const auto options = std::make_shared<QueryOptions>();
  add_connection(query, options->connection);
  add_format(query, options->format);
  add_language(query, options->language);
  const std::vector<std::string> help = {
      "Start, RFC 3339 (default: an hour before --to)",
      "End, RFC 3339 (default: now)",
      "none, auto, minute, five_minutes, hour, day, month",
      "Dimensions, separated by commas: region, operator, access, application, cdn, ...",
      "For instance: region = 440000 and access in (fixed, idc)",
      "user (default) or all",
      "start, bytes, v4_bytes, v6_bytes, share; - in front: largest first",
      "Most cells, 1 to 10000 (default: 1000 in table and json, all in csv and jsonl)",
      "Answer as if asked at that instant",
      "Where the last answer ended"};
  for (std::size_t i = 0; i < help.size(); ++i) {
    auto& [name, value] = options->parameters[i];
    query.add_option("--" + name, value, help[i]);
  }
  query.option("--step").suggest(
      Suggested::words, {"none", "auto", "minute", "five_minutes", "hour", "day", "month"});
  query.option("--by").suggest(Suggested::list, dimension_names());
  query.option("--class").suggest(Suggested::words, {"user", "all"});
  query.option("--order").suggest(
      Suggested::words, {"start", "bytes", "v4_bytes", "v6_bytes", "share", "-start", "-bytes",
                         "-v4_bytes", "-v6_bytes", "-share"});
  query.callback([options, &status] { run_query(*options, status); });
}

}  // namespace sixscope::apps
