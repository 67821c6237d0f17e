#include "decode/record_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "decode/field_value.h"

namespace sixscope::decode {
namespace {

using flow::ExportProtocol;
using flow::FieldValue;
using flow::RecordView;
using model::Flow;
using net::Family;

constexpr std::array<std::string_view, 4> kKindNames = {"flow", "options", "nat_event", "counter"};

/// Columns of CSV: what every record has, whatever its template.
constexpr std::array<std::string_view, 19> kColumns = {
    "exporter",        "exportProtocol", "observationDomainId",
    "templateId",      "family",         "outerFamily",
    "source",          "destination",    "sourcePort",
    "destinationPort", "protocol",       "bytes",
    "packets",         "samplingRate",   "scaledBytes",
    "scaledPackets",   "flowStart",      "flowEnd",
    "adjustments"};
/// Of those in a table, from left to right; 0: not there, a terminal is only so wide.
constexpr std::array<int, 19> kWidths = {15, 9,  0, 0, 2,  2,  39, 39, 5, 5,
                                         3,  12, 9, 8, 14, 10, 24, 0,  1};

std::string_view protocol_name(ExportProtocol protocol) {
  return flow::kExportProtocolNames[static_cast<std::size_t>(protocol)];
}

void write_family(std::string_view name, Family family, JsonWriter& out) {
  out.key(name);
  family == Family::none ? out.null() : out.value(static_cast<unsigned>(family));
}

void write_rate(model::SamplingRate rate, JsonWriter& out) {
  out.key("samplingRate");
  if (!rate.known()) {
    out.null();
  } else if (rate.numerator % rate.denominator == 0) {
    out.value(rate.numerator / rate.denominator);
  } else {
    out.value(static_cast<double>(rate.numerator) / static_cast<double>(rate.denominator));
  }
}

void write_volumes(const Flow& flow, JsonWriter& out) {
  out.member("bytes", flow.bytes).member("packets", flow.packets);
  write_rate(flow.rate, out);
  out.key("scaledBytes");
  flow.rate.known() ? out.value(model::scaled(flow.bytes, flow.rate)) : out.null();
  out.key("scaledPackets");
  flow.rate.known() ? out.value(model::scaled(flow.packets, flow.rate)) : out.null();
}

void write_times(const Flow& flow, JsonWriter& out) {
  out.member("flowStart", std::string_view(time_text(flow.start)));
  out.member("flowEnd", std::string_view(time_text(flow.end)));
}

void write_adjustments(model::Adjustment adjustments, JsonWriter& out) {
  out.key("adjustments").begin_array();
  for (std::size_t i = 0; i < flow::kAdjustmentNames.size(); ++i) {
    if (model::has(adjustments, static_cast<model::Adjustment>(1U << i))) {
      out.value(flow::kAdjustmentNames[i]);
    }
  }
  out.end_array();
}

/// Members that do not come from elements; null where the record made no flow.
void write_meaning(const RecordView& record, JsonWriter& out) {
  if (record.flows.empty()) {
    for (const std::string_view name : {"family", "outerFamily", "bytes", "packets", "samplingRate",
                                        "scaledBytes", "scaledPackets", "flowStart", "flowEnd"}) {
      out.key(name).null();
    }
    out.key("adjustments").begin_array().end_array();
    if (!record.malformed.empty()) {
      out.member("malformed", record.malformed);
    }
    return;
  }
  const Flow& flow = record.flows[0];
  write_family("family", flow.family, out);
  write_family("outerFamily", flow.outer_family, out);
  write_volumes(flow, out);
  write_times(flow, out);
  write_adjustments(flow.adjustments, out);
  if (record.flows.size() > 1) {
    out.key("reverse").begin_object();
    write_volumes(record.flows[1], out);
    write_times(record.flows[1], out);
    write_adjustments(record.flows[1].adjustments, out);
    out.end_object();
  }
}

/// Elements as exported. One that repeats (SRv6 exports have both packets) becomes a list.
void write_elements(std::span<const FieldValue> fields, JsonWriter& out) {
  const auto same = [](const FieldValue& a, const FieldValue& b) {
    return a.enterprise == b.enterprise && a.element == b.element && a.reverse == b.reverse &&
           a.name == b.name;
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto is_same = [&](const FieldValue& other) { return same(fields[i], other); };
    const auto first = fields.first(i);
    if (std::any_of(first.begin(), first.end(), is_same)) {
      continue;
    }
    const auto rest = fields.subspan(i);
    const auto count = std::count_if(rest.begin(), rest.end(), is_same);
    out.key(field_name(fields[i]));
    if (count == 1) {
      write_field(fields[i], out);
      continue;
    }
    out.begin_array();
    for (const FieldValue& field : rest) {
      if (is_same(field)) {
        write_field(field, out);
      }
    }
    out.end_array();
  }
}

bool has_element(std::span<const FieldValue> fields, std::uint16_t element) {
  return std::any_of(fields.begin(), fields.end(), [&](const FieldValue& field) {
    return field.enterprise == 0 && field.element == element && !field.reverse;
  });
}

/// True if the flow was read out of packet bytes, so that its elements are not in the record.
bool is_dissected(const RecordView& record) {
  constexpr std::array<std::uint16_t, 3> kFrameSections = {104, 313, 315};
  return record.protocol == ExportProtocol::sflow5 || record.protocol == ExportProtocol::packet ||
         std::any_of(kFrameSections.begin(), kFrameSections.end(),
                     [&](std::uint16_t element) { return has_element(record.fields, element); });
}

void write_ports(const Flow& flow, JsonWriter& out) {
  constexpr std::uint8_t kIcmp = 1;
  constexpr std::uint8_t kIcmp6 = 58;
  out.member("protocolIdentifier", flow.protocol);
  if (flow.protocol == kIcmp) {
    out.member("icmpTypeCodeIPv4", flow.destination_port);
  } else if (flow.protocol == kIcmp6) {
    out.member("icmpTypeCodeIPv6", flow.destination_port);
  } else {
    out.member("sourceTransportPort", flow.source_port);
    out.member("destinationTransportPort", flow.destination_port);
  }
}

void write_dissected(const RecordView& record, JsonWriter& out) {
  const Flow& flow = record.flows[0];
  if (flow.family != Family::none && !has_element(record.fields, 8) &&
      !has_element(record.fields, 27)) {
    const bool v4 = flow.family == Family::v4;
    out.member(v4 ? "sourceIPv4Address" : "sourceIPv6Address",
               std::string_view(flow.source.to_string()));
    out.member(v4 ? "destinationIPv4Address" : "destinationIPv6Address",
               std::string_view(flow.destination.to_string()));
    write_ports(flow, out);
    out.member("tcpControlBits", flow.tcp_flags);
    out.member("ipClassOfService", flow.traffic_class);
  }
  if (record.protocol == ExportProtocol::sflow5) {
    out.member("ingressInterface", flow.input_interface);
    out.member("egressInterface", flow.output_interface);
    out.member("bgpSourceAsNumber", flow.source_asn);
    out.member("bgpDestinationAsNumber", flow.destination_asn);
  }
}

std::string joined_adjustments(const Flow& flow) {
  std::string text;
  for (std::size_t i = 0; i < flow::kAdjustmentNames.size(); ++i) {
    if (model::has(flow.adjustments, static_cast<model::Adjustment>(1U << i))) {
      text += text.empty() ? "" : " ";
      text += flow::kAdjustmentNames[i];
    }
  }
  return text;
}

std::string family_text(Family family) {
  return family == Family::none ? "" : fmt::format("{}", static_cast<unsigned>(family));
}

std::string rate_text(model::SamplingRate rate) {
  if (!rate.known()) {
    return "";
  }
  return rate.numerator % rate.denominator == 0
             ? fmt::format("{}", rate.numerator / rate.denominator)
             : fmt::format("{:.4f}", static_cast<double>(rate.numerator) /
                                         static_cast<double>(rate.denominator));
}

std::array<std::string, kColumns.size()> columns_of(const Flow& flow, const std::string& exporter,
                                                    const RecordView& record) {
  const bool known = flow.rate.known();
  const bool named = flow.family != Family::none;
  return {exporter,
          std::string(protocol_name(record.protocol)),
          fmt::format("{}", record.observation_domain),
          record.template_id == 0 ? "" : fmt::format("{}", record.template_id),
          family_text(flow.family),
          family_text(flow.outer_family),
          named ? flow.source.to_string() : "",
          named ? flow.destination.to_string() : "",
          fmt::format("{}", flow.source_port),
          fmt::format("{}", flow.destination_port),
          fmt::format("{}", flow.protocol),
          fmt::format("{}", flow.bytes),
          fmt::format("{}", flow.packets),
          rate_text(flow.rate),
          known ? fmt::format("{}", model::scaled(flow.bytes, flow.rate)) : "",
          known ? fmt::format("{}", model::scaled(flow.packets, flow.rate)) : "",
          time_text(flow.start),
          time_text(flow.end),
          joined_adjustments(flow)};
}

/// One line; none of our columns can hold a comma or a quote.
template <class Row>
std::string line_of(const Row& row, bool csv) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (csv) {
      line += i == 0 ? "" : ",";
      line += row[i];
    } else if (kWidths[i] != 0) {
      line += fmt::format("{}{:<{}}", i == 0 ? "" : " ", row[i], kWidths[i]);
    }
  }
  if (!csv) {
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return line + "\n";
}

}  // namespace

void RecordWriter::begin() {
  if (format_ == Format::json) {
    out_->write("{\"records\":[");
  } else if (format_ == Format::csv) {
    out_->write(line_of(kColumns, true));
  }
}

void RecordWriter::write(const RecordView& record, const net::IpAddress& exporter) {
  if (format_ == Format::json || format_ == Format::jsonl) {
    write_json(record, exporter);
  } else {
    write_columns(record, exporter);
  }
}

void RecordWriter::write_json(const RecordView& record, const net::IpAddress& exporter) {
  JsonWriter out;
  out.begin_object();
  if (record.kind != RecordView::Kind::flow) {
    out.member("kind", kKindNames[static_cast<std::size_t>(record.kind)]);
  }
  out.key("exporter");
  exporter.is_unspecified() ? out.null() : out.value(std::string_view(exporter.to_string()));
  out.member("exportProtocol", protocol_name(record.protocol));
  out.member("observationDomainId", record.observation_domain);
  out.key("templateId");
  record.template_id == 0 ? out.null() : out.value(record.template_id);
  write_meaning(record, out);
  write_elements(record.fields, out);
  if (!record.flows.empty() && is_dissected(record)) {
    write_dissected(record, out);
  }
  if (!record.flows.empty() && !record.flows[0].server_name.empty()) {
    out.member("serverName", record.flows[0].server_name);
  }
  out.end_object();
  if (format_ == Format::json) {
    out_->write(first_ ? "\n" : ",\n");
  }
  first_ = false;
  out_->write(out.text());
  if (format_ == Format::jsonl) {
    out_->write("\n");
  }
}

void RecordWriter::write_columns(const RecordView& record, const net::IpAddress& exporter) {
  const std::string name = exporter.is_unspecified() ? "" : exporter.to_string();
  for (const Flow& flow : record.flows) {
    if (first_ && format_ == Format::table) {
      out_->write(line_of(kColumns, false));  // A table of nothing needs no head.
    }
    first_ = false;
    out_->write(line_of(columns_of(flow, name, record), format_ == Format::csv));
  }
}

void RecordWriter::end(std::string_view summary) {
  if (format_ == Format::json) {
    out_->write("\n],\"summary\":");
    out_->write(summary);
    out_->write("}\n");
  } else if (format_ == Format::jsonl) {
    out_->write("{\"summary\":");
    out_->write(summary);
    out_->write("}\n");
  }
}

}  // namespace sixscope::decode
