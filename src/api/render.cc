#include "api/render.h"

#include <algorithm>
#include <set>

#include "api/time_text.h"

namespace sixscope::api {

void write_share(JsonWriter& out, const indicators::Measured<indicators::Share>& share) {
  out.begin_object();
  if (share) {
    out.member("value", share->value.value())
        .member("low", share->low.value())
        .member("high", share->high.value())
        .member("samples", share->samples);
    out.key("gap").null();
  } else {
    out.key("value").null();
    out.member("gap", indicators::to_string(share.error()));
  }
  out.end_object();
}

void write_family(JsonWriter& out, const model::FamilyVolume& volume) {
  out.begin_object()
      .member("bytes", volume.bytes)
      .member("packets", volume.packets)
      .member("flows", volume.flows)
      .member("samples", volume.samples)
      .end_object();
}

void write_label(JsonWriter& out, const Label& label) {
  out.begin_object().member("zh", label.zh).member("en", label.en).end_object();
}

void write_labels(JsonWriter& out, const Catalogue& catalogue,
                  const std::vector<store::Dimension>& dimensions, const std::vector<Cell>& cells) {
  out.begin_object();
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    std::set<std::string_view> values;
    for (const Cell& cell : cells) {
      values.insert(cell.dimensions[i]);
    }
    out.key(store::kDimensionNames[static_cast<std::size_t>(dimensions[i])]).begin_object();
    for (const std::string_view value : values) {
      if (const auto label = catalogue.label(dimensions[i], value)) {
        out.key(value);
        write_label(out, *label);
      }
    }
    out.end_object();
  }
  out.end_object();
}

void write_coverage(JsonWriter& out, const CoverageFacts& facts, indicators::ShareRules rules) {
  out.begin_object()
      .member("exporters", facts.exporters)
      .member("measurable", facts.measurable)
      .member("v6_blind", facts.v6_blind)
      .member("rate_unknown", facts.rate_unknown)
      .member("regions_seen", facts.regions_seen)
      .member("regions_all", facts.regions_all);
  out.key("share_all");
  write_share(out, indicators::traffic_share(facts.with_blind, rules));
  out.key("share_measurable");
  write_share(out, indicators::traffic_share(facts.measured, rules));
  out.end_object();
}

void write_method(JsonWriter& out, std::string_view id, std::string_view version) {
  out.begin_object().member("id", id).member("version", version).end_object();
}

void write_freshness(JsonWriter& out, std::optional<Instant> newest, Instant as_of) {
  out.begin_object();
  if (newest) {
    const auto age = std::chrono::floor<std::chrono::seconds>(as_of - *newest).count() - 60;
    out.member("newest", format_instant(*newest))
        .member("age_seconds", std::max<std::int64_t>(age, 0));
  } else {
    out.key("newest").null();
    out.key("age_seconds").null();
  }
  out.member("as_of", format_instant(as_of)).end_object();
}

void write_next_cursor(JsonWriter& out, const std::optional<Cursor>& next) {
  out.key("next_cursor");
  if (next) {
    out.value(encode_cursor(*next));
  } else {
    out.null();
  }
}

http::Response json_response(JsonWriter out) {
  http::Response response;
  response.body = out.take();
  response.body.push_back('\n');
  return response;
}

}  // namespace sixscope::api
