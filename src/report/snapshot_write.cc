// A document as JSON, whole: what a skin needs is all there.
#include <cstddef>
#include <variant>

#include "base/json_writer.h"
#include "report/snapshot.h"

namespace sixscope::report {
namespace {

using namespace document;

void optional(JsonWriter& out, std::string_view name, const std::optional<double>& value) {
  out.key(name);
  value ? out.value(*value) : out.null();
}

template <class T, class Write>
void list(JsonWriter& out, std::string_view name, const std::vector<T>& all, const Write& write) {
  out.key(name).begin_array();
  for (const T& one : all) {
    write(one);
  }
  out.end_array();
}

void texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& all) {
  list(out, name, all, [&](const std::string& one) { out.value(one); });
}

template <class Enum>
void number(JsonWriter& out, std::string_view name, Enum value) {
  out.member(name, static_cast<int>(value));
}

void write(JsonWriter& out, const LineChart& chart) {
  out.member("kind", "line");
  texts(out, "labels", chart.labels);
  list(out, "series", chart.series, [&](const Series& one) {
    out.begin_object().member("title", one.title).member("outside", one.outside);
    list(out, "values", one.values,
         [&](const std::optional<double>& value) { value ? out.value(*value) : out.null(); });
    out.end_object();
  });
  list(out, "targets", chart.targets, [&](const TargetMark& one) {
    out.begin_object()
        .member("title", one.title)
        .member("value", one.value)
        .member("label", one.label)
        .end_object();
  });
  number(out, "scale", chart.scale);
  out.member("unit", chart.unit);
}

void write(JsonWriter& out, const BarChart& chart) {
  out.member("kind", "bar");
  list(out, "bars", chart.bars, [&](const BarChart::Bar& one) {
    out.begin_object().member("title", one.title);
    optional(out, "value", one.value);
    out.member("reason", one.reason).end_object();
  });
  optional(out, "mean", chart.mean);
  out.member("mean_title", chart.mean_title);
  optional(out, "target", chart.target);
  out.member("target_title", chart.target_title);
  number(out, "scale", chart.scale);
  out.member("unit", chart.unit);
}

void write(JsonWriter& out, const TileMap& chart) {
  out.member("kind", "map");
  list(out, "tiles", chart.tiles, [&](const TileMap::Tile& one) {
    out.begin_object().member("code", one.code).member("title", one.title);
    optional(out, "value", one.value);
    out.end_object();
  });
  list(out, "classes", chart.classes, [&](double one) { out.value(one); });
  number(out, "scale", chart.scale);
  out.member("unit", chart.unit).member("missing_title", chart.missing_title);
}

void write(JsonWriter& out, const Waterfall& chart) {
  out.member("kind", "waterfall");
  list(out, "steps", chart.steps, [&](const Waterfall::Step& one) {
    out.begin_object()
        .member("title", one.title)
        .member("value", one.value)
        .member("is_total", one.is_total)
        .end_object();
  });
  out.member("unit", chart.unit);
}

void write(JsonWriter& out, const Histogram& chart) {
  out.member("kind", "histogram");
  texts(out, "labels", chart.labels);
  list(out, "counts", chart.counts, [&](double one) { out.value(one); });
  out.member("unit", chart.unit);
}

void write(JsonWriter& out, const Heading& heading) {
  out.member("block", "heading").member("level", heading.level).member("text", heading.text);
}

void write(JsonWriter& out, const Paragraph& paragraph) {
  out.member("block", "paragraph");
  list(out, "runs", paragraph.runs, [&](const Run& run) {
    out.begin_object().member("text", run.text).member("fact", run.fact);
    out.member("strong", run.strong).end_object();
  });
  number(out, "align", paragraph.align);
  out.member("indented", paragraph.indented).member("small", paragraph.small);
}

void write(JsonWriter& out, const Cell& cell) {
  out.begin_object().member("text", cell.text);
  optional(out, "number", cell.number);
  number(out, "form", cell.form);
  number(out, "mark", cell.mark);
  out.member("fact", cell.fact).end_object();
}

void write(JsonWriter& out, const Table& table) {
  out.member("block", "table").member("id", table.id).member("caption", table.caption);
  list(out, "columns", table.columns, [&](const Column& column) {
    out.begin_object()
        .member("id", column.id)
        .member("title", column.title)
        .member("unit", column.unit)
        .member("group", column.group);
    number(out, "align", column.align);
    out.member("weight", column.weight).member("merges", column.merges).end_object();
  });
  list(out, "rows", table.rows, [&](const std::vector<Cell>& row) {
    out.begin_array();
    for (const Cell& cell : row) {
      write(out, cell);
    }
    out.end_array();
  });
  list(out, "totals", table.totals, [&](std::size_t row) { out.value(row); });
  out.member("note", table.note).member("landscape", table.landscape);
}

void write(JsonWriter& out, const Figure& figure) {
  out.member("block", "figure").member("id", figure.id).member("caption", figure.caption);
  out.key("chart").begin_object();
  std::visit([&](const auto& chart) { write(out, chart); }, figure.chart);
  out.end_object().member("table", figure.table).member("alt", figure.alt);
}

void write(JsonWriter& out, const PageBreak&) { out.member("block", "page_break"); }

void write(JsonWriter& out, const Signature& signature) {
  out.member("block", "signature").member("issuer", signature.issuer);
  out.member("date", signature.date);
}

}  // namespace

std::string to_json(const Document& document) {
  JsonWriter out;
  out.begin_object()
      .member("language", document.language == Language::zh ? "zh" : "en")
      .member("title", document.title)
      .member("number", document.number)
      .member("red_head", document.red_head)
      .member("status", document.status)
      .member("addressees", document.addressees)
      .member("subject", document.subject)
      .member("author", document.author)
      .member("date", document.date)
      .member("marker", document.marker);
  list(out, "facts", document.facts, [&](const std::pair<std::string, std::string>& one) {
    out.begin_array().value(one.first).value(one.second).end_array();
  });
  list(out, "blocks", document.blocks, [&](const Block& block) {
    out.begin_object();
    std::visit([&](const auto& one) { write(out, one); }, block);
    out.end_object();
  });
  out.end_object();
  return out.take();
}

}  // namespace sixscope::report
