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

struct ExportersOptions : ServerOptions {
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

std::vector<std::string> cells_of(const Json& one) {
  std::string codes;
  for (const Json& diagnosis : one["diagnoses"]) {
    codes += (codes.empty() ? "" : " ") + diagnosis["code"].get<std::string>();
  }
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

void run_exporters(const ExportersOptions& options, int& status) {
  const std::string path =
      "/api/v1/exporters" +
      (options.address.empty() ? "" : "/" + http::percent_encode(options.address));
  const auto answer = ask_json(options.server, path, options.format, {"json"}, status);
  if (!answer) {
    return;
  }
  const Json& listed = answer->at("data");
  std::vector<std::vector<std::string>> rows;
  for (const Json& one : listed) {
    if (options.format == "jsonl") {
      fmt::print("{}\n", one.dump());
    }
    rows.push_back(cells_of(one));
  }
  if (options.format == "csv") {
    print_rows(kTitles, rows, options.format);
  } else if (options.format == "table") {
    print_table(kTitles, rows);
    for (const Json& one : options.address.empty() ? Json::array() : listed) {
      print_words(one, options.language);
    }
  }
}

}  // namespace

void add_exporters(CLI::App& app, int& status) {
  CLI::App* exporters =
      app.add_subcommand("exporters", "Who exports to a running server, and what is wrong");
  exporters->footer(
      "Examples:\n"
      "  sixscope exporters                       all, the worst first\n"
      "  sixscope exporters 192.0.2.1             one, with words and lines to paste\n"
      "  sixscope exporters --format jsonl");
  const auto options = std::make_shared<ExportersOptions>();
  exporters->add_option("ADDRESS", options->address, "Address of one exporter");
  add_server_options(*exporters, *options);
  exporters->callback([options, &status] { run_exporters(*options, status); });
}

}  // namespace sixscope::apps
