#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "apps/commands.h"
#include "apps/load_enrichment.h"
#include "apps/load_settings.h"
#include "apps/options.h"
#include "apps/text_table.h"
#include "net/address_class.h"

namespace sixscope::apps {
namespace {

struct Arguments {
  std::vector<std::string> items;  // Files to check, or addresses to look up.
  std::vector<std::string> dictionaries;
  std::string settings;
  std::string format = "table";
};

// One row of an answer: names and texts of its columns.
using Row = std::vector<std::pair<std::string_view, std::string>>;

// Rows whose columns are those of the first one.
void print(const std::vector<Row>& rows, const std::string& format) {
  if (format == "table") {
    for (const Row& row : rows) {
      for (const auto& [name, text] : row) {
        fmt::print("{:<20}{}\n", name, text);
      }
      fmt::print("\n");
    }
    return;
  }
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> texts;
  for (const Row& row : rows) {
    texts.emplace_back();
    for (const auto& [name, text] : row) {
      if (texts.size() == 1) {
        titles.emplace_back(name);
      }
      texts.back().push_back(text);
    }
  }
  print_rows(titles, texts, format);
}

void print_problems(const enrich::Problems& problems) {
  for (const enrich::Problem& problem : problems.list()) {
    fmt::print(stderr, "{}\n", describe(problem));
  }
  const std::size_t all = problems.errors() + problems.warnings();
  if (all > problems.list().size()) {
    fmt::print(stderr, "... and {} more\n", all - problems.list().size());
  }
}

std::vector<Row> problem_rows(const enrich::Problems& problems) {
  std::vector<Row> rows;
  for (const enrich::Problem& problem : problems.list()) {
    rows.push_back({{"file", problem.file},
                    {"line", std::to_string(problem.line)},
                    {"severity", problem.severity == enrich::Severity::error ? "error" : "warning"},
                    {"what", problem.what},
                    {"remedy", problem.remedy}});
  }
  return rows;
}

// What the settings name, or nothing but the built-in catalogue, and the files given besides.
std::optional<EnrichmentSources> sources(const Arguments& arguments) {
  const auto settings = load_settings(arguments.settings);
  if (!settings) {
    return std::nullopt;
  }
  EnrichmentSources all = enrichment_sources(*settings);
  all.files.dictionaries.insert(all.files.dictionaries.end(), arguments.dictionaries.begin(),
                                arguments.dictionaries.end());
  return all;
}

int check(const Arguments& arguments) {
  auto all = sources(arguments);
  if (!all) {
    return kBadSettings;
  }
  // The files to check, and the catalogue they refer to: nothing else of the settings.
  EnrichmentSources checked;
  checked.files.applications = all->files.applications;
  checked.files.cdns = all->files.cdns;
  checked.files.dictionaries = arguments.items;
  Enrichment enrichment;
  EnrichmentLoader loader(enrichment, std::move(checked));
  const enrich::Problems problems = loader.load(SystemClock().now());
  if (arguments.format == "table") {
    print_problems(problems);
    if (problems.errors() == 0) {
      const auto snapshot = enrichment.snapshots.get();
      fmt::print("fine: {} prefixes, {} distinct descriptions, {:.1f} MB\n", snapshot->prefixes(),
                 snapshot->descriptions(), static_cast<double>(snapshot->memory_bytes()) / 1e6);
    } else {
      fmt::print("{} errors, {} warnings: a running server would keep its old dictionary\n",
                 problems.errors(), problems.warnings());
    }
  } else {
    print(problem_rows(problems), arguments.format);
  }
  return problems.errors() == 0 ? kOk : kBadInput;
}

Row describe_address(const Enrichment& enrichment, const enrich::Regions& regions,
                     const net::IpAddress& address) {
  const auto snapshot = enrichment.snapshots.get();
  const enrich::Attributes& found = snapshot->at(address);
  const enrich::Facts& facts = found.facts;
  const auto from = [](enrich::Layer layer) {
    return std::string(enrich::kLayerNames.at(static_cast<std::size_t>(layer)));
  };
  const auto method = [](model::Method by) {
    return std::string(model::kMethodNames.at(static_cast<std::size_t>(by)));
  };
  const enrich::Region* region = regions.province_of(facts.region);
  std::string country;
  if (facts.country != 0) {
    country = {static_cast<char>(facts.country >> 8U), static_cast<char>(facts.country & 0xffU)};
  }
  return {{"address", address.to_string()},
          {"class",
           std::string(net::kAddressClassNames.at(static_cast<std::size_t>(classify(address))))},
          {"region", fmt::format("{:06}", facts.region.value())},
          {"region_name", region == nullptr ? "" : region->title.zh + " " + region->title.en},
          {"region_from", from(found.region_from)},
          {"operator", std::string(enrichment.names.operators.identifier(facts.operator_))},
          {"operator_from", from(found.operator_from)},
          {"access", std::string(model::kAccessNames.at(static_cast<std::size_t>(facts.access)))},
          {"access_from", from(found.access_from)},
          {"role", std::string(enrich::kRoleNames.at(static_cast<std::size_t>(facts.role)))},
          {"role_from", from(found.role_from)},
          {"name", std::string(snapshot->site(facts.site))},
          {"asn", std::to_string(facts.asn.value())},
          {"asn_from", from(found.asn_from)},
          {"country", country},
          {"country_from", from(found.country_from)},
          {"application", std::string(enrichment.names.applications.identifier(facts.application))},
          {"application_method", method(found.application_method)},
          {"cdn", std::string(enrichment.names.cdns.identifier(facts.cdn))},
          {"cdn_method", method(found.cdn_method)}};
}

int lookup(const Arguments& arguments) {
  auto all = sources(arguments);
  if (!all) {
    return kBadSettings;
  }
  Enrichment enrichment;
  EnrichmentLoader loader(enrichment, *std::move(all));
  const enrich::Problems problems = loader.load(SystemClock().now());
  print_problems(problems);
  if (problems.errors() > 0) {
    return kBadInput;
  }
  std::vector<Row> rows;
  int status = kOk;
  for (const std::string& text : arguments.items) {
    const auto address = net::IpAddress::parse(text);
    if (address) {
      rows.push_back(describe_address(enrichment, loader.regions(), *address));
    } else {
      fmt::print(stderr, "lookup: {}\n", describe(address.error()));
      status = kUsage;
    }
  }
  print(rows, arguments.format);
  return status;
}

}  // namespace

void add_dictionary(CLI::App& app, int& status) {
  CLI::App* dictionary = app.add_subcommand("dictionary", "Check network dictionaries");
  dictionary->require_subcommand(1);
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* checking = dictionary->add_subcommand(
      "check", "Read dictionaries (CSV or TOML) together and list every bad row");
  checking->footer(
      "Examples:\n"
      "  sixscope dictionary check network.csv branches.toml\n"
      "  sixscope dictionary check network.csv --format jsonl\n"
      "Exit code 4 if a server would refuse the files; see docs/howto/network-dictionary.md.");
  checking->add_option("FILE", arguments->items, "Dictionary files")->required();
  add_settings_file(*checking, arguments->settings,
                    "Settings file (TOML) that names applications and CDNs of your own");
  add_format(*checking, arguments->format);
  checking->callback([&status, arguments] { status = check(*arguments); });

  const auto looked = std::make_shared<Arguments>();
  CLI::App* looking =
      app.add_subcommand("lookup", "Say what is known of addresses, and which file says so");
  looking->footer(
      "Examples:\n"
      "  sixscope lookup 240e::1 202.96.128.86 --config sixscope.toml\n"
      "  sixscope lookup 2001:db8::1 --dictionary network.csv --format json");
  looking->add_option("ADDRESS", looked->items, "IPv4 or IPv6 addresses")->required();
  add_settings_file(*looking, looked->settings, "Settings file (TOML) that names the sources");
  looking->add_option("--dictionary", looked->dictionaries, "Dictionary files besides");
  add_format(*looking, looked->format);
  looking->callback([&status, looked] { status = lookup(*looked); });
}

}  // namespace sixscope::apps
