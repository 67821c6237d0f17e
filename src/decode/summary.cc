#include "decode/summary.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/json_writer.h"

namespace sixscope::decode {
namespace {

using flow::ExporterCounters;
using flow::ExporterInfo;
using flow::FamilyTotals;

using Counter = std::uint64_t ExporterCounters::*;
/// Counters as the summary names them.
constexpr std::array<std::pair<std::string_view, Counter>, 15> kCounters = {{
    {"datagrams", &ExporterCounters::datagrams},
    {"records", &ExporterCounters::records},
    {"optionRecords", &ExporterCounters::option_records},
    {"natEvents", &ExporterCounters::nat_events},
    {"templatesSeen", &ExporterCounters::templates_seen},
    {"templatesWithdrawn", &ExporterCounters::templates_withdrawn},
    {"templatesRedefined", &ExporterCounters::templates_redefined},
    {"templateMisses", &ExporterCounters::template_misses},
    {"setsReplayed", &ExporterCounters::sets_replayed},
    {"setsDropped", &ExporterCounters::sets_dropped},
    {"sequenceGaps", &ExporterCounters::sequence_gaps},
    {"sequenceResets", &ExporterCounters::sequence_resets},
    {"duplicates", &ExporterCounters::duplicates},
    {"reordered", &ExporterCounters::reordered},
    {"rateUnknownRecords", &ExporterCounters::rate_unknown_records},
}};

void write_totals(std::string_view name, const FamilyTotals& totals, JsonWriter& out) {
  out.key(name).begin_object();
  out.member("records", totals.records).member("bytes", totals.bytes);
  out.member("packets", totals.packets).member("scaledBytes", totals.scaled_bytes);
  out.member("scaledPackets", totals.scaled_packets).end_object();
}

template <std::size_t N>
void write_named(std::string_view name, const std::array<std::string_view, N>& names,
                 const std::array<std::uint64_t, N>& counts, JsonWriter& out) {
  out.key(name).begin_object();
  for (std::size_t i = 0; i < N; ++i) {
    if (counts[i] != 0) {
      out.member(names[i], counts[i]);
    }
  }
  out.end_object();
}

void write_counters(const ExporterCounters& counters, std::uint64_t missing, JsonWriter& out) {
  for (const auto& [name, counter] : kCounters) {
    out.member(name, counters.*counter);
  }
  out.member("templatesMissing", missing);
  write_named("malformed", flow::kMalformedNames, counters.malformed, out);
  write_named("adjustments", flow::kAdjustmentNames, counters.adjustments, out);
  out.key("families").begin_object();
  write_totals("4", counters.v4, out);
  write_totals("6", counters.v6, out);
  write_totals("none", counters.no_family, out);
  out.end_object();
}

void add_totals(const FamilyTotals& from, FamilyTotals& to) {
  to.records += from.records;
  to.bytes += from.bytes;
  to.packets += from.packets;
  to.scaled_bytes += from.scaled_bytes;
  to.scaled_packets += from.scaled_packets;
}

template <std::size_t N>
void add_all(const std::array<std::uint64_t, N>& from, std::array<std::uint64_t, N>& to) {
  for (std::size_t i = 0; i < N; ++i) {
    to[i] += from[i];
  }
}

struct Total {
  ExporterCounters counters;
  std::uint64_t missing = 0;
};

Total total_of(std::span<const ExporterInfo> exporters) {
  Total total;
  for (const ExporterInfo& exporter : exporters) {
    add_counters(exporter.counters, total.counters);
    total.missing += exporter.templates_missing;
  }
  return total;
}

std::string_view protocol_name(const ExporterInfo& exporter) {
  return flow::kExportProtocolNames[static_cast<std::size_t>(exporter.protocol)];
}

std::string family_line(std::string_view name, const FamilyTotals& totals) {
  return fmt::format("  {:<6} {:>10} records {:>16} bytes {:>12} packets; scaled {:>16} bytes\n",
                     name, totals.records, totals.bytes, totals.packets, totals.scaled_bytes);
}

template <std::size_t N>
std::string counts_line(std::string_view title, const std::array<std::string_view, N>& names,
                        const std::array<std::uint64_t, N>& counts) {
  std::string line;
  for (std::size_t i = 0; i < N; ++i) {
    if (counts[i] != 0) {
      line += fmt::format("{} {} {}", line.empty() ? "" : ",", names[i], counts[i]);
    }
  }
  return line.empty() ? "" : fmt::format("  {}:{}\n", title, line);
}

std::string counters_text(const ExporterCounters& counters, std::uint64_t missing) {
  std::string text = fmt::format(
      "  {} datagrams, {} records, {} option records, {} NAT events; templates: {} seen, {} "
      "withdrawn, {} missing\n",
      counters.datagrams, counters.records, counters.option_records, counters.nat_events,
      counters.templates_seen, counters.templates_withdrawn, missing);
  text += fmt::format("  {} units lost by sequence, {} duplicates, {} late\n",
                      counters.sequence_gaps, counters.duplicates, counters.reordered);
  text += family_line("IPv4", counters.v4) + family_line("IPv6", counters.v6);
  if (counters.no_family.records != 0) {
    text += family_line("no IP", counters.no_family);
  }
  text += counts_line("malformed", flow::kMalformedNames, counters.malformed);
  text += counts_line("adjusted", flow::kAdjustmentNames, counters.adjustments);
  return text;
}

}  // namespace

void add_counters(const ExporterCounters& from, ExporterCounters& to) {
  for (const auto& [name, counter] : kCounters) {
    to.*counter += from.*counter;
  }
  add_all(from.malformed, to.malformed);
  add_all(from.adjustments, to.adjustments);
  add_totals(from.v4, to.v4);
  add_totals(from.v6, to.v6);
  add_totals(from.no_family, to.no_family);
}

std::string summary_json(std::span<const ExporterInfo> exporters,
                         std::span<const InputReport> inputs) {
  JsonWriter out;
  out.begin_object().key("exporters").begin_array();
  for (const ExporterInfo& exporter : exporters) {
    out.begin_object().key("exporter");
    exporter.address.is_unspecified() ? out.null()
                                      : out.value(std::string_view(exporter.address.to_string()));
    out.member("observationDomainId", exporter.observation_domain);
    out.member("exportProtocol", protocol_name(exporter));
    write_counters(exporter.counters, exporter.templates_missing, out);
    out.end_object();
  }
  const Total total = total_of(exporters);
  out.end_array().key("total").begin_object();
  out.member("exporters", exporters.size());
  write_counters(total.counters, total.missing, out);
  out.end_object().key("inputs").begin_array();
  for (const InputReport& input : inputs) {
    out.begin_object().member("name", std::string_view(input.name));
    out.member("kind", std::string_view(input.kind)).member("datagrams", input.datagrams);
    out.member("packets", input.packets).member("otherPackets", input.other_packets);
    out.member("incomplete", input.incomplete);
    out.key("error");
    input.error.empty() ? out.null() : out.value(std::string_view(input.error));
    out.end_object();
  }
  out.end_array().end_object();
  return out.take();
}

std::string summary_text(std::span<const ExporterInfo> exporters,
                         std::span<const InputReport> inputs) {
  std::string text;
  for (const ExporterInfo& exporter : exporters) {
    text += fmt::format(
        "{} {} domain {}\n",
        exporter.address.is_unspecified() ? "exporter not said" : exporter.address.to_string(),
        protocol_name(exporter), exporter.observation_domain);
    text += counters_text(exporter.counters, exporter.templates_missing);
  }
  const Total total = total_of(exporters);
  if (exporters.size() != 1) {
    text += fmt::format("all {} exporters\n", exporters.size());
    text += counters_text(total.counters, total.missing);
  }
  std::uint64_t others = 0;
  std::uint64_t incomplete = 0;
  for (const InputReport& input : inputs) {
    others += input.other_packets;
    incomplete += input.incomplete;
  }
  if (others != 0) {
    text += fmt::format("{} packets carried neither an export nor IP\n", others);
  }
  if (incomplete != 0) {
    text += fmt::format("{} fragmented datagrams or TCP streams lack a part\n", incomplete);
  }
  return text;
}

}  // namespace sixscope::decode
