#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
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

struct ExportersOptions {
  Connection connection;
  std::string format = "table";
  std::string language;
  std::string address;
};

std::string rate(const Json& sampling) {
  if (!sampling["known"].get<bool>()) {
    return "unknown";
  }
  const auto numerator = sampling["numerator"].get<std::uint64_t>();
  const auto denominator = sampling["denominator"].get<std::uint64_t>();
  return denominator == 1 ? fmt::format("1:{}", numerator)
                          : fmt::format("1:{:.2f}", static_cast<double>(numerator) /
                                                        static_cast<double>(denominator));
}

std::string codes_of(const Json& one) {
  std::string codes;
  for (const Json& diagnosis : one["diagnoses"]) {
    codes += (codes.empty() ? "" : " ") + diagnosis["code"].get<std::string>();
  }
  return codes;
}

// For programs: the API's names and plain values; what is not known is empty.
const std::vector<std::string> kColumns = {
    "address",    "name",      "observation_domain", "protocol",
    "status",     "coverage",  "sampling_numerator", "sampling_denominator",
    "first_seen", "last_seen", "datagrams",          "sequence_gaps",
    "diagnoses"};

std::vector<Value> columns_of(const Json& one) {
  const Json& sampling = one["sampling"];
  const bool known = sampling["known"].get<bool>();
  const auto number = [](const Json& value) { return Value(value.get<std::uint64_t>()); };
  return {one["address"].get<std::string>(),
          one["name"].get<std::string>(),
          number(one["observation_domain"]),
          one["protocol"].get<std::string>(),
          one["status"].get<std::string>(),
          one["coverage"].get<std::string>(),
          known ? number(sampling["numerator"]) : Value(),
          known ? number(sampling["denominator"]) : Value(),
          one["first_seen"].get<std::string>(),
          one["last_seen"].get<std::string>(),
          number(one["ledger"]["datagrams"]),
          number(one["ledger"]["sequence_gaps"]),
          codes_of(one)};
}

// For people.
std::vector<std::string> cells_of(const Json& one) {
  const std::string codes = codes_of(one);
  return {one["address"].get<std::string>(),
          one["name"].get<std::string>(),
          one["status"].get<std::string>(),
          one["protocol"].get<std::string>(),
          rate(one["sampling"]),
          one["last_seen"].get<std::string>(),
          std::to_string(one["ledger"]["datagrams"].get<std::uint64_t>()),
          std::to_string(one["ledger"]["sequence_gaps"].get<std::uint64_t>()),
          codes.empty() ? "-" : codes};
}

const std::vector<std::string> kTitles = {"address",   "name",     "status",
                                          "protocol",  "sampling", "last seen",
                                          "datagrams", "gaps",     "diagnoses"};

// What is wrong, in words, with the lines to paste: only where one exporter is asked for.
void print_words(const Json& one, const std::string& language) {
  for (const Json& diagnosis : one["diagnoses"]) {
    fmt::print("\n{}: {}\n  {}\n", diagnosis["severity"].get<std::string>(),
               diagnosis["title"][language].get<std::string>(),
               diagnosis["detail"][language].get<std::string>());
    for (const Json& remedy : diagnosis["remedies"]) {
      fmt::print("  {}:\n", remedy["vendor"].get<std::string>());
      for (const Json& line : remedy["lines"]) {
        fmt::print("    {}\n", line.get<std::string>());
      }
    }
  }
}

/// Pages of a list that are asked for before it counts as endless.
constexpr int kPagesMax = 100;

// Every page of the list as one answer, the worst first. It is read by address, so that an exporter
// that falls ill meanwhile is on one page all the same.
std::optional<Json> ask_pages(const ExportersOptions& options, int& status) {
  std::optional<Json> all;
  std::string cursor;
  for (int page = 0; page == 0 || !cursor.empty(); ++page) {
    if (page == kPagesMax) {
      fmt::print(stderr, "sixscope exporters: {} pages and still more\n", kPagesMax);
      status = kFailed;
      return std::nullopt;
    }
    const auto answer =
        ask_server(options.connection,
                   fmt::format("/api/v1/exporters?order=address&limit={}{}", api::kLimitMax,
                               cursor.empty() ? "" : "&cursor=" + http::percent_encode(cursor)),
                   status);
    auto json = answer ? read_json(*answer, status) : std::nullopt;
    if (!json) {
      return std::nullopt;
    }
    const Json next = std::exchange((*json)["next_cursor"], nullptr);
    cursor = next.is_null() ? "" : next.get<std::string>();
    if (!all) {
      all = std::move(json);
      continue;
    }
    for (Json& one : (*json)["data"]) {
      (*all)["data"].push_back(std::move(one));
    }
    (*all)["labels"].update((*json)["labels"], true);
  }
  const auto place = [](const Json& one) {
    static constexpr std::array<std::string_view, 4> kWorstFirst = {"fault", "silent", "warning",
                                                                    "ok"};
    return std::tuple(std::ranges::find(kWorstFirst, one["status"].get<std::string>()),
                      one["address"].get<std::string>(),
                      one["observation_domain"].get<std::uint64_t>());
  };
  Json& rows = (*all)["data"];
  std::sort(rows.begin(), rows.end(),
            [&](const Json& a, const Json& b) { return place(a) < place(b); });
  return all;
}

std::optional<Json> ask_one(const ExportersOptions& options, int& status) {
  const auto answer = ask_server(
      options.connection, "/api/v1/exporters/" + http::percent_encode(options.address), status);
  return answer ? read_json(*answer, status) : std::nullopt;
}

void run_exporters(const ExportersOptions& options, int& status) {
  const auto json = options.address.empty() ? ask_pages(options, status) : ask_one(options, status);
  if (!json) {
    return;
  }
  if (options.format == "json") {
    fmt::print("{}\n", json->dump());
    return;
  }
  const Json& listed = json->at("data");
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<Value>> columns;
  for (const Json& one : listed) {
    if (options.format == "jsonl") {
      fmt::print("{}\n", one.dump());
    }
    rows.push_back(cells_of(one));
    columns.push_back(columns_of(one));
  }
  if (options.format == "csv") {
    print_rows(kColumns, columns, options.format);
  } else if (options.format == "table") {
    print_table(kTitles, rows);
    for (const Json& one : options.address.empty() ? Json::array() : listed) {
      print_words(one, options.language);
    }
  }
}

}  // namespace

void add_exporters(Command app, int& status) {
  const Command exporters =
      app.add_subcommand("exporters", "Who exports to a running server, and what is wrong");
  exporters.footer(
      "Examples:\n"
      "  sixscope exporters                       all, the worst first\n"
      "  sixscope exporters 192.0.2.1             one, with words and lines to paste\n"
      "  sixscope exporters --format jsonl");
  const auto options = std::make_shared<ExportersOptions>();
  exporters.add_option("ADDRESS", options->address, "Address of one exporter");
  add_connection(exporters, options->connection);
  add_format(exporters, options->format);
  add_language(exporters, options->language);
  exporters.callback([options, &status] { run_exporters(*options, status); });
}

}  // namespace sixscope::apps
