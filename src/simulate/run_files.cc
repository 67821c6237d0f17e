#include "simulate/run_files.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "simulate/dns_feed.h"
#include "simulate/run_text.h"

namespace sixscope::simulate {
namespace {

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
  return names.at(static_cast<std::size_t>(value));
}

void append_exporter(std::string& out, const Exporter& exporter, std::size_t number,
                     const ExporterTruth& truth) {
  const ExporterProfile& profile = exporter.profile();
  fmt::format_to(
      std::back_inserter(out),
      R"(    {{"name": "{}", "address": "{}", "observation_domain": {}, "region": "{:06}", )"
      R"("operator": "{}", "protocol": "{}", "fault": "{}", "coverage": "{}", )"
      R"("sampling_interval": {}, "datagrams_sent": {}, "datagrams_lost": {}, "units_lost": {}, )"
      R"("datagrams_repeated": {}, "records": {}, "restarts": {}}})",
      profile.name, profile.address.to_string(), number, provinces()[profile.province].code.value(),
      operators()[profile.operator_].id, name_of(kProtocolNames, profile.protocol),
      name_of(kFaultNames, profile.fault), name_of(model::kCoverageNames, exporter.coverage()),
      profile.sampling_interval, truth.datagrams_sent, truth.datagrams_lost, truth.units_lost,
      truth.datagrams_repeated, truth.records, truth.restarts);
}

void append_volume(std::string& out, const TruthVolume& volume) {
  fmt::format_to(std::back_inserter(out), ", {}, {}, {}, {}, {}, {}", volume.true_bytes,
                 volume.true_packets, volume.exported_bytes, volume.exported_packets,
                 volume.records, volume.samples);
}

void append_cell(std::string& out, const LabelKey& labels, const TruthCell& cell) {
  const bool user = labels.traffic_class == model::TrafficClass::user;
  fmt::format_to(
      std::back_inserter(out),
      R"(    [{}, "{:06}", "{}", "{}", "{}", "{}", "{}", "{}", "{}", "{}")", labels.exporter,
      user ? provinces()[labels.cell.province].code.value() : 0,
      user ? operators()[labels.cell.operator_].id : "unknown",
      user ? name_of(model::kAccessNames, kSimulatedAccesses.at(labels.cell.access)) : "unknown",
      labels.application == kUnknownApplication ? "unknown" : applications()[labels.application].id,
      labels.cdn == kUnknownCdn ? "unknown" : cdns()[labels.cdn].id,
      name_of(model::kMethodNames, labels.application_method),
      name_of(model::kMethodNames, labels.cdn_method),
      name_of(model::kTrafficClassNames, labels.traffic_class),
      name_of(model::kCoverageNames, labels.coverage));
  append_volume(out, cell.v4);
  append_volume(out, cell.v6);
  out += ']';
}

void append_names_without_aaaa(std::string& out) {
  bool first = true;
  for (const ResolverAnswer& answer : resolver_answers()) {
    if (answer.family == net::Family::v6 && server_count(answer) == 0) {
      fmt::format_to(std::back_inserter(out), "{}\"{}\": [\"{}\"]", first ? "" : ", ",
                     applications()[answer.application].id,
                     asked_name(answer.application, answer.cdn));
      first = false;
    }
  }
}

}  // namespace

std::string truth_json(const Simulation& simulation) {
  const SimulationOptions& options = simulation.options();
  std::string out = fmt::format(
      "{{\n  \"seed\": {}, \"flows_per_second\": {}, \"speed\": {}, \"sampling_factor\": {},\n"
      "  \"export_from\": \"{}\", \"export_to\": \"{}\",\n"
      "  \"country_from\": \"{}\", \"country_to\": \"{}\",\n  \"exporters\": [\n",
      options.seed, options.flows_per_second, options.speed, options.sampling_factor,
      format_moment(options.export_begin), format_moment(simulation.now()),
      format_moment(options.country_begin),
      format_moment(simulation.country_time(simulation.now())));
  const auto exporters = simulation.exporters();
  for (std::size_t i = 0; i < exporters.size(); ++i) {
    append_exporter(out, exporters[i], i, simulation.truth().exporters[i]);
    out += i + 1 < exporters.size() ? ",\n" : "\n";
  }
  out += "  ],\n  \"names_without_aaaa\": {";
  append_names_without_aaaa(out);
  out +=
      "},\n  \"columns\": [\"exporter\", \"region\", \"operator\", \"access\", \"application\", "
      "\"cdn\", \"application_method\", \"cdn_method\", \"traffic_class\", \"coverage\"";
  for (const std::string_view family : {"v4", "v6"}) {
    for (const std::string_view column : {"true_bytes", "true_packets", "exported_bytes",
                                          "exported_packets", "records", "samples"}) {
      fmt::format_to(std::back_inserter(out), ", \"{}_{}\"", family, column);
    }
  }
  out += "],\n  \"cells\": [\n";
  bool first = true;
  for (const auto& [labels, cell] : simulation.truth().cells) {
    out += first ? "" : ",\n";
    first = false;
    append_cell(out, labels, cell);
  }
  out += "\n  ]\n}\n";
  return out;
}

std::string dictionary_csv() {
  std::string out =
      "# The simulated country: written by `sixscope simulate`.\n"
      "prefix,region,operator,access,role,application,cdn,name\n";
  const auto out_end = std::back_inserter(out);
  for (std::uint8_t p = 0; p < kProvinces; ++p) {
    for (std::uint8_t o = 0; o < kOperators; ++o) {
      for (std::uint8_t a = 0; a < kAccesses; ++a) {
        const model::Access access = kSimulatedAccesses.at(a);
        for (const net::Prefix& block : {user_block_v4({p, o, a}), user_block_v6({p, o, a})}) {
          fmt::format_to(out_end, "{},{:06},{},{},{},,,\n", block.to_string(),
                         provinces()[p].code.value(), operators()[o].id,
                         name_of(model::kAccessNames, access),
                         access == model::Access::idc ? "server" : "user");
        }
      }
    }
  }
  for (std::size_t c = 0; c < kCdns; ++c) {
    const bool named = cdns()[c].clue == CdnClue::operator_rule;
    for (const net::Prefix& block : {cdn_block_v4(c), cdn_block_v6(c)}) {
      fmt::format_to(out_end, "{},,,,server,,{},\n", block.to_string(), named ? cdns()[c].id : "");
    }
  }
  for (std::size_t a = 0; a < applications().size(); ++a) {
    if (applications()[a].clue == ApplicationClue::operator_rule) {
      for (const net::Prefix& block : {server_block_v4(a, 0), server_block_v6(a, 0)}) {
        fmt::format_to(out_end, "{},,,,server,{},,\n", block.to_string(), applications()[a].id);
      }
    }
  }
  for (const ExporterProfile& exporter : exporter_roster()) {
    fmt::format_to(out_end, "{}/32,,,,infrastructure,,,{}\n", exporter.address.to_string(),
                   exporter.name);
  }
  return out;
}

std::string application_lists_toml() {
  std::string out = "# Addresses of simulated applications: written by `sixscope simulate`.\n";
  for (std::size_t a = 0; a < applications().size(); ++a) {
    if (applications()[a].clue == ApplicationClue::prefix_list) {
      fmt::format_to(std::back_inserter(out),
                     "\n[[application]]\nid = \"{}\"\nprefixes = [\"{}\", \"{}\"]\n",
                     applications()[a].id, server_block_v4(a, 0).to_string(),
                     server_block_v6(a, 0).to_string());
    }
  }
  return out;
}

std::string cdn_lists_toml() {
  std::string out = "# Addresses of simulated CDNs: written by `sixscope simulate`.\n";
  for (std::size_t c = 0; c < kCdns; ++c) {
    if (cdns()[c].clue == CdnClue::prefix_list) {
      fmt::format_to(std::back_inserter(out),
                     "\n[[cdn]]\nid = \"{}\"\nprefixes = [\"{}\", \"{}\"]\n", cdns()[c].id,
                     cdn_block_v4(c).to_string(), cdn_block_v6(c).to_string());
    }
  }
  return out;
}

}  // namespace sixscope::simulate
