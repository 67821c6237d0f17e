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

const std::vector<std::string> kProblemColumns = {"file", "line", "severity", "what", "remedy"};

// What is known of one address: names and values, the same names for each.
using Facts = std::vector<std::pair<std::string, Value>>;

void print_problems(const enrich::Problems& problems) {
  for (const enrich::Problem& problem : problems.list()) {
    fmt::print(stderr, "{}\n", describe(problem));
  }
  const std::size_t all = problems.errors() + problems.warnings();
  if (all > problems.list().size()) {
    fmt::print(stderr, "... and {} more\n", all - problems.list().size());
  }
}

std::vector<std::vector<Value>> problem_rows(const enrich::Problems& problems) {
  std::vector<std::vector<Value>> rows;
  for (const enrich::Problem& problem : problems.list()) {
    rows.push_back({problem.file, problem.line == 0 ? Value() : Value(std::uint64_t{problem.line}),
                    problem.severity == enrich::Severity::error ? "error" : "warning", problem.what,
                    problem.remedy});
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
    print_rows(kProblemColumns, problem_rows(problems), arguments.format);
  }
  return problems.errors() == 0 ? kOk : kBadInput;
}

Facts describe_address(const Enrichment& enrichment, const enrich::Regions& regions,
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
          {"asn", std::uint64_t{facts.asn.value()}},
          {"asn_from", from(found.asn_from)},
          {"country", country},
          {"country_from", from(found.country_from)},
          {"application", std::string(enrichment.names.applications.identifier(facts.application))},
          {"application_method", method(found.application_method)},
          {"cdn", std::string(enrichment.names.cdns.identifier(facts.cdn))},
          {"cdn_method", method(found.cdn_method)}};
}

void print_facts(const std::vector<Facts>& all, const std::string& format) {
  std::vector<std::string> titles;
  std::vector<std::vector<Value>> rows;
  for (const Facts& facts : all) {
    auto& row = rows.emplace_back();
    for (const auto& [name, value] : facts) {
      if (format == "table") {
        fmt::print("{:<20}{}\n", name, text_of(value));
      } else if (rows.size() == 1) {
        titles.push_back(name);
      }
      row.push_back(value);
    }
    fmt::print("{}", format == "table" ? "\n" : "");
  }
  if (format != "table") {
    print_rows(titles, rows, format);
  }
}

int lookup(const Arguments& arguments) {
  std::vector<net::IpAddress> addresses;
  for (const std::string& text : arguments.items) {
    if (const auto address = net::IpAddress::parse(text)) {
      addresses.push_back(*address);
    } else {
      fmt::print(stderr, "sixscope lookup: {}: {}\n", text, describe(address.error()));
    }
  }
  if (addresses.size() != arguments.items.size()) {
    return kUsage;
  }
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
  std::vector<Facts> facts;
  for (const net::IpAddress& address : addresses) {
    facts.push_back(describe_address(enrichment, loader.regions(), address));
  }
  print_facts(facts, arguments.format);
  return kOk;
}

}  // namespace

void add_dictionary(Command app, int& status) {
  const Command dictionary = app.add_subcommand("dictionary", "Check network dictionaries");
  dictionary.require_subcommand();
  dictionary.footer("Examples:\n  sixscope dictionary check network.csv");
  const auto arguments = std::make_shared<Arguments>();
  const Command checking = dictionary.add_subcommand(
      "check", "Read dictionaries (CSV or TOML) together and list every bad row");
  checking.footer(
      "Examples:\n"
      "  sixscope dictionary check network.csv branches.toml\n"
      "  sixscope dictionary check network.csv --format jsonl\n"
      "Exit code 4 if a server would refuse the files; see docs/howto/network-dictionary.md.");
  checking.add_option("FILE", arguments->items, "Dictionary files")
      .required()
      .suggest(Suggested::file);
  add_settings_file(checking, arguments->settings,
                    "Settings file (TOML) that names applications and CDNs of your own");
  add_format(checking, arguments->format);
  checking.callback([&status, arguments] { status = check(*arguments); });

  const auto looked = std::make_shared<Arguments>();
  const Command looking =
      app.add_subcommand("lookup", "Say what is known of addresses, and which file says so");
  looking.footer(
      "Examples:\n"
      "  sixscope lookup 240e::1 202.96.128.86 --config sixscope.toml\n"
      "  sixscope lookup 2001:db8::1 --dictionary network.csv --format json");
  looking.add_option("ADDRESS", looked->items, "IPv4 or IPv6 addresses").required();
  add_settings_file(looking, looked->settings, "Settings file (TOML) that names the sources");
  looking.add_option("--dictionary", looked->dictionaries, "Dictionary files besides")
      .suggest(Suggested::file);
  add_format(looking, looked->format);
  looking.callback([&status, looked] { status = lookup(*looked); });
}

}  // namespace sixscope::apps
