// A document from JSON, as `to_json` wrote it.
#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "report/snapshot_document.h"

namespace sixscope::report {
namespace {

using namespace document;
using nlohmann::json;

std::string text(const json& from, const char* name) { return from.at(name).get<std::string>(); }

std::optional<double> optional(const json& from) {
  return from.is_null() ? std::nullopt : std::optional(from.get<double>());
}

template <class Enum>
Enum number(const json& from, const char* name) {
  return static_cast<Enum>(from.at(name).get<int>());
}

Chart read_line(const json& from) {
  LineChart chart{.labels = from.at("labels").get<std::vector<std::string>>(),
                  .scale = number<Scale>(from, "scale"),
                  .unit = text(from, "unit")};
  for (const json& one : from.at("series")) {
    Series series{.title = text(one, "title"), .outside = one.at("outside").get<bool>()};
    for (const json& value : one.at("values")) {
      series.values.push_back(optional(value));
    }
    chart.series.push_back(std::move(series));
  }
  for (const json& one : from.at("targets")) {
    chart.targets.push_back(
        {text(one, "title"), one.at("value").get<double>(), one.at("label").get<std::size_t>()});
  }
  return chart;
}

Chart read_bar(const json& from) {
  BarChart chart{.mean = optional(from.at("mean")),
                 .mean_title = text(from, "mean_title"),
                 .target = optional(from.at("target")),
                 .target_title = text(from, "target_title"),
                 .scale = number<Scale>(from, "scale"),
                 .unit = text(from, "unit")};
  for (const json& one : from.at("bars")) {
    chart.bars.push_back({text(one, "title"), optional(one.at("value")), text(one, "reason")});
  }
  return chart;
}

Chart read_map(const json& from) {
  TileMap chart{.classes = from.at("classes").get<std::vector<double>>(),
                .scale = number<Scale>(from, "scale"),
                .unit = text(from, "unit"),
                .missing_title = text(from, "missing_title")};
  for (const json& one : from.at("tiles")) {
    chart.tiles.push_back({text(one, "code"), text(one, "title"), optional(one.at("value"))});
  }
  return chart;
}

Chart read_waterfall(const json& from) {
  Waterfall chart{.unit = text(from, "unit")};
  for (const json& one : from.at("steps")) {
    chart.steps.push_back(
        {text(one, "title"), one.at("value").get<double>(), one.at("is_total").get<bool>()});
  }
  return chart;
}

Chart read_chart(const json& from) {
  const std::string kind = text(from, "kind");
  if (kind == "line") {
    return read_line(from);
  }
  if (kind == "bar") {
    return read_bar(from);
  }
  if (kind == "map") {
    return read_map(from);
  }
  if (kind == "waterfall") {
    return read_waterfall(from);
  }
  return Histogram{from.at("labels").get<std::vector<std::string>>(),
                   from.at("counts").get<std::vector<double>>(), text(from, "unit")};
}

Cell read_cell(const json& from) {
  return {.text = text(from, "text"),
          .number = optional(from.at("number")),
          .form = number<NumberForm>(from, "form"),
          .mark = number<Mark>(from, "mark"),
          .fact = text(from, "fact")};
}

Table read_table(const json& from) {
  Table table{.id = text(from, "id"), .caption = text(from, "caption")};
  for (const json& one : from.at("columns")) {
    table.columns.push_back({.id = text(one, "id"),
                             .title = text(one, "title"),
                             .unit = text(one, "unit"),
                             .group = text(one, "group"),
                             .align = number<Align>(one, "align"),
                             .weight = one.at("weight").get<double>(),
                             .merges = one.at("merges").get<bool>()});
  }
  for (const json& row : from.at("rows")) {
    std::vector<Cell> cells;
    for (const json& cell : row) {
      cells.push_back(read_cell(cell));
    }
    table.rows.push_back(std::move(cells));
  }
  table.totals = from.at("totals").get<std::vector<std::size_t>>();
  table.note = text(from, "note");
  table.landscape = from.at("landscape").get<bool>();
  return table;
}

Paragraph read_paragraph(const json& from) {
  Paragraph paragraph{.align = number<Align>(from, "align"),
                      .indented = from.at("indented").get<bool>(),
                      .small = from.at("small").get<bool>()};
  for (const json& run : from.at("runs")) {
    paragraph.runs.push_back({text(run, "text"), text(run, "fact"), run.at("strong").get<bool>()});
  }
  return paragraph;
}

Block read_block(const json& from) {
  const std::string kind = text(from, "block");
  if (kind == "heading") {
    return Heading{from.at("level").get<std::size_t>(), text(from, "text")};
  }
  if (kind == "paragraph") {
    return read_paragraph(from);
  }
  if (kind == "table") {
    return read_table(from);
  }
  if (kind == "figure") {
    return Figure{text(from, "id"), text(from, "caption"), read_chart(from.at("chart")),
                  text(from, "table"), text(from, "alt")};
  }
  if (kind == "signature") {
    return Signature{text(from, "issuer"), text(from, "date")};
  }
  return PageBreak{};
}

}  // namespace

Document read_document(std::string_view json_text) {
  const json from = json::parse(json_text);
  Document document{.language = from.at("language") == "zh" ? Language::zh : Language::en,
                    .title = text(from, "title"),
                    .number = text(from, "number"),
                    .red_head = text(from, "red_head"),
                    .status = text(from, "status"),
                    .addressees = text(from, "addressees"),
                    .subject = text(from, "subject"),
                    .author = text(from, "author"),
                    .date = text(from, "date"),
                    .marker = text(from, "marker")};
  for (const json& fact : from.at("facts")) {
    document.facts.emplace_back(fact.at(0).get<std::string>(), fact.at(1).get<std::string>());
  }
  for (const json& block : from.at("blocks")) {
    document.blocks.push_back(read_block(block));
  }
  return document;
}

}  // namespace sixscope::report
